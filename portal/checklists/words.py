"""How states and figures read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext, lazy_gettext, lazy_pgettext, ngettext

from portal.checklists.rules import ChangeKind, MeasureState, Reason, State, Tab
from portal.web import language

if TYPE_CHECKING:
    from portal.checklists.rules import Figures
    from portal.checklists.service import MeasureView

STATE_LABELS = {
    State.OPEN: lazy_pgettext("state", "Open"),
    State.IN_PROGRESS: lazy_pgettext("state", "In progress"),
    State.DONE: lazy_pgettext("state", "Done"),
    State.NOT_APPLICABLE: lazy_pgettext("state", "Not applicable"),
}
REASON_LABELS = {
    Reason.NOT_HERE: lazy_gettext("Does not occur here"),
    Reason.ARRANGED: lazy_gettext("Arranged otherwise"),
}
# A recommendation carries no label.
KIND_LABELS = {
    "duty": lazy_gettext("Legal duty"),
    "employee_duty": lazy_gettext("Employee's duty"),
    "if_applicable": lazy_gettext("If applicable"),
}
PART_LABELS = {
    "why": lazy_gettext("Why"),
    "how": lazy_gettext("How"),
    "watch": lazy_gettext("Watch out"),
    "help": lazy_gettext("Who helps"),
}


def answered(figures: Figures) -> str:
    """Write "8 von 12 beantwortet"; without any item "nichts offen"."""
    if not figures.items:
        return nothing_open()
    return str(gettext("%(part)d of %(all)d answered", part=figures.answered, all=figures.items))


def done(figures: Figures) -> str:
    """Write "5 von 10 erledigt"; where nothing applies "nichts offen"."""
    if not figures.countable:
        return nothing_open()
    return str(gettext("%(part)d of %(all)d done", part=figures.done, all=figures.countable))


def duties(figures: Figures) -> str:
    """Write "4 von 6 Pflichten als erledigt markiert"; where none applies "nichts offen"."""
    if not figures.duties_countable:
        return nothing_open()
    part, whole = figures.duties_done, figures.duties_countable
    return str(
        ngettext(
            "%(part)d of %(num)d duty marked as done", "%(part)d of %(num)d duties marked as done", whole, part=part
        )
    )


def to_confirm(figures: Figures) -> str:
    """Write "davon 2 zu bestätigen", or nothing where there are none."""
    if not figures.to_confirm:
        return ""
    return str(gettext("%(number)d of them to be confirmed", number=figures.to_confirm))


def unconfirmed(figures: Figures) -> str:
    """Write "2 Antworten noch nicht bestätigt, nicht mitgezählt", or nothing where there are none."""
    number = figures.unconfirmed
    if not number:
        return ""
    return str(
        ngettext(
            "%(num)d answer not yet confirmed, not counted", "%(num)d answers not yet confirmed, not counted", number
        )
    )


def begun(number: int, whole: int) -> str:
    """Write "3 von 12 Checklisten begonnen"."""
    return str(
        ngettext("%(part)d of %(num)d checklist begun", "%(part)d of %(num)d checklists begun", whole, part=number)
    )


def nothing_open() -> str:
    """Write what stands where there is nothing to count."""
    return str(gettext("nothing open"))


def fraction(part: int, whole: int) -> str:
    """Write "8 von 12", for a figure whose name stands above it; "nichts offen" where there is nothing to count."""
    return str(gettext("%(part)d of %(all)d", part=part, all=whole)) if whole else nothing_open()


MEASURE_LABELS = {
    MeasureState.OPEN: lazy_pgettext("measure", "Open"),
    MeasureState.DONE: lazy_pgettext("measure", "Done"),
    MeasureState.DROPPED: lazy_pgettext("measure", "Dropped"),
}
MEASURE_CLOSED = {
    MeasureState.OPEN: lazy_gettext("The measure is open again."),
    MeasureState.DONE: lazy_gettext("The measure is done. It stays in the list of closed ones."),
    MeasureState.DROPPED: lazy_gettext("The measure is dropped. It stays in the list of closed ones."),
}
TAB_LABELS = {
    Tab.MINE: lazy_pgettext("measures", "Mine"),
    Tab.ALL: lazy_pgettext("measures", "All open"),
    Tab.DONE: lazy_pgettext("measures", "Closed"),
}
CHANGE_LABELS = {
    ChangeKind.SAID: lazy_pgettext("change", "Answered"),
    ChangeKind.NOTED: lazy_pgettext("change", "Note"),
    ChangeKind.CONFIRMED: lazy_pgettext("change", "Confirmed for the changed text"),
    ChangeKind.OFFERED: lazy_pgettext("change", "Taken over from the earlier item"),
    ChangeKind.COPIED: lazy_pgettext("change", "Taken over from the round before"),
    ChangeKind.UNDONE: lazy_pgettext("change", "Last change taken back"),
}
MEASURE_CHANGE_LABELS = {
    ChangeKind.SAID: lazy_pgettext("change", "Said"),
    ChangeKind.UNDONE: lazy_pgettext("change", "Last change taken back"),
}


def measure_line(measure: MeasureView) -> str:
    """Write "Ali Demir, bis 4. Dezember": who does it and until when."""
    who = measure.owner or str(gettext("without owner"))
    if measure.plan.due_on is None:
        return who
    return f"{who}, {gettext('by %(day)s', day=language.short_date(measure.plan.due_on))}"
