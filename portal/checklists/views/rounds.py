"""Going through a checklist once more, and reading how it was before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort
from flask_babel import gettext

from portal.access import Permission, Scope, needs
from portal.checklists import service, words
from portal.checklists.views.blueprint import address, blueprint, company_id
from portal.checklists.views.shown import back, refused
from portal.documents.words import FIELD_LABELS
from portal.web import language, pages, people, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

LARGEST_ROUND = 10_000


@blueprint.post("/checklists/<slug>/rounds")
@needs(Permission.ANSWER_CHECKLISTS, Scope.OWN)
def begin_round(slug: str) -> ResponseReturnValue:
    """Begin the next round."""
    try:
        number = service.next_round(transaction.session(), people.actor(), company_id(), slug)
    except service.ChecklistFault as fault:
        return refused(slug, fault)
    return back(
        slug,
        gettext("Round %(number)d has begun. The answers of the last one are here to be confirmed.", number=number),
    )


@blueprint.get("/checklists/<slug>/rounds/<int:number>")
@needs(Permission.READ_CHECKLISTS, Scope.OWN)
def earlier_round(slug: str, number: int) -> ResponseReturnValue:
    """An earlier round, to be read."""
    if number > LARGEST_ROUND:
        abort(404)
    session, spoken = transaction.session(), language.current()
    page = service.company_page(session, company_id(), slug, spoken, number=number)
    if page is None:
        abort(404)
    return pages.render(
        "checklists/round.html", page=page, number=number, back=address(slug), words=words, field_labels=FIELD_LABELS
    )
