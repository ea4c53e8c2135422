"""The company that one works in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, request, url_for

from portal.access import Permission, Scope, needs
from portal.accounts import service as accounts
from portal.accounts.words import ROLES
from portal.companies import service
from portal.companies.views.blueprint import blueprint
from portal.companies.words import CHAMBERS, DISTRICTS, SECTORS, SIZES
from portal.web import pages, people, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.get("/company")
@needs(Permission.READ_OWN_COMPANY, Scope.OWN)
def own_company() -> ResponseReturnValue:
    """Profile and colleagues, read only."""
    session, company_id = transaction.session(), people.company_id()
    company = service.company(session, company_id) if company_id is not None else None
    if company is None:
        abort(404)
    names = accounts.names(session, filter(None, [company.consultant_id]))
    return pages.render(
        "companies/own_company.html",
        profile=company,
        consultant=names.get(company.consultant_id or 0),
        members=[(one, ROLES[one.role]) for one in service.members(session, company.id) if one.active],
        district=DISTRICTS[company.district],
        size=SIZES[company.size_class],
        sector=SECTORS[company.sector],
        chamber=CHAMBERS[company.chamber],
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
