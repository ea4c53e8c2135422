"""Measures: what a company will do, by whom and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.accounts import service as accounts
from portal.checklists.models import Measure, MeasureChange
from portal.checklists.queries import locked_run
from portal.checklists.queries import measures as queries
from portal.checklists.rules import ChangeKind, MeasureState, Plan, Tab
from portal.checklists.service import faults
from portal.checklists.service.hire_names import HireName, hire_names
from portal.companies import service as companies
from portal.db.tenancy import with_unreleased
from portal.documents import service as documents
from portal.web.pagination import Cursor, Page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.access import Actor
    from portal.checklists.models import Run
    from portal.documents.service import ItemName

PAGE = 25
# What a paper or a calendar still holds.
MOST_OPEN = 1000
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class MeasureView:
    """A measure as it is shown. `owner` empty: nobody yet; `item` None: it stands alone; `hire`: whose item it is."""

    id: int
    plan: Plan
    owner: str
    version: int
    item_id: int | None
    item_caption: str
    item: ItemName | None
    changed_at: dt.datetime
    can_undo: bool
    hire: HireName | None = None

    @property
    def is_open(self) -> bool:
        return self.plan.state is MeasureState.OPEN

    @property
    def caption(self) -> str:
        """The item's words of today, else those of the day when the measure was made."""
        return self.item.caption if self.item else self.item_caption


@dataclass(frozen=True)
class MeasureList:
    """A page of one tab, with how many stand in each."""

    page: Page[MeasureView]
    counts: dict[Tab, int]


@dataclass(frozen=True)
class MeasureStep:
    """One change of a measure, for its history."""

    at: dt.datetime
    by: str
    kind: ChangeKind
    plan: Plan
    owner: str


def company_of_measure(session: Session, measure_id: int) -> int | None:
    """The company of a measure, for the gate; None if there is no such measure."""
    return queries.company_of(session, measure_id) if measure_id <= LARGEST_ID else None


def measure_list(
    session: Session, company_id: int, user_id: int, tab: Tab, language: str, after: Cursor | None = None
) -> MeasureList:
    """A page of the company's measures: five queries, however many there are."""
    found = queries.listed(session, company_id, user_id, tab, _place(tab, after), PAGE + 1)
    rows = _views(session, found[:PAGE], language)
    following = _following(tab, found[PAGE - 1]) if len(found) > PAGE else None
    return MeasureList(Page(rows, following), queries.counts(session, company_id, user_id))


def measure_counts(session: Session, company_id: int, user_id: int) -> dict[Tab, int]:
    """How many measures stand in each tab; one query."""
    return queries.counts(session, company_id, user_id)


def _following(tab: Tab, last: Measure) -> str:
    place = last.changed_at if tab is Tab.DONE else last.due_on or queries.FAR
    return Cursor(place.isoformat(), last.id).word()


def _place(tab: Tab, after: Cursor | None) -> tuple[dt.date | dt.datetime, int] | None:
    """Where the page begins; a link that does not fit this tab begins at the first."""
    if after is None or not isinstance(after.value, str):
        return None
    try:
        return _moment(after.value) if tab is Tab.DONE else dt.date.fromisoformat(after.value), after.row_id
    except ValueError:
        return None


