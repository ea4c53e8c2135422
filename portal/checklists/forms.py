"""What is sent from a checklist."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types
from wtforms.validators import NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from portal import clock
from portal.checklists import words
from portal.checklists.rules import (
    LONGEST_FUNCTION,
    LONGEST_MEASURE,
    LONGEST_NOTE,
    LONGEST_REASON,
    MeasureState,
    Plan,
    Reason,
    Said,
    State,
    Step,
)
from portal.checklists.rules.hires import (
    LONGEST_LABEL,
    MOST_YEARS_AHEAD,
    MOVING,
    TRAINING,
    Anchor,
    Case,
    EndFault,
    Group,
    HireState,
    is_credible_anchor,
)
from portal.web.days import LONGEST_DAY, DayField
from portal.web.forms import OnceField, PortalForm, TextArea, TextLine, choice_check, text_checks

if TYPE_CHECKING:
    import datetime as dt

    from wtforms import Field

MOST_VERSIONS = 2**31 - 1
# An item, the version of its answer, the revision of its meaning.
SEEN = 3


class ConfirmForm(PortalForm):
    """An answer holds for the changed text too. `meaning`: the revision that gave the text that was read its meaning."""

    version = IntegerField(validators=[Optional(), NumberRange(0, MOST_VERSIONS)])
    meaning = IntegerField(validators=[Optional(), NumberRange(0, MOST_VERSIONS)])


class ConfirmAllForm(PortalForm):
    """Several answers hold. `seen`: `key:version:meaning` of each, the last of the text that was read."""

    seen = SelectMultipleField(choices=[], validate_choice=False)

    def answers(self) -> list[tuple[str, int, int]]:
        """What was sent, as far as it can be read."""
        found = [str(word).split(":") for word in self.seen.data or ()]
        return [(one[0], int(one[1]), int(one[2])) for one in found if len(one) == SEEN and all(map(_small, one[1:]))]


def _small(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) < 10


class OwnerForm(PortalForm):
    """Who takes care of an item."""

    owner = SelectField(lazy_gettext("Who takes care of it?"))

    def offer(self, people: Iterable[tuple[int, str]]) -> Self:
        """Let one choose among these people, or nobody."""
        self.owner.choices = [("", gettext("Nobody in particular")), *((str(one), name) for one, name in people)]
        return self

    def person(self) -> int | None:
        return int(self.owner.data) if self.owner.data else None


class MeasureForm(OwnerForm):
    """A measure: new, or changed."""

    once = OnceField()
    item = HiddenField()
    hire = HiddenField()
    version = IntegerField(validators=[Optional(), NumberRange(0, MOST_VERSIONS)], widget=HiddenInput())
    what = TextLine(
        lazy_gettext("What shall be done?"),
        validators=text_checks(LONGEST_MEASURE, required=lazy_gettext("Please say what shall be done.")),
    )
    owner_words = TextLine(lazy_gettext("Or a function"), validators=text_checks(LONGEST_FUNCTION))
    due_on = DayField(lazy_gettext("Until when?"), validators=text_checks(LONGEST_DAY))

    def validate_owner_words(self, _field: Field) -> None:
        if self.owner_words.data and self.owner.data:
            raise ValidationError(gettext("Please choose a colleague or name a function, not both."))

    def plan(self) -> Plan:
        return Plan(self.what.data, self.person(), self.owner_words.data or "", self.due_on.day)


class CloseForm(PortalForm):
    """How a measure stands; dropped only with a reason."""

    state = RadioField(choices=list[Any](MeasureState), validators=[choice_check(lazy_gettext("Please choose."))])
    reason = TextArea(lazy_gettext("Why is it dropped?"), validators=text_checks(LONGEST_REASON))


class StateForm(ConfirmForm):
    """An answer to an item."""

    state = RadioField(
        choices=list[Any](State),
        validators=[choice_check(lazy_gettext("Please choose a state."))],
    )
    reason = RadioField(
        choices=list[Any](Reason),
        validators=[Optional()],
    )
    reason_text = TextArea(validators=text_checks(LONGEST_REASON))


class NoteForm(ConfirmForm):
    """A note on an item; `keep` is said where two people wrote one, to leave the other's."""

    note = TextArea(validators=text_checks(LONGEST_NOTE))
    keep = StringField()


@dataclass(frozen=True)
class Draft:
    """What was sent for an item and is not stored, so that nothing typed is lost.

    `said` asks for the reason of a state, or with `theirs` what shall hold; `note` and `day` stand in their fields again.
    """

    key: str
    said: Said | None = None
    note: str | None = None
    fault: str = ""
    theirs: Step | None = None
    theirs_by: str = ""
    day: str | None = None


def drafted(form: StateForm) -> Said:
    """What the form says, as far as it can be read."""
    state = State(form.state.data) if form.state.data in set(State) else State.NOT_APPLICABLE
    reason = form.reason.data if form.reason.data in set(Reason) else ""
    return Said(state, reason, form.reason_text.data or "")


