"""Saving answers and notes; history is added to and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal import clock
from portal.checklists import queries, rules
from portal.checklists.models import Answer, AnswerChange
from portal.checklists.rules import ChangeKind, Reason, Said, State, Step
from portal.checklists.service import faults, runs
from portal.documents import service as documents

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.access import Actor
    from portal.checklists.models import Run
    from portal.documents.service import ChecklistText, ItemView


@dataclass(frozen=True)
class _Case:
    """One save: who, and to which item of which checklist."""

    session: Session
    actor: Actor
    company_id: int
    checklist: ChecklistText
    item: ItemView
    hire_id: int | None = None
    # The revision that gave the text its meaning which the person read; None: whichever readers see.
    meaning: int | None = None

    @property
    def answered_revision(self) -> int:
        """The revision that an answer is given to. One to a text that has another meaning by now is asked about."""
        if self.meaning in {None, self.item.meaning_revision}:
            return self.checklist.revision
        return min(self.meaning or 0, self.checklist.revision)


def save_state(
    session: Session,
    actor: Actor,
    company_id: int,
    slug: str,
    item_key: str,
    *,
    state: State,
    version: int,
    reason: Reason | None = None,
    reason_text: str = "",
    meaning: int | None = None,
    hire_id: int | None = None,
) -> None:
    """Answer an item, for the company or for one of its hires; `version` is the answer that the person has seen, 0 for
    none; `meaning` the revision that gave the text its meaning which the person has read, None: the one of now.

    Raises NoChecklist, ReasonNeeded, ReasonTextNeeded, ChecklistRetired, RunFinished, or StateConflict when another
    person has said something else since.
    """
    case = _case(session, actor, company_id, slug, item_key, hire_id, meaning)
    wanted = rules.said(state, reason, reason_text, case.item.kind)
    run, answer = _present(case)
    if answer is None:
        if wanted != Said():
            _first(case, run or _begun(case), wanted, "")
        return
    _refuse_if_changed(case, answer, version, wanted)
    if wanted != said_by(answer) or is_flagged(answer, case.item):
        _change(case, answer, wanted, answer.note)


def confirm(
    session: Session,
    actor: Actor,
    company_id: int,
    slug: str,
    item_key: str,
    *,
    version: int,
    meaning: int | None = None,
    hire_id: int | None = None,
) -> None:
    """Say that an answer holds for the changed text too; `meaning` is the revision of that text, None: whichever.

    Raises NoChecklist, RunFinished, TextChanged or StateConflict.
    """
    case = _case(session, actor, company_id, slug, item_key, hire_id)
    _run, answer = _present(case)
    if answer is None:
        return
    if meaning not in {None, case.item.meaning_revision}:
        raise faults.TextChanged
    _refuse_if_changed(case, answer, version, None)
    if is_flagged(answer, case.item):
        _change(case, answer, said_by(answer), answer.note, ChangeKind.CONFIRMED)


def undo(
    session: Session,
    actor: Actor,
    company_id: int,
    slug: str,
    item_key: str,
    *,
    version: int,
    hire_id: int | None = None,
) -> Step:
    """Take the last change back, whoever made it, as a change of its own; return what holds now.

    Raises NoChecklist, RunFinished, NothingToUndo, or StateConflict when another change came since `version`.
    """
    case = _case(session, actor, company_id, slug, item_key, hire_id)
    _run, answer = _present(case)
    history = [] if answer is None else queries.history(session, answer)
    if answer is None or not history:
        raise faults.NothingToUndo
    if version != answer.version:
        raise faults.StateConflict(history[-1])
    step = rules.before_the_last(history)
    _restore(case, answer, step)
    return step


def take_over(
    session: Session,
    actor: Actor,
    company_id: int,
    slug: str,
    item_key: str,
    version: int = 0,
    meaning: int | None = None,
    hire_id: int | None = None,
) -> None:
    """Give an item nobody has answered what was said of the item that it came from; `meaning` as for `confirm`.

    Raises NoChecklist, RunFinished, NothingOffered, TextChanged, ReasonTextNeeded where it is a duty and the old one was not, or
    StateConflict when somebody has answered it since.
    """
    case = _case(session, actor, company_id, slug, item_key, hire_id)
    run, answer = _present(case)
    old = None if run is None else _origin(case, run)
    if run is None or old is None:
        raise faults.NothingOffered
    if meaning not in {None, case.item.meaning_revision}:
        raise faults.TextChanged
    if answer is not None:
        _refuse_if_changed(case, answer, version, said_by(old))
    if answer is None or said_by(answer) == Said():
        rules.check_reason(said_by(old), case.item.kind)
        note = answer.note if answer is not None and answer.note else old.note
        _change(case, answer or _empty(case, run), said_by(old), note, ChangeKind.OFFERED)


def _origin(case: _Case, run: Run) -> Answer | None:
    """The answer to the item that this one came from."""
    was = case.item.attributes.get("was")
    ids = documents.item_ids(case.session, case.checklist.document_id, [was] if was else [])
    return queries.answer(case.session, run, ids[was]) if was in ids else None


def copy_answer(case_of: tuple[Session, Actor, Run], old: Answer, state: State) -> None:
    """Carry an answer into a new round: unconfirmed, unless nothing is said with it."""
    session, actor, run = case_of
    said = said_by(old) if state is not State.OPEN else Said()
    answer = Answer(
        company_id=run.company_id,
        run_id=run.id,
        item_id=old.item_id,
        state=said.state,
        reason=said.reason,
        reason_text=said.reason_text,
        version=0,
        revision=old.revision,
        confirmed=said.state is State.OPEN,
        answered_at=old.answered_at,
        answered_by=old.answered_by,
    )
    _record(session, actor, answer, State.OPEN, old.note, ChangeKind.COPIED)


def _restore(case: _Case, answer: Answer, step: Step) -> None:
    before = answer.state
    answer.state, answer.reason, answer.reason_text = step.said.state, step.said.reason, step.said.reason_text
    answer.revision, answer.confirmed = step.revision, step.confirmed
    answer.answered_at, answer.answered_by = clock.now(), case.actor.user_id
    _keep(case, answer, before, step.note, ChangeKind.UNDONE)


def save_note(
    session: Session,
    actor: Actor,
    company_id: int,
    slug: str,
    item_key: str,
    *,
    note: str,
    version: int,
    hire_id: int | None = None,
) -> None:
    """Note something about an item. Raises NoChecklist, ChecklistRetired, RunFinished or NoteConflict."""
    case = _case(session, actor, company_id, slug, item_key, hire_id)
    run, answer = _present(case)
    if answer is None:
        if note:
            _first(case, run or _begun(case), Said(), note)
        return
    theirs = rules.note_by_another(queries.history(session, answer), version, actor.user_id, note)
    if theirs is not None:
        raise faults.NoteConflict(theirs)
    if note != answer.note:
        _add_note(case, answer, note)


def said_by(answer: Answer) -> Said:
    return Said(State(answer.state), answer.reason, answer.reason_text)


def is_flagged(answer: Answer, item: ItemView) -> bool:
    """Whether the answer waits for a word of the company: its text changed, or it was carried over."""
    due = rules.is_due_for_confirmation(answer.revision, item.meaning_revision, item.strayed)
    return not answer.confirmed or (due and answer.state != State.OPEN)


def _begun(case: _Case) -> Run:
    """The company's run, begun with its first answer; a hire's was begun with the hire."""
    if case.hire_id is not None:
        raise faults.NoChecklist
    return runs.begun_run(case.session, case.actor, case.company_id, case.checklist)


def _case(
    session: Session,
    actor: Actor,
    company_id: int,
    slug: str,
    item_key: str,
    hire_id: int | None = None,
    meaning: int | None = None,
) -> _Case:
    checklist = runs.text(session, slug, audience=runs.audience(hire_id))
    item = next((one for one in checklist.items if one.key == item_key), None)
    if item is None:
        raise faults.NoChecklist
    return _Case(session, actor, company_id, checklist, item, hire_id, meaning)


def _present(case: _Case) -> tuple[Run | None, Answer | None]:
    """Hold the run, so that of two saves the second sees what the first did."""
    run = queries.locked_run(case.session, case.company_id, case.checklist.document_id, case.hire_id)
    if run is None:
        return None, None
    if run.finished_at is not None:
        raise faults.RunFinished
    return run, queries.answer(case.session, run, case.item.id)


def _refuse_if_changed(case: _Case, answer: Answer, version: int, wanted: Said | None) -> None:
    if version >= answer.version:
        return
    history = queries.history(case.session, answer)
    theirs = rules.changed_by_another(history, version, case.actor.user_id, wanted)
    if theirs is not None:
        raise faults.StateConflict(theirs)


def _first(case: _Case, run: Run, wanted: Said, note: str) -> None:
    """Make the answer, unless a colleague's first one came in while the run was begun."""
    if queries.answer(case.session, run, case.item.id) is not None:
        _again(case, wanted, note)
        return
    _change(case, _empty(case, run), wanted, note, ChangeKind.SAID if wanted != Said() else ChangeKind.NOTED)


