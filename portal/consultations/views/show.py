"""A request's page: one address for both sides."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from portal.access import Permission, needs
from portal.consultations import service
from portal.consultations.views import company, team
from portal.consultations.views.blueprint import blueprint
from portal.web import people


@blueprint.get("/consultations/<int:request_id>")
@needs(Permission.READ_REQUEST, service.company_of)
def show(request_id: int) -> ResponseReturnValue:
    """What the company reads, or what the team reads."""
    return team.page(request_id) if people.is_team() else company.page(request_id)
