"""Making, changing, moving and ending hires. A hire that the reader may not see is not there: NoHire."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.checklists import queries
from portal.checklists.models import Hire, ItemDate, Run
from portal.checklists.queries import hires as stored
from portal.checklists.rules import hires
from portal.checklists.rules.hires import Anchor, Group, HireState, OwnDay, Shift
from portal.checklists.service import faults, runs
from portal.checklists.service.hire_items import HIRE, HireItem, case, items_of_hires, texts_of
from portal.db.tenancy import every_company
from portal.documents import service as documents

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.access import Actor

FIRST_ROUND = 1


@dataclass(frozen=True)
class HireFacts:
    """What the dialog says about a hire."""

    label: str
    group: Group
    moving: bool
    training: bool
    permission: bool


def create(
    session: Session,
    actor: Actor,
    company_id: int,
    facts: HireFacts,
    *,
    first_day: dt.date | None,
    slugs: Collection[str],
    once: str,
) -> int:
    """Make a hire with its checklists; the same `once` again is the same hire."""
    key = hires.once_key(once)
    found = stored.hire_made_with(session, company_id, key)
    if found is not None:
        return found.id
    try:
        with session.begin_nested():
            hire = Hire(
                company_id=company_id,
                once=key,
                created_at=clock.now(),
                created_by=actor.user_id,
                touched_at=clock.now(),
                state=HireState.RUNNING,
                first_working_day=first_day,
            )
            _say(hire, facts)
            session.add(hire)
    except IntegrityError:
        # The same form a moment earlier.
        other = stored.hire_made_with(session, company_id, key)
        if other is None:
            raise
        return other.id
    _choose(session, actor, hire, slugs)
    return hire.id


def change(session: Session, actor: Actor, hire_id: int, facts: HireFacts, slugs: Collection[str]) -> None:
    """Say other facts and choose other checklists; answers are kept, also of what is left out now."""
    hire = held(session, hire_id)
    _say(hire, facts)
    _choose(session, actor, hire, slugs)
    if hire.state == HireState.ENDED_EARLY:
        _begin_what_the_end_brings(session, actor, hire)
    touch(session, hire)


def _say(hire: Hire, facts: HireFacts) -> None:
    hire.label, hire.group, hire.moving = facts.label, facts.group, facts.moving
    hire.training, hire.needs_permission = facts.training, facts.permission
    # Also a label that is given after the first was erased goes in its time.
    hire.label_erased_at = None


def _choose(session: Session, actor: Actor, hire: Hire, slugs: Collection[str]) -> None:
    """Let the hire have exactly these of the checklists that are offered; retired ones stay as they are."""
    has = {run.document_id: run for run in stored.runs_of_hires(session, [hire.id])}
    for summary in documents.checklists(session, runs.SOURCE, HIRE):
        run = has.get(summary.document_id)
        if summary.slug in slugs:
            _begin(session, actor, hire, summary.document_id, run)
        elif run is not None and run.left_out_at is None:
            run.left_out_at = clock.now()
    session.flush()


def _begin(session: Session, actor: Actor, hire: Hire, document_id: int, run: Run | None) -> None:
    if run is not None:
        run.left_out_at = None
        return
    session.add(
        Run(
            company_id=hire.company_id,
            document_id=document_id,
            subject=queries.subject_of(hire.id),
            hire_id=hire.id,
            round=FIRST_ROUND,
            started_at=clock.now(),
            started_by=actor.user_id,
        ),
    )


# Days.


def move(session: Session, hire_id: int, anchors: Mapping[Anchor, dt.date | None]) -> Shift:
    """Set anchors, or take them away; say how many items move. What is finished or set by hand stays."""
    hire = held(session, hire_id)
    before = {anchor: getattr(hire, anchor) for anchor in anchors}
    changed = {anchor: day for anchor, day in anchors.items() if before[anchor] != day}
    if not changed:
        return Shift(0, 0)
    items = items_of_hires(session, hire.company_id, [hire], runs.SOURCE)[hire.id]
    shift = hires.shift([one.placed for one in items], changed.keys())
    kept = _keep_days(session, [one for one in items if one.task.anchor in changed])
    for anchor, day in changed.items():
        setattr(hire, anchor, day)
    changes = {anchor.value: [_word(before[anchor]), _word(day)] for anchor, day in changed.items()}
    hire.last_move = {
        "at": clock.now().isoformat(),
        "changes": changes,
        "moved": shift.moved,
        "stayed": shift.kept,
        "rows": kept,
    }
    touch(session, hire)
    return shift


def _word(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _keep_days(session: Session, items: Iterable[HireItem]) -> list[int]:
    """Write down the day of each finished item before its anchor moves; return the numbers of the new rows."""
    rows = [
        ItemDate(company_id=one.run.company_id, run_id=one.run.id, item_id=one.item.id, day=one.due.day, by_hand=False)
        for one in items
        if one.finished and one.own is None and one.due.day is not None
    ]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def undo_move(session: Session, hire_id: int) -> bool:
    """Take back the last change of anchors. False: there is none, or somebody has changed them since."""
    hire = held(session, hire_id)
    last = hire.last_move
    if not last:
        return False
    changes = {Anchor(name): tuple(map(_day, days)) for name, days in last["changes"].items()}
    if any(getattr(hire, anchor) != new for anchor, (_old, new) in changes.items()):
        return False
    for anchor, (old, _new) in changes.items():
        setattr(hire, anchor, old)
    for row in stored.dates_of_runs(session, [run.id for run in stored.runs_of_hires(session, [hire.id])]):
        if row.id in last["rows"] and not row.by_hand:
            session.delete(row)
    hire.last_move = None
    touch(session, hire)
    return True


def _day(word: str | None) -> dt.date | None:
    return None if word is None else dt.date.fromisoformat(word)


def set_day(session: Session, hire_id: int, slug: str, key: str, day: dt.date | None) -> None:
    """Set an item's day by hand, or let it follow its anchor again. Raises NoChecklist, or LegalDay."""
    hire = held(session, hire_id)
    text = runs.text(session, slug, audience=HIRE)
    item = next((one for one in text.items if one.key == key), None)
    run = queries.locked_run(session, hire.company_id, text.document_id, hire.id)
    if item is None or run is None:
        raise faults.NoChecklist
    if not hires.can_be_set(hires.task(item.attributes)):
        raise faults.LegalDay
    _write_day(session, run, item.id, None if day is None else OwnDay(day, by_hand=True))
    touch(session, hire)


