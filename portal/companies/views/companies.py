"""Administration of companies and of the people in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _

from portal.access import Permission, Scope, needs
from portal.accounts import service as accounts
from portal.accounts.service import PersonName
from portal.accounts.words import ROLES
from portal.companies import service
from portal.companies.forms import CompanyForm, filled
from portal.companies.views.blueprint import NUMBER, blueprint
from portal.companies.views.leaving import hand_over
from portal.companies.words import DISTRICTS, SECTORS, SIZES
from portal.web import pages, people, transaction
from portal.web.pagination import Cursor

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.companies.service import CompanyData

COMPANY = f"/admin/companies/<{NUMBER}:company_id>"


@blueprint.get("/admin/companies")
@needs(Permission.MANAGE_COMPANIES, Scope.EVERY)
def company_list() -> ResponseReturnValue:
    """All companies, by name."""
    search = request.args.get("q", "").strip()
    page = service.companies_page(transaction.session(), search, Cursor.read(request.args.get("after")))
    names = accounts.names(transaction.session(), filter(None, (one.consultant_id for one in page.rows)))
    return pages.render(
        "companies/companies.html",
        rows=page.rows,
        following=page.following,
        search=search,
        consultants=names,
        districts=DISTRICTS,
        sizes=SIZES,
        sectors=SECTORS,
    )


@blueprint.get("/admin/companies/new")
@needs(Permission.MANAGE_COMPANIES, Scope.EVERY)
def new_company() -> ResponseReturnValue:
    """The form for a new company."""
    return _new_page(CompanyForm(formdata=None))


@blueprint.post("/admin/companies/new")
@needs(Permission.MANAGE_COMPANIES, Scope.EVERY)
def create_company() -> ResponseReturnValue:
    """Make the company, after a look at those that may be the same."""
    form = CompanyForm()
    form.offer(accounts.consultants(transaction.session()))
    if not form.validate():
        return _new_page(form), 422
    try:
        company_id = service.create_company(
            transaction.session(), people.actor().user_id, form.profile, confirmed=form.different.data
        )
    except service.MayBeTheSame as doubt:
        return _new_page(form, similar=doubt.similar), 422
    flash(_("%(company)s is made. Now add the people who work there.", company=form.name.data), "success")
    return _back_to(company_id)


def _new_page(form: CompanyForm, similar: tuple[CompanyData, ...] = ()) -> str:
    form.offer(accounts.consultants(transaction.session()))
    return pages.render("companies/new_company.html", form=form, similar=similar)


@blueprint.get(COMPANY)
@needs(Permission.MANAGE_COMPANIES, Scope.EVERY)
def company_page(company_id: int) -> ResponseReturnValue:
    """One company: profile and people."""
    company = _company(company_id)
    return _page(company, CompanyForm(formdata=None, data=filled(company)))


@blueprint.post(COMPANY)
@needs(Permission.MANAGE_COMPANIES, Scope.EVERY)
def change_company(company_id: int) -> ResponseReturnValue:
    """Save the profile."""
    company, form = _company(company_id), CompanyForm()
    form.offer(_consultants(company))
    if not form.validate():
        return _page(company, form), 422
    try:
        service.change_company(
            transaction.session(), people.actor().user_id, company_id, form.profile, confirmed=form.different.data
        )
    except service.MayBeTheSame as doubt:
        return _page(company, form, similar=doubt.similar), 422
    flash(_("%(company)s is saved.", company=form.name.data), "success")
    return _back_to(company_id)


def _page(company: CompanyData, form: CompanyForm, **values: Any) -> str:
    form.offer(_consultants(company))
    return pages.render(
        "companies/company.html",
        form=form,
        shown=company,
        members=[(one, ROLES[one.role]) for one in service.members(transaction.session(), company.id)],
        **{"similar": (), **values},
    )


def _consultants(company: CompanyData) -> tuple[PersonName, ...]:
    """Who can be chosen: everybody active, and who has the company now."""
    active = accounts.consultants(transaction.session())
    present = company.consultant_id
    if present is None or present in {one.id for one in active}:
        return active
    names = accounts.names(transaction.session(), [present])
    return (*active, PersonName(present, names[present]))


@blueprint.post(f"{COMPANY}/deactivate")
@needs(Permission.MANAGE_COMPANIES, Scope.EVERY)
def deactivate_company(company_id: int) -> ResponseReturnValue:
    """Out of its members' sight."""
    company = _company(company_id)
    service.deactivate_company(transaction.session(), people.actor().user_id, company_id)
    flash(_("%(company)s is deactivated. Its people no longer see it.", company=company.name), "success")
    return _back_to(company_id)


@blueprint.post(f"{COMPANY}/reactivate")
@needs(Permission.MANAGE_COMPANIES, Scope.EVERY)
def reactivate_company(company_id: int) -> ResponseReturnValue:
    """Back with everything it had."""
    company = _company(company_id)
    service.reactivate_company(transaction.session(), people.actor().user_id, company_id)
    flash(_("%(company)s is active again.", company=company.name), "success")
    return _back_to(company_id)


@blueprint.post(f"{COMPANY}/members/<{NUMBER}:user_id>/remove")
@needs(Permission.MANAGE_COMPANIES, Scope.EVERY)
def remove_member(company_id: int, user_id: int) -> ResponseReturnValue:
    """The person belongs to the company no longer."""
    try:
        service.remove_member(transaction.session(), people.actor().user_id, company_id, user_id)
        hand_over(company_id, user_id, None)
    except service.NoSuchCompany:
        abort(404)
    flash(_("The person no longer belongs to the company. The account stays."), "success")
    return _back_to(company_id)


@blueprint.post(f"{COMPANY}/members/<{NUMBER}:user_id>/admin")
@needs(Permission.MANAGE_COMPANIES, Scope.EVERY)
def name_company_admin(company_id: int, user_id: int) -> ResponseReturnValue:
    """Make a member the company's admin, for example after the last one has left; the company is told."""
    try:
        service.name_admin(transaction.session(), people.actor().user_id, company_id, user_id)
    except service.NoSuchCompany:
        abort(404)
    flash(_("The person is a company admin now. The people of the company are told by mail."), "success")
    return _back_to(company_id)


def _company(company_id: int) -> CompanyData:
    return service.company(transaction.session(), company_id) or abort(404)


def _back_to(company_id: int) -> ResponseReturnValue:
    return redirect(url_for("companies.company_page", company_id=company_id), 303)
