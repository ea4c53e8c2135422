"""The page of search, for everybody, without a cookie and without a script; and where links lead, for editors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, request, url_for

from portal.access import Permission, needs, public
from portal.search import service
from portal.search.rules import LONGEST_QUESTION, MOST_MATCHES, ON_A_PAGE, PUBLIC, Find
from portal.search.words import KIND_LABELS, KINDS_LABELS
from portal.text import composed
from portal.web import language, pages, people, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.search.service import Place, Result

blueprint = Blueprint("search", __name__)

ENDPOINTS = {
    Find.GUIDE: "documents.guide",
    Find.CHECKLIST: "checklists.checklist",
    Find.ITEM: "checklists.checklist",
    Find.OFFICE: "directory.office",
    Find.PAGE: "documents.page",
}
TEXTS = tuple(kind for kind in Find if kind is not Find.ITEM)
LAST_PAGE = MOST_MATCHES // ON_A_PAGE


@blueprint.get("/search")
@public
def results() -> ResponseReturnValue:
    question = request.args.get("q", "")
    word = request.args.get("kind", "")
    chosen = Find(word) if word in list(Find) else None
    number = _page(request.args.get("page", ""))
    person = people.current()
    found = service.find(transaction.session(), question, language.current(), _readable(), chosen, number)
    return pages.render(
        "search/results.html",
        question=composed(question[:LONGEST_QUESTION]).strip(),
        typed=bool(question),
        found=found,
        addresses=[_address(one) for one in found.results],
        chosen=chosen,
        number=number,
        kind_words=KIND_LABELS,
        kinds_words=KINDS_LABELS,
        longest=LONGEST_QUESTION,
        most=MOST_MATCHES,
        may_ask=person is not None and person.company is not None and person.can(Permission.ASK_FOR_ADVICE),
    )


def _readable() -> frozenset[Find]:
    """What this reader may open: checklists and their items only after logging in."""
    person = people.current()
    if person is None or not person.can(Permission.READ_CHECKLISTS):
        return PUBLIC
    return frozenset(Find)


def _page(word: str) -> int:
    return min(max(int(word), 1), LAST_PAGE) if word.isascii() and word.isdigit() and len(word) < 5 else 1


def _address(one: Result) -> str:
    """Where it stands, with the way back to here."""
    if one.kind in PUBLIC:
        way_back: dict[str, Any] = {"from": request.full_path}
        return url_for(ENDPOINTS[one.kind], slug=one.slug, **way_back)
    return url_for(ENDPOINTS[one.kind], slug=one.slug, _anchor=f"item-{one.item}" if one.item else None)


# For editors ------------------------------------------------------------------------


@blueprint.get("/editor/links")
@needs(Permission.EDIT_CONTENT)
def links() -> ResponseReturnValue:
    """Links that lead nowhere, and for each text what links to it."""
    report = service.link_report(transaction.session(), language.current())
    return pages.render(
        "search/links.html",
        report=report,
        groups=[(kind, tuple(one for one in report.texts if one.text.kind is kind)) for kind in TEXTS],
        kinds_words=KINDS_LABELS,
        address=_place,
    )


def _place(place: Place) -> str:
    return url_for(ENDPOINTS[place.kind], slug=place.slug, _anchor=f"item-{place.item}" if place.item else None)
