"""How states and figures read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext, lazy_gettext, lazy_pgettext, ngettext

from portal import clock
from portal.checklists.rules import ChangeKind, MeasureState, Reason, State, Tab
from portal.checklists.rules.hires import Anchor, EndFault, Group, HireState, Phase, Why
from portal.web import language

if TYPE_CHECKING:
    import datetime as dt

    from portal.checklists.rules import Figures
    from portal.checklists.service import DueItem, MeasureView

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
GROUP_LABELS = {
    Group.EU_EEA_CH: lazy_gettext("EU, EEA or Switzerland"),
    Group.OTHER_HERE: lazy_gettext("Another state, already lives in Germany"),
    Group.OTHER_ABROAD: lazy_gettext("Another state, still lives abroad"),
}
PHASE_LABELS = {
    Phase.BEFORE_ENTRY: lazy_pgettext("phase", "Before entry"),
    Phase.BEFORE_START: lazy_pgettext("phase", "Until the start"),
    Phase.FIRST_DAY: lazy_pgettext("phase", "First day"),
    Phase.FIRST_WEEKS: lazy_pgettext("phase", "First 4 weeks"),
    Phase.LATER: lazy_pgettext("phase", "Until day 110"),
    Phase.EARLY_END: lazy_pgettext("phase", "Early end"),
}
HIRE_STATES = {
    HireState.RUNNING: lazy_pgettext("hire", "Running"),
    HireState.FINISHED: lazy_pgettext("hire", "Finished"),
    HireState.NOT_STARTED: lazy_pgettext("hire", "Did not start"),
    HireState.ENDED_EARLY: lazy_pgettext("hire", "Ended early"),
}
ANCHOR_LABELS = {
    Anchor.FIRST_WORKING_DAY: lazy_gettext("First working day"),
    Anchor.MOVE_IN: lazy_gettext("Moving in"),
    Anchor.VISA_EXPIRY: lazy_gettext("Visa expires"),
    Anchor.TITLE_EXPIRY: lazy_gettext("Residence permit expires"),
    Anchor.END_KNOWN: lazy_gettext("Early end known since"),
}
WHY_LABELS = {
    Why.EVERYBODY: lazy_gettext("Follows for every hire"),
    Why.FITS: lazy_gettext("Follows for this group"),
    Why.OTHER_GROUP: lazy_gettext("Written for another group"),
    Why.NOT_MOVING: lazy_gettext("Only for people who move for the job"),
    Why.NO_TRAINING: lazy_gettext("Only for a vocational training"),
}
NO_PHASE = {
    Group.EU_EEA_CH: lazy_gettext("does not apply: EU, EEA or Switzerland"),
    Group.OTHER_HERE: lazy_gettext("does not apply: already lives here"),
    Group.OTHER_ABROAD: lazy_gettext("not chosen"),
}
END_FAULTS = {
    EndFault.NOT_FROM_HERE: lazy_gettext("This hire was closed in the meantime. Nothing was changed."),
    EndFault.NEEDS_DAY: lazy_gettext("Please say since when you know: the legal deadline is counted from that day."),
    EndFault.DAY_IS_AHEAD: lazy_gettext("This day is still ahead. Since when have you known?"),
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


# Hires.


def label(words: str) -> str:
    """Write the hire's label, or what stands for it after it was erased."""
    return words or str(gettext("Hire without label"))


def whose_day(due: DueItem) -> str:
    """Write "Gesetzliche Frist" or "Empfohlener Termin", or nothing for a day that the company has set."""
    if due.law:
        return str(gettext("Legal deadline"))
    return "" if due.by_hand else str(gettext("Suggested date"))


def start(day: dt.date | None) -> str:
    """Write "Start am 1. Dez., in 8 Tagen", or how else it stands with the first working day."""
    if day is None:
        return str(gettext("Start not known yet"))
    away = (day - clock.today()).days
    if away == 0:
        return str(gettext("Start today"))
    if away < 0:
        return str(gettext("Started on %(day)s", day=language.short_date(day)))
    return str(
        ngettext(
            "Start on %(day)s, in %(num)d day", "Start on %(day)s, in %(num)d days", away, day=language.short_date(day)
        )
    )


def running(number: int, overdue: int) -> str:
    """Write "4 laufen, 1 gesetzliche Frist ist überfällig"."""
    parts = [ngettext("%(num)d is running", "%(num)d are running", number)]
    if overdue:
        parts.append(
            ngettext("%(num)d legal deadline is overdue", "%(num)d legal deadlines are overdue", overdue),
        )
    return ", ".join(parts)


def days_overdue(day: dt.date) -> str:
    """Write "3 Tage überfällig"."""
    number = (clock.today() - day).days
    return str(ngettext("%(num)d day overdue", "%(num)d days overdue", number))


def moved(number: int, kept: int) -> str:
    """Write "24 offene Punkte sind mitgerückt, 11 nicht: erledigt oder von Hand gesetzt."."""
    parts = [ngettext("%(num)d open item moved", "%(num)d open items moved", number)]
    if kept:
        parts.append(
            ngettext("%(num)d did not: done or set by hand", "%(num)d did not: done or set by hand", kept),
        )
    return ", ".join(parts) + "."


def anchors_moved(changes: dict[Anchor, tuple[dt.date | None, dt.date | None]]) -> str:
    """Write what happened to which day."""
    return " ".join(_anchor_moved(anchor, *days) for anchor, days in changes.items())


def _anchor_moved(anchor: Anchor, old: dt.date | None, new: dt.date | None) -> str:
    name = ANCHOR_LABELS[anchor]
    if new is None:
        return str(gettext("%(name)s: day taken away.", name=name))
    day = language.full_date(new)
    if old is None:
        return str(gettext("%(name)s: set to %(day)s.", name=name, day=day))
    return str(gettext("%(name)s: moved to %(day)s.", name=name, day=day))