def _empty(case: _Case, run: Run) -> Answer:
    """The answer before anything is said."""
    return Answer(
        company_id=run.company_id,
        run_id=run.id,
        item_id=case.item.id,
        state=State.OPEN,
        version=0,
        revision=case.checklist.revision,
        answered_at=clock.now(),
        answered_by=case.actor.user_id,
        note="",
    )


def _again(case: _Case, wanted: Said, note: str) -> None:
    """Save over an answer that was not there a moment ago: by the rules for one that was there."""
    reason = Reason(wanted.reason) if wanted.reason else None
    place = (case.session, case.actor, case.company_id, case.checklist.slug, case.item.key)
    if note:
        save_note(*place, note=note, version=0, hire_id=case.hire_id)
    else:
        save_state(
            *place,
            state=wanted.state,
            reason=reason,
            reason_text=wanted.reason_text,
            version=0,
            meaning=case.meaning,
            hire_id=case.hire_id,
        )


def _change(case: _Case, answer: Answer, wanted: Said, note: str, kind: ChangeKind = ChangeKind.SAID) -> None:
    before = answer.state
    answer.state, answer.reason, answer.reason_text = wanted.state, wanted.reason, wanted.reason_text
    answer.revision, answer.confirmed = case.answered_revision, True
    answer.answered_at, answer.answered_by = clock.now(), case.actor.user_id
    _keep(case, answer, before, note, kind)


def _add_note(case: _Case, answer: Answer, note: str) -> None:
    """A note says nothing about the state: who answered when, and on which text, stays."""
    _keep(case, answer, answer.state, note, ChangeKind.NOTED)


def _keep(case: _Case, answer: Answer, before: str, note: str, kind: ChangeKind) -> None:
    _record(case.session, case.actor, answer, before, note, kind)


def _record(session: Session, actor: Actor, answer: Answer, before: str, note: str, kind: ChangeKind) -> None:
    answer.note = note
    answer.version += 1
    session.add(answer)
    session.flush()
    change = AnswerChange(
        company_id=answer.company_id,
        answer_id=answer.id,
        version=answer.version,
        at=clock.now(),
        by=actor.user_id,
        from_state=before,
        to_state=answer.state,
        reason=answer.reason,
        reason_text=answer.reason_text,
        note=note,
        revision=answer.revision,
        kind=kind,
        confirmed=answer.confirmed,
    )
    session.add(change)
    session.flush()
