"""Answering the items of a hire as those of a company's checklist. A hire that the reader may not see is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.checklists import queries
from portal.checklists.queries import hires as stored
from portal.checklists.rules import hires
from portal.checklists.rules.hires import HireState
from portal.checklists.service import answering, changes, faults, owners, runs
from portal.checklists.service.hire_items import HIRE
from portal.checklists.service.hires import held, touch

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from portal.access import Actor
    from portal.checklists.models import Hire
    from portal.checklists.rules import Reason, State, Step
    from portal.checklists.service.changes import Confirmed, Seen


def answer_item(
    session: Session,
    actor: Actor,
    hire_id: int,
    slug: str,
    key: str,
    *,
    state: State,
    version: int,
    reason: Reason | None = None,
    reason_text: str = "",
    meaning: int | None = None,
) -> None:
    """Answer an item of a hire. Raises what save_state raises, and HireClosed."""
    hire = _open(session, hire_id)
    answering.save_state(
        session,
        actor,
        hire.company_id,
        slug,
        key,
        state=state,
        version=version,
        reason=reason,
        reason_text=reason_text,
        meaning=meaning,
        hire_id=hire.id,
    )
    _changed(session, hire, slug, key, state)


def undo_item(session: Session, actor: Actor, hire_id: int, slug: str, key: str, *, version: int) -> Step:
    """Take the last change of an answer back. Raises what undo raises, and HireClosed."""
    hire = _open(session, hire_id)
    step = answering.undo(session, actor, hire.company_id, slug, key, version=version, hire_id=hire.id)
    _changed(session, hire, slug, key, step.said.state)
    return step


def _changed(session: Session, hire: Hire, slug: str, key: str, state: State) -> None:
    if state not in hires.FINISHED:
        _follow_again(session, hire, slug, key)
    touch(session, hire)


def _follow_again(session: Session, hire: Hire, slug: str, key: str) -> None:
    """An item that is open again follows its anchor, also where the anchor moved while it was finished."""
    text = runs.text(session, slug, audience=HIRE)
    run = queries.locked_run(session, hire.company_id, text.document_id, hire.id)
    item = next((one for one in text.items if one.key == key), None)
    row = stored.item_date(session, run.id, item.id) if run is not None and item is not None else None
    if row is not None and not row.by_hand:
        session.delete(row)


def take_over_item(
    session: Session, actor: Actor, hire_id: int, slug: str, key: str, *, version: int, meaning: int | None = None
) -> None:
    """Give an item what was said of the one that it came from. Raises what take_over raises, and HireClosed."""
    hire = _open(session, hire_id)
    answering.take_over(session, actor, hire.company_id, slug, key, version, meaning, hire.id)
    touch(session, hire)


def confirm_item(
    session: Session, actor: Actor, hire_id: int, slug: str, key: str, *, version: int, meaning: int | None = None
) -> None:
    """Say that an answer holds for the changed text too. Raises what confirm raises, and HireClosed."""
    hire = _open(session, hire_id)
    answering.confirm(session, actor, hire.company_id, slug, key, version=version, meaning=meaning, hire_id=hire.id)
    touch(session, hire)


def confirm_items(session: Session, actor: Actor, hire_id: int, seen: Collection[Seen]) -> Confirmed:
    """Say of several answers that they still hold. Raises what confirm_all raises, and HireClosed."""
    hire = _open(session, hire_id)
    done = changes.confirm_all(session, actor, hire.company_id, seen, hire.id)
    touch(session, hire)
    return done


def note_item(session: Session, actor: Actor, hire_id: int, slug: str, key: str, *, note: str, version: int) -> None:
    """Note something about an item of a hire."""
    hire = _open(session, hire_id)
    answering.save_note(session, actor, hire.company_id, slug, key, note=note, version=version, hire_id=hire.id)
    touch(session, hire)


def delegate_item(session: Session, actor: Actor, hire_id: int, slug: str, key: str, user_id: int | None) -> str:
    """Let a colleague take care of an item of a hire. Raises what delegate raises, and HireClosed."""
    hire = _open(session, hire_id)
    name = owners.delegate(session, actor, hire.company_id, slug, key, user_id, hire.id)
    touch(session, hire)
    return name


def _open(session: Session, hire_id: int) -> Hire:
    hire = held(session, hire_id)
    if hire.state not in {HireState.RUNNING, HireState.ENDED_EARLY}:
        raise faults.HireClosed
    return hire