# Hires.


class Credible:
    """A day that somebody can mean."""

    def __call__(self, _form: object, field: DayField) -> None:
        if field.day is not None and not is_credible_anchor(field.day, clock.today()):
            raise ValidationError(
                gettext("This day is before 2000 or more than %(years)d years ahead.", years=MOST_YEARS_AHEAD)
            )


def _day_field(anchor: Anchor) -> DayField:
    return DayField(words.ANCHOR_LABELS[anchor], validators=[*text_checks(LONGEST_DAY), Credible()])


def lists_for(case: Case) -> str:
    """Name what decides which checklists follow: the group, whether the person moves, whether it is a training."""
    return " ".join([case.group, *([MOVING] if case.moving else []), *([TRAINING] if case.training else [])])


def case_for(words_sent: Collection[str]) -> Case | None:
    """The other way round; None where no group is named."""
    group = next((Group(word) for word in words_sent if word in set(Group)), None)
    return None if group is None else Case(group, moving=MOVING in words_sent, training=TRAINING in words_sent)


class HireForm(PortalForm):
    """What the dialog says about a hire. `lists_for`: for what the ticks were shown, as `asks_lists_for` says it."""

    label = TextLine(
        lazy_gettext("Label"),
        validators=text_checks(LONGEST_LABEL, required=lazy_gettext("Please give the hire a label.")),
    )
    group = RadioField(
        lazy_gettext("Group"),
        choices=[SelectChoice(group, label) for group, label in words.GROUP_LABELS.items()],
        validators=[choice_check(lazy_gettext("Please choose a group: the duties differ."))],
    )
    moving = BooleanField(lazy_gettext("Moves to a new home for the job"))
    training = BooleanField(lazy_gettext("It is a vocational training"))
    permission = BooleanField(lazy_gettext("A permission for this very job is needed"))
    lists_for = StringField()
    lists = SelectMultipleField(lazy_gettext("Checklists"), validate_choice=False)

    @property
    def asks_lists_for(self) -> str:
        """For what the ticks are to be shown; "" without a group."""
        return lists_for(self.case) if self.group.data in set(Group) else ""

    @property
    def shown_for(self) -> Case | None:
        """For what the ticks that were sent had been shown."""
        return case_for((self.lists_for.data or "").split())

    @property
    def case(self) -> Case:
        """What decides which checklists follow."""
        return Case(Group(self.group.data), self.moving.data, self.training.data, self.permission.data)


class NewHireForm(HireForm):
    """A hire that is made now."""

    once = OnceField()
    first_working_day = _day_field(Anchor.FIRST_WORKING_DAY)


class AnchorsForm(PortalForm):
    """The days that due dates are counted from; an empty one is not known."""

    first_working_day = _day_field(Anchor.FIRST_WORKING_DAY)
    move_in = _day_field(Anchor.MOVE_IN)
    visa_expiry = _day_field(Anchor.VISA_EXPIRY)
    title_expiry = _day_field(Anchor.TITLE_EXPIRY)

    @property
    def days(self) -> dict[Anchor, dt.date | None]:
        """The day of each anchor that was sent: a form with fewer fields leaves the others alone."""
        named = {anchor: self[anchor.value] for anchor in Anchor if anchor.value in self}
        return {anchor: field.day for anchor, field in named.items() if field.raw_data}


END_LABELS = {
    HireState.FINISHED: lazy_gettext("Everything is done: close it"),
    HireState.NOT_STARTED: lazy_gettext("The person did not start"),
    HireState.ENDED_EARLY: lazy_gettext("The employment ends early"),
}


class EndForm(PortalForm):
    """How a hire ends."""

    to = RadioField(
        lazy_gettext("How does it end?"),
        choices=[SelectChoice(state, label) for state, label in END_LABELS.items()],
        validators=[choice_check(lazy_gettext("Please choose how it ends."))],
    )
    known_since = DayField(
        lazy_gettext("Since when have you known that the employment ends early?"),
        past=True,
        validators=[*text_checks(LONGEST_DAY), Credible()],
    )

    def offer(self, states: Collection[HireState]) -> None:
        """Leave only the ways that are open from here."""
        self.to.choices = [SelectChoice(state, label) for state, label in END_LABELS.items() if state in states]

    def show(self, fault: EndFault) -> None:
        """Put the fault under the field that it is about."""
        place = self.to if fault is EndFault.NOT_FROM_HERE else self.known_since
        place.errors = [*place.errors, words.END_FAULTS[fault]]


class OwnDayForm(PortalForm):
    """A day of one's own for an item; empty: it follows its anchor again."""

    day = DayField(lazy_gettext("Own date"), validators=[*text_checks(LONGEST_DAY), Credible()])


class ShareForm(PortalForm):
    """Lets the team read a hire, or takes it back."""

    shared = BooleanField(lazy_gettext("Release for advice"))
