"""Pages: the home of each role, the portfolio, and one company as the team sees it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from flask import Blueprint, request
from werkzeug.exceptions import NotFound

from portal import clock
from portal.access import Permission, Role, Scope, needs
from portal.access.policy import Rule, entrance
from portal.accounts import service as accounts
from portal.checklists import words as checklist_words
from portal.companies import rules as company_rules
from portal.companies import words as company_words
from portal.consultations import words as request_words
from portal.documents import service as documents
from portal.documents import words as document_words
from portal.documents.rules import Kind
from portal.engagement import service, words
from portal.engagement.rules import MANY_BEGUN, Filter, Sort
from portal.registers.service import pressing
from portal.web import gate, language, pages, people, site
from portal.web.pagination import Cursor
from portal.web.transaction import session

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.access import Actor
    from portal.checklists.service import Overview

blueprint = Blueprint("engagement", __name__)
LONGEST_SEARCH = 100
# What the portfolio can be asked by its address; where a page of it begins is no part of the question.
ASKED = frozenset({"q", "district", "size", "sector", "consultant", "sort"})
# What both databases take for a count.
LARGEST_COUNT = 2**31 - 1
READING_PAGES = {
    Kind.CHECKLIST: "checklists.checklist",
    Kind.GUIDE: "documents.guide",
    Kind.PAGE: "documents.page",
    Kind.OFFICE: "directory.office",
}
COMPANY_WORDS = {
    "district_words": company_words.DISTRICTS,
    "size_words": company_words.SIZES,
    "sector_words": company_words.SECTORS,
    "chamber_words": company_words.CHAMBERS,
    "situations": words.SITUATIONS,
    "tones": words.TONES,
}


# Home -------------------------------------------------------------------------------


@blueprint.get("/")
@entrance
def home() -> ResponseReturnValue:
    """The start page; for people who are logged in, the home of their role."""
    person = people.current()
    if person is None:
        return pages.render("engagement/start.html")
    if person.staff_can(Permission.ADVISE):
        return _today(person)
    return _company_home() if person.belongings or not person.is_staff else _texts(person)


def _today(person: Actor) -> ResponseReturnValue:
    gate.enter(Rule(Permission.ADVISE, Scope.EVERY))
    day = service.for_consultant(session(), person, site.current().response_target_days)
    return pages.render(
        "engagement/today.html",
        day=day,
        today=clock.today(),
        request_words=request_words,
        gaps=documents.pages_with_gaps(session(), language.current()) if _leads(person) else (),
        figures=_pressing_figures() if _leads(person) else 0,
    )


def _pressing_figures() -> int:
    """How many yearly figures have ended or are about to; without asking the database."""
    return len(pressing(site.figures(), clock.today()))


def _leads(person: Actor) -> bool:
    """Whether the person answers for what the public reads."""
    return person.has_role(Role.ADMIN)


def _company_home() -> ResponseReturnValue:
    gate.enter(Rule(Permission.READ_OWN_COMPANY, Scope.OWN))
    found = service.for_company(session(), people.actor(), people.company_id() or 0, language.current())
    return pages.render(
        "engagement/home.html",
        home=found,
        today=clock.today(),
        occasions=service.occasions(found.overview),
        occasion_words=words.OCCASIONS,
        checklist_words=checklist_words,
        **_progress(found.overview),
    )


def _texts(person: Actor) -> ResponseReturnValue:
    if not person.staff_can(Permission.EDIT_CONTENT):
        return pages.render("engagement/funder.html")
    return pages.render(
        "engagement/editor.html",
        home=service.for_editor(session(), person.user_id),
        figures=_pressing_figures(),
        today=clock.today(),
        languages=document_words.LANGUAGE_LABELS,
        waits=words.WAITS,
        deeds=words.WAIT_DEEDS,
        signs=words.WAIT_SIGNS,
    )


@blueprint.get("/editor/items")
@needs(Permission.EDIT_CONTENT)
def telling_items() -> ResponseReturnValue:
    """The items that many companies say do not apply, or ask about: counts alone."""
    return pages.render("engagement/items.html", lists=service.telling_items(session(), language.current()))


def _progress(overview: Overview) -> dict[str, Any]:
    """What the table of begun checklists says."""
    lines = [line for line in overview.lines if line.begun]
    figures = overview.figures
    return {
        "begun": lines,
        "fields": [one for one in overview.fields if one.figures.begun] if len(lines) >= MANY_BEGUN else [],
        "field_labels": document_words.FIELD_LABELS,
        "not_begun": [line.summary for line in overview.lines if not line.begun],
        "begun_words": checklist_words.begun(overview.begun, len(overview.lines)),
        "duty_words": checklist_words.duties(figures) if figures.duties_countable else "",
    }


# Companies --------------------------------------------------------------------------


@blueprint.get("/companies")
@needs(Permission.READ_COMPANIES, Scope.EVERY)
def portfolio() -> ResponseReturnValue:
    """All companies with progress, requests and contacts."""
    sort, chosen, person = _sort(), _filter(), people.actor()
    found = service.portfolio(
        session(),
        person.user_id,
        chosen,
        sort,
        _after(sort),
        site.current().response_target_days,
    )
    return pages.render(
        "engagement/portfolio.html",
        portfolio=found,
        chosen=chosen,
        sort=sort,
        sort_words=words.SORTS[sort],
        mine_only=chosen.consultant_id == person.user_id,
        consultants=[(one.id, one.name) for one in accounts.consultants(session())],
        following=_word(found.following),
        arguments={name: value for name, value in request.args.items() if name in ASKED and value},
        may_manage=person.staff_can(Permission.MANAGE_COMPANIES),
        **COMPANY_WORDS,
    )


@blueprint.get("/companies/<int:company_id>")
@needs(Permission.READ_COMPANIES, service.find)
def company(company_id: int) -> ResponseReturnValue:
    """One company: situation, progress, requests, people."""
    found = service.company_page(session(), company_id, language.current(), site.current().response_target_days)
    return pages.render(
        "engagement/company.html",
        page=found,
        may_manage=people.actor().staff_can(Permission.MANAGE_COMPANIES),
        request_words=request_words,
        checklist_words=checklist_words,
        **COMPANY_WORDS,
        **_progress(found.overview),
    )


@blueprint.get("/companies/<int:company_id>/checklists/<slug>")
@needs(Permission.READ_COMPANIES, service.find)
def company_checklist(company_id: int, slug: str) -> ResponseReturnValue:
    """A company's checklist with its answers, to read."""
    found = service.company_checklist(session(), company_id, slug, language.current())
    if found is None:
        raise NotFound
    name, page = found
    return pages.render(
        "engagement/company_checklist.html", name=name, page=page, company_id=company_id, words=checklist_words
    )


