"""Pages: the home of each role, the portfolio, and one company with all that happened."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from flask import Blueprint, request
from werkzeug.exceptions import NotFound

from portal.access import Permission, Scope, needs, public
from portal.accounts import service as accounts
from portal.companies import rules as company_rules
from portal.engagement import service
from portal.engagement.rules import Filter, Sort
from portal.web import pages, people, site
from portal.web.pagination import Cursor
from portal.web.transaction import session

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("engagement", __name__)
LONGEST_SEARCH = 100


@blueprint.get("/companies")
@needs(Permission.READ_COMPANIES, Scope.EVERY)
def portfolio() -> ResponseReturnValue:
    """All companies with progress, requests and contacts."""
    sort = _sort()
    chosen = _filter()
    found = service.portfolio(
        session(),
        people.actor().user_id,
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
        consultants=accounts.consultants(session()),
        following=_word(found.following),
        arguments={name: value for name, value in request.args.items() if name != "after" and value},
        vocabulary=company_rules,
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
    return int(word) if word.isascii() and word.isdigit() and len(word) < 19 else None  # noqa: PLR2004 - what fits a key


def _after(sort: Sort) -> tuple[Any, int] | None:
    """Where the page begins; a cursor of another order begins at the top."""
    cursor = Cursor.read(request.args.get("after"))
    if cursor is None:
        return None
    value: Any = cursor.value
    if sort in (Sort.HEARD, Sort.SPOKE):
        value = _moment(value)
    elif sort is Sort.NAME and not isinstance(value, str):
        value = None
    elif sort in (Sort.PROGRESS, Sort.REQUESTS) and not isinstance(value, int):
        value = None
    return None if value is None else (value, cursor.row_id)


def _moment(word: Any) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(word)
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo else None


def _word(following: tuple[Any, int] | None) -> str | None:
    if following is None:
        return None
    value, row_id = following
    return Cursor(value.isoformat() if isinstance(value, dt.datetime) else value, row_id).word()