def _write_day(session: Session, run: Run, item_id: int, own: OwnDay | None) -> None:
    row = stored.item_date(session, run.id, item_id)
    if own is None:
        if row is not None:
            session.delete(row)
    elif row is None:
        session.add(
            ItemDate(company_id=run.company_id, run_id=run.id, item_id=item_id, day=own.day, by_hand=own.by_hand)
        )
    else:
        row.day, row.by_hand = own.day, own.by_hand
    session.flush()


# Ending.


def end(session: Session, actor: Actor, hire_id: int, to: HireState, known_since: dt.date | None) -> None:
    """Close a hire, or say that it ended early. Raises rules.hires.EndRefused."""
    hire = held(session, hire_id)
    hires.check_end(case(hire), to, known_since, clock.today())
    hire.state = to
    # An early end of a finished hire is a closing of its own: its duty needs the label, also one that is given anew.
    hire.closed_at, hire.label_erased_at = clock.now(), None
    if to is HireState.ENDED_EARLY:
        hire.end_known = known_since
        _begin_what_the_end_brings(session, actor, hire)
    _keep_versions(session, hire)
    touch(session, hire)


def _keep_versions(session: Session, hire: Hire) -> None:
    """The checklists of a closed hire stay finished at the texts that were read then; of one that goes on they do not."""
    found = stored.runs_of_hires(session, [hire.id])
    closed = hire.state in {HireState.FINISHED, HireState.NOT_STARTED}
    texts = texts_of(session, {run.document_id for run in found}, runs.SOURCE).by_document if closed else {}
    for run in found:
        text = texts.get(run.document_id)
        run.finished_at, run.finished_revision = (clock.now(), text.revision) if text is not None else (None, None)


def _begin_what_the_end_brings(session: Session, actor: Actor, hire: Hire) -> None:
    """The duty of an early end is there also where its checklist was not chosen, if that one is for such hires."""
    has = {run.document_id: run for run in stored.runs_of_hires(session, [hire.id])}
    for summary in documents.checklists(session, runs.SOURCE, HIRE):
        if hires.why_list(summary.groups, case(hire)) not in hires.FOLLOWS:
            continue
        text = documents.checklist(session, summary.slug, runs.SOURCE)
        tasks = [hires.task(one.attributes) for one in text.items] if text is not None else []
        if any(hires.is_duty_of_end(one) and hires.applies(one, case(hire)) for one in tasks):
            _begin(session, actor, hire, summary.document_id, has.get(summary.document_id))
    session.flush()


def reopen(session: Session, hire_id: int) -> None:
    """Let a hire run again. Raises rules.hires.EndRefused."""
    hire = held(session, hire_id)
    hires.check_end(case(hire), HireState.RUNNING, None, clock.today())
    hire.state, hire.closed_at, hire.end_known, hire.label_erased_at = HireState.RUNNING, None, None, None
    _keep_versions(session, hire)
    touch(session, hire)


def still_runs(session: Session, hire_id: int) -> None:
    """Answer the question whether a hire that nobody touched for long still runs."""
    touch(session, held(session, hire_id))


def share(session: Session, hire_id: int, *, shared: bool) -> None:
    """Let the team read the hire, or take that back."""
    hire = held(session, hire_id)
    hire.shared_with_service = shared
    touch(session, hire)


def ask_about(session: Session, company_id: int, hire_id: int) -> bool:
    """Let the team read a hire about which it is being asked. False: the company has no such hire."""
    hire = stored.hire(session, hire_id)
    if hire is None or hire.company_id != company_id:
        return False
    hire.asked_about = True
    session.flush()
    return True


def tidy(session: Session) -> None:
    """Erase the labels of hires closed long ago, and close those that nobody touched although asked. Done every day."""
    today = clock.today()
    with every_company(session, "labels go and forgotten hires close in all companies"):
        for hire in stored.hires_to_tidy(session):
            closed_on = None if hire.closed_at is None else clock.local(hire.closed_at).date()
            if hires.label_is_due_for_erasure(closed_on, today):
                hire.label, hire.label_erased_at = "", clock.now()
            elif hire.closed_at is None and hires.is_left_behind(clock.local(hire.touched_at).date(), today):
                hire.state, hire.closed_at = HireState.FINISHED, clock.now()
                _keep_versions(session, hire)


def held(session: Session, hire_id: int) -> Hire:
    """The hire, so that of two changes the second sees what the first did. Raises NoHire."""
    hire = stored.hire(session, hire_id, lock=True)
    if hire is None:
        raise faults.NoHire
    return hire


def touch(session: Session, hire: Hire) -> None:
    """Something happened to it just now."""
    hire.touched_at = clock.now()
    session.flush()
