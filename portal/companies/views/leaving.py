"""When somebody leaves the company or is removed: asks first, and hands over what the person takes care of."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import Flask, abort, current_app, flash, redirect, url_for
from flask_babel import gettext as _

from portal.access import Permission, Role, Scope, needs
from portal.companies import service
from portal.companies.forms import LeavingForm
from portal.companies.views.blueprint import NUMBER, blueprint
from portal.companies.views.own import back, last_admin, own
from portal.web import pages, people, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.companies.service import HandOver, Member

HAND_OVER = "portal_hand_over"
REMOVE = f"/company/members/<{NUMBER}:user_id>/remove"


def give_hand_over(app: Flask, hand_over: HandOver) -> None:
    """Let leaving people's open work go to others."""
    app.extensions[HAND_OVER] = hand_over


@blueprint.get("/company/leave")
@needs(Permission.READ_OWN_COMPANY, Scope.OWN)
def leaving() -> ResponseReturnValue:
    """Asks whether one really means it."""
    company, me = own(), people.actor()
    everybody = service.members(transaction.session(), company.id)
    admins = [one.user_id for one in everybody if one.active and one.role is Role.COMPANY_ADMIN]
    form = _form(me.user_id)
    return pages.render("companies/leave.html", profile=company, form=form, is_last=admins == [me.user_id])


@blueprint.post("/company/leave")
@needs(Permission.READ_OWN_COMPANY, Scope.OWN, before_terms=True)
def leave() -> ResponseReturnValue:
    """Belong to the company no longer."""
    company, me = own(), people.actor()
    try:
        _go(me.user_id, keep_login=me.login_id)
    except service.LastCompanyAdmin:
        flash(last_admin(), "error")
        return back()
    flash(_("You no longer belong to %(company)s. Your account stays.", company=company.name), "success")
    return redirect(url_for("accounts.account"), 303)


@blueprint.get(REMOVE)
@needs(Permission.MANAGE_OWN_COMPANY, Scope.OWN)
def removing(user_id: int) -> ResponseReturnValue:
    """Asks whether the colleague shall really go."""
    if user_id == people.actor().user_id:
        return redirect(url_for("companies.leaving", company=people.company_id()))
    member = colleague(user_id)
    return pages.render("companies/remove_member.html", member=member, profile=own(), form=_form(user_id))


@blueprint.post(REMOVE)
@needs(Permission.MANAGE_OWN_COMPANY, Scope.OWN)
def remove_colleague(user_id: int) -> ResponseReturnValue:
    """The colleague belongs to the company no longer; log-ins that work for it end at once."""
    if user_id == people.actor().user_id:
        return leave()
    member = colleague(user_id)
    try:
        _go(user_id)
    except service.LastCompanyAdmin:
        flash(last_admin(), "error")
    else:
        flash(_("%(name)s no longer belongs to your company.", name=member.name), "success")
    return back("colleagues")


def _form(leaver_id: int) -> LeavingForm:
    """The question who takes over, as far as there is anything to take over in this portal."""
    form = LeavingForm()
    if HAND_OVER not in current_app.extensions:
        del form.heir
        return form
    everybody = service.members(transaction.session(), own().id)
    form.offer((one.user_id, one.name) for one in everybody if one.active and one.user_id != leaver_id)
    return form


def _go(leaver_id: int, *, keep_login: int | None = None) -> None:
    """End the membership; what the person takes care of goes to the heir, or to nobody."""
    company_id, form = own().id, _form(leaver_id)
    if not form.validate():
        abort(400)
    service.leave(transaction.session(), people.actor().user_id, company_id, leaver_id, keep_login=keep_login)
    hand_over(company_id, leaver_id, form.heir_id if "heir" in form else None)


def hand_over(company_id: int, leaver_id: int, heir_id: int | None) -> None:
    """Give the person's open work to another, or let it stand without anybody in charge."""
    give = cast("HandOver | None", current_app.extensions.get(HAND_OVER))
    if give is not None:
        give(transaction.session(), people.actor(), company_id, leaver_id, heir_id)


def colleague(user_id: int) -> Member:
    """Somebody of the company that this page works in."""
    found = (one for one in service.members(transaction.session(), own().id) if one.user_id == user_id)
    return next(found, None) or abort(404)