def _sort() -> Sort:
    word = request.args.get("sort", "")
    return Sort(word) if word in list(Sort) else Sort.NAME


def _filter() -> Filter:
    """Read the filter from the address; a word that is none of ours leaves its column open."""
    arguments = request.args
    return Filter(
        text=arguments.get("q", "")[:LONGEST_SEARCH].replace("\x00", "").strip(),
        district=_one_of(arguments.get("district"), company_rules.District),
        size_class=_one_of(arguments.get("size"), company_rules.SizeClass),
        sector=_one_of(arguments.get("sector"), company_rules.Sector),
        consultant_id=_consultant(arguments.get("consultant", "")),
    )


def _one_of(word: str | None, vocabulary: Any) -> str:
    return word if word and word in list(vocabulary) else ""


def _consultant(word: str) -> int | None:
    if word == "me":
        return people.actor().user_id
    return int(word) if word.isascii() and word.isdigit() and len(word) < 19 else None


def _after(sort: Sort) -> tuple[Any, int] | None:
    """Where the page begins; a cursor of another order begins at the top."""
    cursor = Cursor.read(request.args.get("after"))
    if cursor is None:
        return None
    value = _sort_value(sort, cursor.value)
    return None if value is None else (value, cursor.row_id)


def _sort_value(sort: Sort, value: Any) -> Any:
    """The cursor's value as the column has it, or None if it cannot be one of its."""
    if sort in (Sort.HEARD, Sort.SPOKE):
        return _moment(value)
    if sort is Sort.NAME:
        return value if isinstance(value, str) else None
    return value if isinstance(value, int) and abs(value) <= LARGEST_COUNT else None


def _moment(word: Any) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(word)
        return moment.astimezone(dt.UTC) if moment.tzinfo else None
    except (ValueError, TypeError, OverflowError):
        return None


def _word(following: tuple[Any, int] | None) -> str | None:
    if following is None:
        return None
    value, row_id = following
    return Cursor(value.isoformat() if isinstance(value, dt.datetime) else value, row_id).word()
