"""The company that one works in: its profile, its people, and changing between several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _

from portal.access import Permission, Scope, needs
from portal.accounts import service as accounts
from portal.accounts.words import ROLES
from portal.companies import service
from portal.companies.forms import OwnProfileForm, RoleForm, filled
from portal.companies.rules import Chamber, District, Sector, SizeClass
from portal.companies.views.blueprint import blueprint
from portal.companies.words import CHAMBERS, DISTRICTS, SECTORS, SIZES
from portal.web import pages, people, transaction
from portal.web.forms import PortalForm

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.companies.service import CompanyData


@blueprint.get("/company")
@needs(Permission.READ_OWN_COMPANY, Scope.OWN)
def own_company() -> ResponseReturnValue:
    """Profile and colleagues; the company's admin finds here what to change."""
    session, company = transaction.session(), own()
    names = accounts.names(session, filter(None, [company.consultant_id]))
    is_admin = people.actor().can(Permission.MANAGE_OWN_COMPANY, company.id)
    return pages.render(
        "companies/own_company.html",
        profile=company,
        consultant=names.get(company.consultant_id or 0),
        members=_members(company.id, is_admin=is_admin),
        is_admin=is_admin,
        form=PortalForm(),
        invitations=[(one, ROLES[one.role]) for one in service.invitations(session, company.id)] if is_admin else (),
        acceptances=service.acceptances(session, company.id),
        district=DISTRICTS[company.district],
        size=SIZES[company.size_class],
        sector=SECTORS[company.sector],
        chamber=CHAMBERS[company.chamber],
    )


def _members(company_id: int, *, is_admin: bool) -> list[tuple[service.Member, Any, RoleForm | None]]:
    """Each active colleague, the word for their role, and for an admin the form to change it."""
    return [
        (one, ROLES[one.role], RoleForm(formdata=None, data={"role": str(one.role)}) if is_admin else None)
        for one in service.members(transaction.session(), company_id)
        if one.active
    ]


def own() -> CompanyData:
    """The company that this page works in."""
    company_id = people.company_id()
    found = service.company(transaction.session(), company_id) if company_id is not None else None
    return found or abort(404)


def back(anchor: str | None = None) -> ResponseReturnValue:
    """To the page of the company that this form belongs to."""
    return redirect(url_for("companies.own_company", company=people.company_id(), _anchor=anchor), 303)


@blueprint.get("/company/profile")
@needs(Permission.MANAGE_OWN_COMPANY, Scope.OWN)
def own_profile() -> ResponseReturnValue:
    """The form for what a company says about itself."""
    company = own()
    return _profile_page(company, OwnProfileForm(formdata=None, data=filled(company)))


@blueprint.post("/company/profile")
@needs(Permission.MANAGE_OWN_COMPANY, Scope.OWN)
def change_own_profile() -> ResponseReturnValue:
    """Save it; checklists follow the size at the next look."""
    company, form = own(), OwnProfileForm()
    if not form.validate():
        return _profile_page(company, form), 422
    service.change_own_profile(
        transaction.session(),
        people.actor().user_id,
        company.id,
        place=form.place.data or None,
        district=District(form.district.data),
        size_class=SizeClass(form.size_class.data),
        sector=Sector(form.sector.data),
        chamber=Chamber(form.chamber.data),
    )
    flash(_("The profile is saved. Your checklists follow it; answers stay."), "success")
    return back()


def _profile_page(company: CompanyData, form: OwnProfileForm) -> str:
    return pages.render("companies/own_profile.html", profile=company, form=form)


def last_admin() -> str:
    """Why the last admin stays, and what to do."""
    return str(
        _("This is the only company admin. Give the role to somebody else first, or ask the Welcome Service to do it.")
    )


@blueprint.post("/company/switch")
@needs(Permission.USE_ACCOUNT)
def switch() -> ResponseReturnValue:
    """Work for another of one's companies."""
    actor, wanted = people.actor(), request.form.get("to", "")
    place = next((one for one in actor.belongings if str(one.company_id) == wanted), None)
    if place is None:
        abort(404)
    accounts.choose_company(transaction.session(), actor, place.company_id)
    return redirect(url_for("engagement.home"), 303)
