"""What can stand against a use case."""

from __future__ import annotations

from dataclasses import dataclass

from portal.checklists.rules import Plan, Step


class ChecklistFault(Exception):
    """Something that the person can do nothing wrong about, but must be told."""


class NoChecklist(ChecklistFault):
    """There is no such checklist, or no such item in it."""


class ChecklistRetired(ChecklistFault):
    """The checklist is not offered any more, so nobody begins it."""


class NotBegun(ChecklistFault):
    """The company has not answered anything in it."""


class StillOpen(ChecklistFault):
    """Some items are open, so the checklist cannot be finished."""


class RunFinished(ChecklistFault):
    """The checklist is finished; it must be reopened before its answers change."""


class NoHire(ChecklistFault):
    """There is no such hire, or it is not to be seen from here."""


class HireClosed(ChecklistFault):
    """The hire is closed; it must run again before its answers change."""


class LegalDay(ChecklistFault):
    """A legal date follows from its anchor alone."""


@dataclass
class Conflict(ChecklistFault):
    """Another person changed it in the meantime; `theirs` is what they did."""

    theirs: Step


class StateConflict(Conflict):
    """Two people answered the same item differently."""


class NoteConflict(Conflict):
    """Two people wrote the note of the same item."""


class TextChanged(ChecklistFault):
    """The item means something else than when the person read it."""


class NothingToUndo(ChecklistFault):
    """Nothing was ever changed here."""


class NothingOffered(ChecklistFault):
    """No older item has an answer that this one could take over."""


class NotFinished(ChecklistFault):
    """A new round begins only when the one before is finished."""


class NoMember(ChecklistFault):
    """Somebody who does not belong to the company cannot take care of anything in it."""


class NoMeasure(ChecklistFault):
    """There is no such measure in this company."""


class DropReasonNeeded(ChecklistFault):
    """A measure is dropped only with a reason."""


@dataclass
class MeasureConflict(ChecklistFault):
    """Another person changed the measure in the meantime; `theirs` is what it says now."""

    theirs: Plan
    version: int
    by: int | None
