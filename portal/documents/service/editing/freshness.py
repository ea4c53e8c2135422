"""Whether a text still holds: until when it is trusted, what speaks against it, and "still true" in one click."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal import clock, text
from portal.documents import parsing, queries, rules
from portal.documents.parsing import Task
from portal.documents.queries import editing
from portal.documents.rules import DUE_SOON, SOURCE_LANGUAGE, Kind
from portal.documents.service.editing import keepers
from portal.documents.service.editing.dates import dates_of, with_dates
from portal.documents.service.editing.faults import Archived, NoSuchText
from portal.documents.service.editing.saving import demand_document, follow_dates
from portal.documents.service.editing.wording import demand_read
from portal.documents.service.publishing import Deed, publish_reading
from portal.search import service as search
from portal.search.rules import Find

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from portal.accounts.service import Person
    from portal.documents.models import Document, Revision
    from portal.documents.service.editing.keepers import Keeper
    from portal.search.service import Mention
    from portal.text.figures import Figures


# What speaks against it ----------------------------------------------------------------


@dataclass(frozen=True)
class Doubts:
    """Why a text may not hold any more: its dead links by their addresses, and its yearly figures that have run out."""

    links: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.links or self.figures)


def doubts(
    session: Session, document_ids: Collection[int], figures: Figures, today: dt.date, language: str
) -> dict[int, Doubts]:
    """What speaks against the German texts of these documents: three queries, however many they are.

    `language`: of the figures' names.
    """
    if not document_ids:
        return {}
    ended = text.ended_figures(figures, today)
    dead = _dead_links(search.link_report(session, SOURCE_LANGUAGE).dead)
    found = {}
    for row in editing.german_sources(session, document_ids):
        used = [key for key in text.figure_keys(row.source) if key in ended]
        named = tuple(figures[key][-1].label.pick(language) or key for key in used)
        found[row.document_id] = Doubts(tuple(dead[Kind(row.kind), row.slug]), named)
    return found


def _dead_links(mentions: Collection[Mention]) -> defaultdict[tuple[Kind, str], list[str]]:
    found: defaultdict[tuple[Kind, str], list[str]] = defaultdict(list)
    for one in mentions:
        kind = Kind.CHECKLIST if one.where.kind is Find.ITEM else Kind(one.where.kind)
        known = found[kind, one.where.slug]
        if one.language == SOURCE_LANGUAGE and one.address not in known:
            known.append(one.address)
    return found


# One text ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Care:
    """Who takes care of a text, and whether it is due. `number`: the German version that readers see, 0 for
    none; `review_by`: until when it is trusted;
    `due_on` None: not within a month, or nobody is to look at it.
    """

    keeper: Keeper
    otherwise: Keeper
    people: tuple[Person, ...]
    number: int
    review_by: dt.date | None
    due_on: dt.date | None
    doubts: Doubts


def care(session: Session, document_id: int, figures: Figures, language: str) -> Care:
    """How a text is taken care of. `otherwise`: who is responsible if nobody is chosen. Raises NoSuchText."""
    document = demand_document(session, document_id)
    live = queries.live_revision(session, document_id, SOURCE_LANGUAGE)
    known, today = keepers.team(session), clock.today()
    wrote = keepers.writer(editing.german_history(session, [document_id]))
    due_on = review_day(live.meta) if live is not None and document.retired_at is None else None
    due = due_on is not None and is_due(due_on, today)
    return Care(
        keeper=known.keeper(document.keeper_id, wrote),
        otherwise=known.keeper(None, wrote),
        people=tuple(known.people.values()),
        number=live.number if live else 0,
        review_by=due_on,
        due_on=due_on if due else None,
        doubts=doubts(session, [document_id], figures, today, language)[document_id] if due else Doubts(),
    )


def review_day(meta: Mapping[str, object]) -> dt.date | None:
    """Until when a published text is trusted."""
    return _day(meta.get("review_by"))


def is_due(day: dt.date, today: dt.date) -> bool:
    """Whether somebody should look at the text now: its day has come, or comes within a month."""
    return day <= today + DUE_SOON


# Still true ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Confirmed:
    """A text was found to hold. `again`: somebody said so today already."""

    title: str
    review_by: dt.date
    again: bool


def still_true(session: Session, actor_id: int, document_id: int, number: int, note: str) -> Confirmed:
    """Say of German version `number` that it still holds: a version of today with the same words. Translations stay
    valid, no company is asked anything, and no second person is needed, since no word is another: what four eyes are
    to look at is not there. Undone like any version, by `withdraw`.

    Raises NoSuchText, Archived, Behind (readers see other words by now), Refused.
    """
    document = demand_document(session, document_id, locked=True)
    live = queries.live_revision(session, document_id, SOURCE_LANGUAGE)
    if live is None:
        raise NoSuchText
    if document.retired_at is not None:
        raise Archived
    demand_read(session, live, number)
    source = with_dates(live.source, _dates_from_today(live))
    if source == live.source:
        return Confirmed(live.title, dt.date.fromisoformat(dates_of(source)["review_by"]), again=True)
    _publish(session, actor_id, document, source, note)
    follow_dates(session, live)
    return Confirmed(live.title, dt.date.fromisoformat(dates_of(source)["review_by"]), again=False)


def _dates_from_today(live: Revision) -> dict[str, str]:
    today, yearly = clock.today(), bool(text.figure_keys(live.source))
    as_of, review_by = (_day(live.meta.get(name)) for name in ("as_of", "review_by"))
    following = rules.next_review(today, as_of, review_by, yearly=yearly)
    return {"as_of": today.isoformat(), "review_by": following.isoformat()}


def _day(word: object) -> dt.date | None:
    return dt.date.fromisoformat(word) if isinstance(word, str) and word else None


def _publish(session: Session, actor_id: int, document: Document, source: str, note: str) -> None:
    task = Task(Kind(document.kind), document.slug, SOURCE_LANGUAGE, source)
    deed = Deed(note=note, minor=True, in_files=False, confirms=True)
    publish_reading(session, parsing.read_safely([task])[0], actor_id, deed=deed)
