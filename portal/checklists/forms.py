"""What is sent from a checklist."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

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
from portal.web.days import LONGEST_DAY, DayField
from portal.web.forms import OnceField, PortalForm, TextArea, TextLine, choice_check, text_checks

if TYPE_CHECKING:
    from wtforms import Field

MOST_VERSIONS = 2**31 - 1


class ConfirmForm(PortalForm):
    """An answer holds for the changed text too."""

    version = IntegerField(validators=[Optional(), NumberRange(0, MOST_VERSIONS)])


class ConfirmAllForm(PortalForm):
    """Several answers hold. `seen`: `key:version` of each; `revision`: the text that was read."""

    revision = IntegerField(validators=[Optional(), NumberRange(0, MOST_VERSIONS)])
    seen = SelectMultipleField(choices=[], validate_choice=False)

    def answers(self) -> list[tuple[str, int]]:
        """What was sent, as far as it can be read."""
        pairs = [str(word).rpartition(":") for word in self.seen.data or ()]
        return [(key, int(version)) for key, _, version in pairs if version.isdecimal() and len(version) < 10]


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

    `said` asks for the reason of a state, or with `theirs` what shall hold; `note` stands in its field again.
    """

    key: str
    said: Said | None = None
    note: str | None = None
    fault: str = ""
    theirs: Step | None = None
    theirs_by: str = ""


def drafted(form: StateForm) -> Said:
    """What the form says, as far as it can be read."""
    state = State(form.state.data) if form.state.data in set(State) else State.NOT_APPLICABLE
    reason = form.reason.data if form.reason.data in set(Reason) else ""
    return Said(state, reason, form.reason_text.data or "")
