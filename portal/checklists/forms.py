"""What is sent from a checklist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext
from wtforms import IntegerField, RadioField, StringField
from wtforms.validators import NumberRange, Optional

from portal.checklists.rules import LONGEST_NOTE, LONGEST_REASON, Reason, Said, State, Step
from portal.web.forms import PortalForm, TextArea, choice_check, text_checks

MOST_VERSIONS = 2**31 - 1


class ConfirmForm(PortalForm):
    """An answer holds for the changed text too."""

    version = IntegerField(validators=[Optional(), NumberRange(0, MOST_VERSIONS)])


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