def _moment(word: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(word)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def open_measures(session: Session, company_id: int, language: str) -> tuple[MeasureView, ...]:
    """All open measures of the company by due date; four queries."""
    return _views(session, queries.listed(session, company_id, 0, Tab.ALL, None, MOST_OPEN), language)


def measures_of_items(
    session: Session, company_id: int, item_ids: Collection[int], hire_id: int | None = None
) -> dict[int, tuple[MeasureView, ...]]:
    """The measures on each item, of the company or of one of its hires, open ones first; one query."""
    found: dict[int, list[MeasureView]] = {}
    rows = queries.of_items(session, company_id, item_ids, accounts.user_names(), hire_id) if item_ids else ()
    for row, owner in rows:
        found.setdefault(row.item_id or 0, []).append(_view(row, {row.owner_id or 0: owner or ""}, {}))
    return {item_id: tuple(views) for item_id, views in found.items()}


def measure(session: Session, company_id: int, measure_id: int, language: str) -> MeasureView:
    """One measure. Raises NoMeasure."""
    return _views(session, [_row(session, company_id, measure_id)], language)[0]


def measure_history(session: Session, company_id: int, measure_id: int) -> tuple[MeasureStep, ...]:
    """What was changed of a measure, latest first. Raises NoMeasure."""
    steps = queries.history(session, _row(session, company_id, measure_id))
    people = {one for row, plan in steps for one in (row.by, plan.owner_id) if one is not None}
    names = accounts.names(session, people)
    return tuple(
        MeasureStep(row.at, names.get(row.by or 0, ""), ChangeKind(row.kind), plan, _owner(plan, names))
        for row, plan in reversed(steps)
    )


def _views(session: Session, rows: Sequence[Measure], language: str) -> tuple[MeasureView, ...]:
    items = documents.item_names(session, {row.item_id for row in rows if row.item_id is not None}, language)
    names = _owners(session, rows)
    hires = hire_names(session, {row.run_id for row in rows if row.run_id is not None})
    return tuple(replace(_view(row, names, items), hire=hires.get(row.run_id or 0)) for row in rows)


def _owners(session: Session, rows: Iterable[Measure]) -> dict[int, str]:
    owners = {row.owner_id for row in rows if row.owner_id is not None}
    return accounts.names(session, owners) if owners else {}


def _owner(plan: Plan, names: dict[int, str]) -> str:
    return names.get(plan.owner_id or 0, "") or plan.owner_words


def _view(row: Measure, names: dict[int, str], items: dict[int, ItemName]) -> MeasureView:
    return MeasureView(
        id=row.id,
        plan=plan_of(row),
        owner=_owner(plan_of(row), names),
        version=row.version,
        item_id=row.item_id,
        item_caption=row.item_caption,
        item=items.get(row.item_id or 0),
        changed_at=row.changed_at,
        can_undo=row.version > 1,
    )


def plan_of(row: Measure) -> Plan:
    """What the measure says."""
    return Plan(row.what, row.owner_id, row.owner_words, row.due_on, MeasureState(row.state), row.reason)


# Making and changing.


def add_measure(
    session: Session,
    actor: Actor,
    company_id: int,
    plan: Plan,
    *,
    once: str,
    item_id: int | None = None,
    hire_id: int | None = None,
) -> int:
    """Make a measure, or return the one that this form has made already. It may hang on an item, of the company or of a
    hire. Raises NoMember, or NoHire where the hire has no such item.
    """
    _check_owner(session, company_id, plan)
    existing = queries.by_once(session, company_id, once)
    if existing is not None:
        return existing.id
    try:
        with session.begin_nested():
            return _new(
                session, actor, company_id, plan, once=once, on=_on(session, actor, company_id, item_id, hire_id)
            )
    except IntegrityError:
        # The other click of a double one was faster; anything else is a fault.
        existing = queries.by_once(session, company_id, once)
        if existing is None:
            raise
        return existing.id


def _on(
    session: Session, actor: Actor, company_id: int, item_id: int | None, hire_id: int | None
) -> tuple[ItemName | None, Run | None]:
    """The item on which it hangs and the run in which it is answered, as far as there are such."""
    item = documents.item_names(session, [item_id] if item_id else [], actor.language).get(item_id or 0)
    run = locked_run(session, company_id, item.document_id, hire_id) if item else None
    if hire_id is not None and run is None:
        raise faults.NoHire
    return item, run


def _new(
    session: Session,
    actor: Actor,
    company_id: int,
    plan: Plan,
    *,
    once: str,
    on: tuple[ItemName | None, Run | None],
) -> int:
    item, run = on
    row = Measure(
        company_id=company_id,
        once=once,
        item_id=item.id if item else None,
        item_caption=item.caption if item else "",
        run_id=run.id if run else None,
        version=0,
        created_at=clock.now(),
        created_by=actor.user_id,
    )
    _say(session, actor, row, plan, ChangeKind.SAID)
    return row.id


def change_measure(
    session: Session, actor: Actor, company_id: int, measure_id: int, plan: Plan, *, version: int
) -> None:
    """Say something else; its state stays. Raises NoMeasure, NoMember, or MeasureConflict."""
    row = _row(session, company_id, measure_id, lock=True)
    present = plan_of(row)
    wanted = replace(plan, state=present.state, reason=present.reason)
    if wanted == present:
        return
    _check_owner(session, company_id, wanted)
    _refuse_if_changed(session, row, version, actor)
    _say(session, actor, row, wanted, ChangeKind.SAID)


def close_measure(
    session: Session, actor: Actor, company_id: int, measure_id: int, state: MeasureState, reason: str = ""
) -> None:
    """Say that it is done, dropped for a reason, or open again. Raises NoMeasure, DropReasonNeeded."""
    row = _row(session, company_id, measure_id, lock=True)
    if state is MeasureState.DROPPED and not reason.strip():
        raise faults.DropReasonNeeded
    present = plan_of(row)
    wanted = replace(present, state=state, reason=reason if state is MeasureState.DROPPED else "")
    if wanted != present:
        _say(session, actor, row, wanted, ChangeKind.SAID)


def undo_measure(session: Session, actor: Actor, company_id: int, measure_id: int, *, version: int) -> None:
    """Take the last change back, whoever made it. Raises NoMeasure, NothingToUndo, or MeasureConflict."""
    row = _row(session, company_id, measure_id, lock=True)
    if row.version < 2:
        raise faults.NothingToUndo
    if version != row.version:
        raise _conflict(session, row)
    _change, plan = queries.history(session, row)[-2]
    _say(session, actor, row, _without_strangers(session, company_id, plan), ChangeKind.UNDONE)


def _without_strangers(session: Session, company_id: int, plan: Plan) -> Plan:
    """The same, owned by nobody where its owner has left since."""
    try:
        _check_owner(session, company_id, plan)
    except faults.NoMember:
        return replace(plan, owner_id=None)
    return plan


def hand_over(session: Session, actor: Actor, company_id: int, leaver_id: int, heir_id: int | None) -> int:
    """Give a leaving person's open measures to another, or to nobody; return how many. Raises NoMember."""
    with with_unreleased(session, "the service's team removes people, too"):
        rows = queries.open_of(session, company_id, leaver_id)
        for row in rows:
            plan = replace(plan_of(row), owner_id=heir_id)
            _check_owner(session, company_id, plan)
            _say(session, actor, row, plan, ChangeKind.SAID)
    return len(rows)


def _row(session: Session, company_id: int, measure_id: int, *, lock: bool = False) -> Measure:
    row = queries.measure(session, company_id, measure_id, lock=lock) if measure_id <= LARGEST_ID else None
    if row is None:
        raise faults.NoMeasure
    return row


def _check_owner(session: Session, company_id: int, plan: Plan) -> None:
    if plan.owner_id is not None and plan.owner_id not in {one for one, _name in possible_owners(session, company_id)}:
        raise faults.NoMember


def possible_owners(session: Session, company_id: int) -> tuple[tuple[int, str], ...]:
    """Who can take care of something: number and name of the company's members."""
    return tuple((one.user_id, one.name) for one in companies.members(session, company_id) if one.active)


def _refuse_if_changed(session: Session, row: Measure, version: int, actor: Actor) -> None:
    if version < row.version:
        conflict = _conflict(session, row)
        if conflict.by != actor.user_id:
            raise conflict


def _conflict(session: Session, row: Measure) -> faults.MeasureConflict:
    change, plan = queries.history(session, row)[-1]
    return faults.MeasureConflict(plan, row.version, change.by)


def _say(session: Session, actor: Actor, row: Measure, plan: Plan, kind: ChangeKind) -> None:
    row.what, row.owner_id, row.owner_words, row.due_on = plan.what, plan.owner_id, plan.owner_words, plan.due_on
    row.state, row.reason = plan.state, plan.reason
    row.version += 1
    row.changed_at = clock.now()
    session.add(row)
    session.flush()
    change = MeasureChange(
        company_id=row.company_id,
        measure_id=row.id,
        version=row.version,
        at=row.changed_at,
        by=actor.user_id,
        kind=kind,
        plan=plan.words(),
    )
    session.add(change)
    session.flush()
