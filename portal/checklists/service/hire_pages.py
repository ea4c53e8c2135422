"""What the pages about hires show."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from portal import clock
from portal.accounts import service as accounts
from portal.checklists.queries import hires as stored
from portal.checklists.queries import rounds
from portal.checklists.rules import hires
from portal.checklists.rules.hires import Anchor, Case, HireState, Phase, Standing
from portal.checklists.service.hire_items import (
    HIRE,
    HireItem,
    HireSheet,
    case,
    figures,
    items_of_hires,
    next_item,
    order_of_urgency,
    sheets_of_hires,
)
from portal.checklists.service.hire_names import label_of
from portal.checklists.service.hire_values import (
    Board,
    BoardRow,
    DueItem,
    HireCounts,
    HirePage,
    HireView,
    ListName,
    ListOffer,
    NextItem,
    PhaseCount,
    PhasePart,
    Undo,
)
from portal.checklists.service.points import (
    Around,
    Point,
    RequestMarks,
    Sheet,
    around,
    former_points,
    nested,
    no_marks,
    point_of,
)
from portal.checklists.service.reading import successor
from portal.db.tenancy import with_unreleased
from portal.documents import service as documents

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.checklists.models import Hire
    from portal.documents.service import ChecklistSummary, ChecklistText

CLOSED = (HireState.FINISHED, HireState.NOT_STARTED, HireState.ENDED_EARLY)
# Minutes in which a change of anchors is offered to be undone.
UNDO_MINUTES = 60


def view(hire: Hire) -> HireView:
    """The hire without its items."""
    closed_on = None if hire.closed_at is None else clock.local(hire.closed_at).date()
    untouched = hires.is_untouched(clock.local(hire.touched_at).date(), clock.today())
    return HireView(
        id=hire.id,
        company_id=hire.company_id,
        label=label_of(hire),
        case=case(hire),
        created_on=clock.local(hire.created_at).date(),
        closed_on=closed_on,
        shared=hire.shared_with_service,
        asked_about=hire.asked_about,
        untouched=untouched and hire.state == HireState.RUNNING,
    )


# Several side by side.


def hire_board(session: Session, company_id: int, language: str, *, closed: bool = False) -> Board:
    """The running hires, or the closed ones; as many queries for one as for many."""
    found = stored.hires(session, company_id, CLOSED if closed else (HireState.RUNNING,))
    items = items_of_hires(session, company_id, found, language)
    counts = stored.hire_counts(session, company_id)
    shown = tuple(one for one in Phase if one is not Phase.EARLY_END or closed)
    rows = tuple(_row(one, items[one.id], shown) for one in found)
    return Board(
        rows=rows,
        phases=shown,
        running=counts.get(HireState.RUNNING, 0),
        closed=sum(counts.get(state, 0) for state in CLOSED),
        overdue=sum(one.due.standing is Standing.OVERDUE for rest in items.values() for one in rest),
    )


def _row(hire: Hire, items: Sequence[HireItem], shown: Sequence[Phase]) -> BoardRow:
    counts = {one.phase: one for one in phase_counts(items)}
    following = next_item(items) if hire.state == HireState.RUNNING else None
    return BoardRow(view(hire), tuple(counts.get(phase) for phase in shown), _next(following))


def _next(one: HireItem | None) -> NextItem | None:
    return None if one is None else NextItem(one.item.key, one.item.caption, one.item.language, one.due)


def phase_counts(items: Sequence[HireItem]) -> list[PhaseCount]:
    """The phases that have items, in order; the first that is not finished is now."""
    counts = [_phase_count(phase, [one for one in items if one.phase is phase]) for phase in Phase]
    shown = [one for one in counts if one.figures.items]
    now = next((one.phase for one in shown if not one.finished), None)
    return [replace(one, is_now=one.phase is now) for one in shown]


def _phase_count(phase: Phase, items: Sequence[HireItem]) -> PhaseCount:
    standings = Counter(one.due.standing for one in items)
    return PhaseCount(
        phase,
        figures(items),
        overdue=standings[Standing.OVERDUE],
        late=standings[Standing.LATE],
        to_clarify=standings[Standing.TO_CLARIFY],
    )


# One hire.


def hire_view(session: Session, hire_id: int) -> HireView | None:
    """One hire without its items."""
    hire = stored.hire(session, hire_id)
    return None if hire is None else view(hire)


def hire_page(session: Session, hire_id: int, language: str, marks: RequestMarks = no_marks) -> HirePage | None:
    """One hire with all its items; None if there is none that the reader may see."""
    hire = stored.hire(session, hire_id)
    if hire is None:
        return None
    found = _with_people(session, sheets_of_hires(session, hire.company_id, [hire], language)[hire.id])
    sheets = [one.sheet for one in found]
    known = around(session, hire.company_id, sheets, language, marks, hire.id)
    named = by_page_key([item for one in found for item in one.items])
    by_run = {one.place.run.id: one for one in sheets if one.place.run is not None}
    points = tuple(_point(key, one, by_run[one.run.id], known) for key, one in named.items())
    former = [(one.text.slug, point) for one in sheets for point in former_points(one, known)]
    shown, items = view(hire), list(named.values())
    return HirePage(
        hire=shown,
        company_id=hire.company_id,
        lists=tuple(_list_name(session, one.text, language) for one in sheets),
        parts=_parts(items, points),
        points=points,
        figures=figures(items),
        places={point.name.key: (slug, point.name.key) for slug, point in former}
        | {key: (one.text.slug, one.item.key) for key, one in named.items()},
        undo=_undo(hire),
        can_answer=shown.can_answer,
        anchors=_anchors(shown.case, items),
        next_key=_next_key(shown, named),
        former=tuple(point for _slug, point in former),
    )


def _anchors(of: Case, items: Sequence[HireItem]) -> tuple[Anchor, ...]:
    """The first working day, and the others as far as they matter. The end is asked for when it comes."""
    counted = {one.task.anchor for one in items if one.task.due is not None}
    wanted = {Anchor.FIRST_WORKING_DAY, *counted, *of.anchors} - {Anchor.END_KNOWN}
    return tuple(one for one in Anchor if one in wanted)


def _next_key(hire: HireView, named: dict[str, HireItem]) -> str | None:
    following = next_item(list(named.values())) if hire.state is HireState.RUNNING else None
    return next((key for key, one in named.items() if one is following), None)


def _with_people(session: Session, sheets: Sequence[HireSheet]) -> list[HireSheet]:
    """The same with the names of who answered and who takes care; two queries."""
    runs = [one.sheet.place.run.id for one in sheets if one.sheet.place.run is not None]
    owners = rounds.owners_of_runs(session, runs)
    answered = {answer.answered_by for one in sheets for answer in one.sheet.place.answers.values()}
    people = answered.union(owners.values())
    names = accounts.names(session, [one for one in people if one is not None])

    def named(sheet: Sheet) -> Sheet:
        run = sheet.place.run
        mine = {item: person for (number, item), person in owners.items() if run is not None and number == run.id}
        return replace(sheet, place=replace(sheet.place, owners=mine, names=names))

    return [replace(one, sheet=named(one.sheet)) for one in sheets]


def _list_name(session: Session, text: ChecklistText, language: str) -> ListName:
    following = successor(session, text, language)
    return ListName(text.title, text.language, text.retired, following.title if following else "")


def by_page_key(items: Sequence[HireItem]) -> dict[str, HireItem]:
    """Items of a hire by a key of their own on its page: two checklists may use the same one."""
    times = Counter(one.item.key for one in items)
    return {one.item.key if times[one.item.key] == 1 else f"{one.item.key}_{one.run.id}": one for one in items}


def _point(key: str, one: HireItem, sheet: Sheet, known: Around) -> Point:
    found = point_of(one.item, sheet, known)
    item = one.item if key == one.item.key else replace(one.item, key=key, parent_key=None)
    return replace(found, item=item, due=one.due)


def _parts(items: Sequence[HireItem], points: Sequence[Point]) -> tuple[PhasePart, ...]:
    phases = [one.phase for one in items]
    return tuple(
        PhasePart(count, nested([point for phase, point in zip(phases, points, strict=True) if phase is count.phase]))
        for count in phase_counts(items)
    )


def _undo(hire: Hire) -> Undo | None:
    move = hire.last_move
    if not move or clock.now() - dt.datetime.fromisoformat(move["at"]) > dt.timedelta(minutes=UNDO_MINUTES):
        return None
    changes = {Anchor(name): (_day(old), _day(new)) for name, (old, new) in move["changes"].items()}
    if any(getattr(hire, anchor) != new for anchor, (_old, new) in changes.items()):
        return None
    return Undo(changes, move["moved"], move["stayed"])


def _day(word: str | None) -> dt.date | None:
    return None if word is None else dt.date.fromisoformat(word)


# Which checklists.


def list_offers(session: Session, language: str, of: Case, hire_id: int | None = None) -> tuple[ListOffer, ...]:
    """The checklists for hires: ticked are those that follow, or for a hire those that it has."""
    summaries = documents.checklists(session, language, HIRE)
    runs = [] if hire_id is None else stored.runs_of_hires(session, [hire_id])
    has = {run.document_id for run in runs if run.left_out_at is None}
    return tuple(_offer(one, of, None if hire_id is None else has) for one in summaries)


def kept_ticks(session: Session, of: Case, before: Case | None, sent: Collection[str]) -> frozenset[str]:
    """Which checklists are ticked when a dialog is shown again that was filled in for `before`: as they were sent, but
    those that follow only now are added, and those that do not follow any more are taken away.
    """
    summaries = documents.checklists(session, "de", HIRE)
    now, then = ({one.slug for one in summaries if _follows(one, case)} for case in (of, before))
    return frozenset(sent) - (then - now) | (now - then)


def _follows(one: ChecklistSummary, of: Case | None) -> bool:
    return of is not None and hires.why_list(one.groups, of) in hires.FOLLOWS


def _offer(one: ChecklistSummary, of: Case, has: set[int] | None) -> ListOffer:
    why = hires.why_list(one.groups, of)
    ticked = why in hires.FOLLOWS if has is None else one.document_id in has
    return ListOffer(one.slug, one.title, one.summary, one.item_count, one.language, why, ticked)


# What is due.


def due_items(session: Session, company_id: int, language: str) -> tuple[DueItem, ...]:
    """Every day that is still awaited for the company's hires, the most urgent first."""
    found = stored.hires(session, company_id, (HireState.RUNNING, HireState.ENDED_EARLY))
    items = items_of_hires(session, company_id, found, language)
    awaited = [(hire, one) for hire in found for one in items[hire.id] if one.due.standing is not Standing.NONE]
    awaited.sort(key=lambda pair: order_of_urgency(pair[1]))
    return tuple(_due_item(hire, one) for hire, one in awaited)


