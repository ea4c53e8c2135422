"""Forms of this area."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from flask_babel import gettext, lazy_gettext, pgettext
from wtforms import HiddenField, SelectField
from wtforms.validators import DataRequired, ValidationError

from portal import clock
from portal.consultations import words
from portal.consultations.rules import (
    CHOSEN_OUTCOMES,
    LONGEST_MESSAGE,
    LONGEST_REASON,
    LONGEST_SUBJECT,
    UNSURE,
    WAITING,
    Fault,
    Move,
    Outcome,
    Question,
    RequestState,
)
from portal.web.days import LONGEST_DAY, DayField
from portal.web.forms import OnceField, PortalForm, TextArea, TextLine, choice_check, text_checks

if TYPE_CHECKING:
    from wtforms import Field

LONGEST_NUMBER = 18


def number(word: str | None) -> int | None:
    """A number from a hidden field or the address; None for anything else."""
    word = word or ""
    return int(word) if word.isascii() and word.isdigit() and len(word) <= LONGEST_NUMBER else None


class QuestionForm(PortalForm):
    """What a company asks. The message alone is enough."""

    once = OnceField()
    item = HiddenField()
    earlier = HiddenField()
    hire = HiddenField()
    message = TextArea(
        lazy_gettext("Your question"),
        validators=text_checks(LONGEST_MESSAGE, required=lazy_gettext("Please write your question.")),
    )
    subject = TextLine(lazy_gettext("Subject"), validators=text_checks(LONGEST_SUBJECT))
    topic = SelectField(lazy_gettext("Topic"), default=UNSURE)
    language = SelectField(lazy_gettext("In which language shall we answer?"), validators=[DataRequired()])

    def offer(self) -> Self:
        """Fill the choices, in the reader's language."""
        self.topic.choices = words.topic_choices()
        self.language.choices = [(word, str(label)) for word, label in words.LANGUAGE_LABELS.items()]
        return self

    def question(self) -> Question:
        """What was typed, as the service takes it."""
        return Question(
            message=self.message.data,
            subject=self.subject.data or "",
            topic=self.topic.data,
            language=self.language.data,
            item_id=number(self.item.data),
            earlier_id=number(self.earlier.data),
            hire_id=number(self.hire.data),
        )


class ReplyForm(PortalForm):
    """What a company writes in a request."""

    once = OnceField()
    message = TextArea(
        lazy_gettext("Your reply"),
        validators=text_checks(LONGEST_MESSAGE, required=lazy_gettext("Please write your reply.")),
    )


class BareForm(PortalForm):
    """A button with nothing to fill in."""


class ReadForm(PortalForm):
    """Marks what the service wrote as read, up to the moment that the page shows."""

    seen = HiddenField()

    def moment(self) -> dt.datetime:
        """Until when it was read; now, where the field says nothing of use."""
        try:
            moment = dt.datetime.fromisoformat(self.seen.data or "")
        except ValueError:
            return clock.now()
        return moment if moment.tzinfo else clock.now()


def _after_choices() -> list[tuple[str, str]]:
    return [
        (RequestState.OPEN.value, gettext("Stays open")),
        (RequestState.WAITING_COMPANY.value, gettext("Waits for the company until …")),
        (RequestState.WAITING_THIRD_PARTY.value, gettext("Waits for a third party until …")),
    ]


class _MoveFields(PortalForm):
    after = SelectField(lazy_gettext("Afterwards"), default=RequestState.OPEN.value, validators=[DataRequired()])
    until = DayField(lazy_gettext("until (day)"), validators=text_checks(LONGEST_DAY))

    def offer(self, prefix: str) -> Self:
        """Fill the choices, in the reader's language; `prefix` keeps the ids of two such forms on a page apart."""
        self.after.choices = _after_choices()
        self.after.id, self.until.id = f"{prefix}-after", f"{prefix}-until"
        return self

    def validate_until(self, field: Field) -> None:
        """Waiting needs a day to come."""
        if self.after.data not in WAITING or field.errors:
            return
        if self.until.day is None:
            raise ValidationError(words.FAULTS[Fault.NEEDS_DAY])
        if self.until.day <= clock.today():
            raise ValidationError(words.FAULTS[Fault.DAY_IS_PAST])

    def move(self) -> Move:
        """Where the request shall go."""
        state = RequestState(self.after.data)
        return Move(state, wake_up_on=self.until.day if state in WAITING else None)


class AnswerForm(_MoveFields):
    """What the service writes to the company, and what comes after it."""

    once = OnceField()
    seen = HiddenField()
    message = TextArea(
        lazy_gettext("Reply to the company"),
        validators=text_checks(LONGEST_MESSAGE, required=lazy_gettext("Please write your reply.")),
    )


class WaitForm(_MoveFields):
    """Moves a request without writing to the company."""


class NoteForm(PortalForm):
    """What only the team reads. Its own form with a name of its own, so that it is never sent as a reply."""

    once = OnceField()
    note = TextArea(
        lazy_gettext("Internal note"),
        validators=text_checks(LONGEST_MESSAGE, required=lazy_gettext("Please write the note.")),
    )


class HandOverForm(PortalForm):
    """Gives a request to another consultant."""

    consultant = SelectField(lazy_gettext("Hand over to"), coerce=int)


class CloseForm(PortalForm):
    """Ends a request."""

    outcome = SelectField(lazy_gettext("Outcome"), validators=[choice_check(words.FAULTS[Fault.NEEDS_OUTCOME])])
    office = SelectField(lazy_gettext("Office"), default="")
    text = TextArea(lazy_gettext("Words for the company"), validators=text_checks(LONGEST_REASON))

    def offer(self, offices: list[tuple[str, str]]) -> Self:
        """Fill the choices, in the reader's language."""
        outcomes = [(one.value, str(words.OUTCOMES[one])) for one in CHOSEN_OUTCOMES]
        self.outcome.choices = [("", gettext("Please choose")), *outcomes]
        self.office.choices = [("", pgettext("office", "None")), *offices]
        return self

    def chosen(self) -> Outcome:
        """The outcome."""
        return Outcome(self.outcome.data)

    def show(self, fault: Fault) -> None:
        """Put the fault under the field that it is about."""
        place = {Fault.NEEDS_REASON: self.text, Fault.NEEDS_OFFICE: self.office}.get(fault, self.outcome)
        place.errors = [*place.errors, words.FAULTS[fault]]
