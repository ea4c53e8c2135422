"""One's own account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _

from portal.access import Permission, needs
from portal.accounts import rules, service
from portal.accounts.forms import ChangePasswordForm, DetailsForm, DigestForm
from portal.accounts.views.blueprint import CALENDARS, blueprint
from portal.accounts.views.log_in import network_address, too_many
from portal.accounts.words import LANGUAGES, ROLES
from portal.web import language, pages, people, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.get("/account")
@needs(Permission.USE_ACCOUNT)
def account() -> ResponseReturnValue:
    """Name, language, password, and where one belongs."""
    return _page()


def _page(
    details: DetailsForm | None = None,
    password: ChangePasswordForm | None = None,
    digest: DigestForm | None = None,
) -> str:
    me = people.actor()
    edits = me.staff_can(Permission.EDIT_CONTENT)
    known = DetailsForm(formdata=None, data={"name": me.name, "language": me.language})
    return pages.render(
        "accounts/account.html",
        details=details or known,
        password=password or ChangePasswordForm(formdata=None),
        digest=(digest or _known_digest()) if me.belongings or edits else None,
        edits=edits,
        roles=[ROLES[role] for role in ROLES if role in me.staff_roles],
        belongings=[(one, ROLES[one.role]) for one in me.belongings],
        calendar=current_app.extensions[CALENDARS](transaction.session(), me.user_id) if me.belongings else None,
    )


def _known_digest() -> DigestForm:
    weekday = service.digest_weekday(transaction.session(), people.actor())
    return DigestForm(formdata=None, data={"weekday": "never" if weekday is None else str(weekday)})


@blueprint.post("/account/digest")
@needs(Permission.USE_ACCOUNT)
def choose_digest() -> ResponseReturnValue:
    """Choose the day of the weekly mail, or none."""
    form = DigestForm()
    if not form.validate():
        return _page(digest=form), 422
    service.choose_digest(transaction.session(), people.actor(), form.chosen())
    flash(_("Your choice for the weekly mail is saved."), "success")
    return redirect(url_for("accounts.account", _anchor="digest-title"), 303)


@blueprint.post("/account")
@needs(Permission.USE_ACCOUNT)
def change_details() -> ResponseReturnValue:
    """Save name and language."""
    form = DetailsForm()
    if not form.validate():
        return _page(details=form), 422
    service.change_own_details(transaction.session(), people.actor(), name=form.name.data, language=form.language.data)
    with language.speaking(form.language.data):
        flash(_("Your details are saved."), "success")
    return redirect(url_for("accounts.account"), 303)


@blueprint.get("/account/password")
@needs(Permission.USE_ACCOUNT)
def password() -> ResponseReturnValue:
    """The form stands on the page of the account."""
    return redirect(url_for("accounts.account", _anchor="password-title"))


@blueprint.post("/account/password")
@needs(Permission.USE_ACCOUNT)
def change_password() -> ResponseReturnValue:
    """Set a new password; other log-ins end."""
    form = ChangePasswordForm()
    if not form.validate():
        return _page(password=form), 422
    try:
        service.change_password(
            transaction.session(),
            people.actor(),
            old=form.password.data,
            new=form.new_password.data,
            network_address=network_address(),
        )
    except service.WrongPassword:
        transaction.keep_changes()
        return _refused(form, _("This is not the password that you have used so far.")), 422
    except service.TooManyAttempts as refusal:
        return _refused(form, too_many(refusal)), 429
    flash(_("Your new password is set. Other browsers in which you were logged in are logged out."), "success")
    return redirect(url_for("accounts.account"), 303)


def _refused(form: ChangePasswordForm, sentence: str) -> str:
    form.password.errors = [sentence]
    return _page(password=form)


@blueprint.post("/account/language")
@needs(Permission.USE_ACCOUNT)
def set_language() -> ResponseReturnValue:
    """Read the portal in the other language, on the same page."""
    wanted = request.form.get("language", "")
    if wanted not in LANGUAGES:
        abort(400)
    service.set_language(transaction.session(), people.actor(), wanted)
    return redirect(rules.local_path(request.form.get("next")) or url_for("accounts.account"), 303)