def with_owners(session: Session, items: Sequence[DueItem]) -> tuple[DueItem, ...]:
    """The same days, each with who takes care of it; two queries, none for no days."""
    if not items:
        return ()
    owners = rounds.owners_of_runs(session, {one.run_id for one in items})
    names = accounts.names(session, set(owners.values()))
    return tuple(replace(one, owner=names.get(owners.get((one.run_id, one.item_id), 0), "")) for one in items)


def ahead(session: Session, hire_id: int, language: str) -> tuple[DueItem, ...]:
    """What still lies ahead for one hire, whether it runs or not: open items with a day from today on."""
    hire = stored.hire(session, hire_id)
    if hire is None or hire.state == HireState.NOT_STARTED:
        return ()
    items = items_of_hires(session, hire.company_id, [hire], language)[hire.id]
    open_ones = [one for one in items if not one.finished and one.due.day and one.due.day >= clock.today()]
    if hire.state == HireState.ENDED_EARLY:
        open_ones = [one for one in open_ones if one.phase is Phase.EARLY_END]
    return tuple(_due_item(hire, one) for one in sorted(open_ones, key=order_of_urgency))


def _due_item(hire: Hire, one: HireItem) -> DueItem:
    return DueItem(
        hire_id=hire.id,
        label=label_of(hire),
        run_id=one.run.id,
        item_id=one.item.id,
        key=one.item.key,
        slug=one.text.slug,
        caption=one.item.caption,
        language=one.item.language,
        kind=one.item.kind,
        day=one.due.day or dt.date.max,
        law=one.due.law,
        standing=one.due.standing,
        changed_at=hire.touched_at,
        by_hand=one.due.by_hand,
    )


# For the team.


def company_of_hire(session: Session, hire_id: int, **_others: object) -> int | None:
    """Whose hire it is."""
    hire = stored.hire(session, hire_id)
    return None if hire is None else hire.company_id


def counts_for_team(session: Session, company_id: int) -> HireCounts:
    """How many hires run and how many legal dates are overdue: the numbers alone."""
    with with_unreleased(session, "the team knows how many hires run and how many legal dates are overdue"):
        due = due_items(session, company_id, "de")
        running = stored.hire_counts(session, company_id).get(HireState.RUNNING, 0)
    return HireCounts(running, sum(one.standing is Standing.OVERDUE for one in due))


def released_hires(session: Session, company_id: int) -> tuple[HireView, ...]:
    """The hires that the reader may see: for the team those which the company released."""
    return tuple(view(one) for one in stored.hires(session, company_id, tuple(HireState)))
