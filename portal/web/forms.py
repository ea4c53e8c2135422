"""Forms that lose nothing: who typed it, for which company, and once; text that is checked, never cut."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from portal.web import people

if TYPE_CHECKING:
    from wtforms import Field, Form

ONCE_BYTES = 16
# What a decoder writes where the bytes were no text.
UNREADABLE = "\ufffd"
# Signs that are no text, that nobody sees, and that PostgreSQL or YAML refuse; what counts as a blank is not among them.
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufffe\uffff]")


class CompanyField(HiddenField):
    """The company that this page works in: what is sent lands there, whatever another tab has chosen since."""

    def _value(self) -> str:
        number = people.company_id()
        return "" if number is None else str(number)


class TypedByField(HiddenField):
    """Who typed it, so that text held over a log-in goes back to that person alone."""

    def _value(self) -> str:
        person = people.current()
        return "" if person is None else str(person.user_id)


class OnceField(HiddenField):
    """A word made with the form: the same form sent twice makes one thing."""

    def process_data(self, value: Any) -> None:
        self.data = value or secrets.token_urlsafe(ONCE_BYTES)

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = _NO_TEXT.sub(UNREADABLE, self.data or "")


class PortalForm(FlaskForm):  # type: ignore[misc] # Flask-WTF is untyped
    """Base of every form that is filled in after logging in."""

    company = CompanyField()
    typed_by = TypedByField()


class TextLine(StringField):
    """One line: trimmed."""

    # Once a form was sent, never None.
    data: str

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = " ".join(_NO_TEXT.sub(UNREADABLE, self.data or "").split())


class TextArea(TextAreaField):
    """Several lines, with the line ends of this world."""

    data: str

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = _NO_TEXT.sub(UNREADABLE, self.data or "").replace("\r\n", "\n").strip()


class Limit:
    """At most so many characters; the message says how many there are, and nothing is cut."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, _form: Form, field: Field) -> None:
        length = len(field.data or "")
        if length > self.most:
            raise ValidationError(
                lazy_gettext(
                    "This text has %(length)d characters; at most %(most)d fit. Your text is still here.",
                    length=length,
                    most=self.most,
                ),
            )


class Readable:
    """No characters that were lost on the way or that no database keeps."""

    def __call__(self, _form: Form, field: Field) -> None:
        if UNREADABLE in (field.data or ""):
            raise ValidationError(
                lazy_gettext(
                    "Some characters could not be read; they stand as %(sign)s. Please type them again.",
                    sign=UNREADABLE,
                ),
            )


def text_checks(most: int, *, required: str | None = None) -> list[Any]:
    """Return the checks of a text field; `required` is the sentence for an empty one."""
    checks: list[Any] = [Limit(most), Readable()]
    return [DataRequired(required), *checks] if required else checks


def choice_check(sentence: str) -> InputRequired:
    """Return the check of a choice that must be made."""
    return InputRequired(sentence)
