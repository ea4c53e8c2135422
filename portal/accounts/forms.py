"""Forms of this area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types
from wtforms.validators import InputRequired, ValidationError

from portal.accounts import rules
from portal.accounts.words import LANGUAGES, NEVER, WEEKDAYS
from portal.web.forms import UNREADABLE, Limit, PortalForm, Readable, TextLine, text_checks

if TYPE_CHECKING:
    from wtforms import Field, Form

SHORTEST = rules.SHORTEST_PASSWORD


class SecretField(PasswordField):
    """A password, taken as it is typed: blanks at its ends may be meant."""

    data: str

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = (self.data or "").replace("\x00", UNREADABLE)


class ReadableSecret(Readable):
    """As for other text, but the message does not point at characters that nobody can see."""

    def __call__(self, _form: Form, field: Field) -> None:
        if UNREADABLE in (field.data or ""):
            raise ValidationError(_l("Some characters of the password could not be read. Please type it again."))


class LongEnough:
    """The one rule for passwords."""

    def __call__(self, _form: Form, field: Field) -> None:
        if len(field.data or "") < SHORTEST:
            sentence = _l("The password needs at least %(least)d characters.", least=SHORTEST)
            raise ValidationError(sentence)


class SameAs:
    """Typed twice, so that a slip of the finger locks nobody out."""

    def __init__(self, other: str) -> None:
        self.other = other

    def __call__(self, form: Form, field: Field) -> None:
        if field.data != form[self.other].data:
            raise ValidationError(_l("The two passwords differ. Please type the new password twice."))


class LoginForm(FlaskForm):  # type: ignore[misc] # Flask-WTF is untyped
    """Who is there?"""

    email = TextLine(
        _l("E-mail address"),
        text_checks(rules.LONGEST_EMAIL, required=_l("Please type your e-mail address.")),
        render_kw={"type": "email", "autocomplete": "username"},
    )
    password = SecretField(
        _l("Password"),
        [InputRequired(_l("Please type your password.")), Limit(rules.LONGEST_PASSWORD), ReadableSecret()],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class ForgottenForm(FlaskForm):  # type: ignore[misc] # Flask-WTF is untyped
    """Where shall the link go?"""

    email = TextLine(
        _l("E-mail address"),
        text_checks(rules.LONGEST_EMAIL, required=_l("Please type your e-mail address.")),
        render_kw={"type": "email", "autocomplete": "username"},
    )


def _new_password_checks() -> list[Any]:
    asked = InputRequired(_l("Please type a new password."))
    return [asked, LongEnough(), Limit(rules.LONGEST_PASSWORD), ReadableSecret()]


class NewPasswordForm(FlaskForm):  # type: ignore[misc] # Flask-WTF is untyped
    """A password for the account of a link."""

    new_password = SecretField(_l("New password"), _new_password_checks(), render_kw={"autocomplete": "new-password"})
    new_password_again = SecretField(
        _l("New password again"),
        [InputRequired(_l("Please type the new password again.")), SameAs("new_password")],
        render_kw={"autocomplete": "new-password"},
    )


class ChangePasswordForm(PortalForm):
    """One's own new password."""

    password = SecretField(
        _l("Password so far"),
        [InputRequired(_l("Please type the password that you have used so far.")), ReadableSecret()],
        render_kw={"autocomplete": "current-password"},
    )
    new_password = SecretField(_l("New password"), _new_password_checks(), render_kw={"autocomplete": "new-password"})
    new_password_again = SecretField(
        _l("New password again"),
        [InputRequired(_l("Please type the new password again.")), SameAs("new_password")],
        render_kw={"autocomplete": "new-password"},
    )


class DigestForm(PortalForm):
    """When the weekly mail comes."""

    weekday = SelectField(
        _l("Day of the week"),
        choices=[
            *(SelectChoice(str(number), word) for number, word in enumerate(WEEKDAYS)),
            SelectChoice("never", NEVER),
        ],
    )

    def chosen(self) -> int | None:
        """The weekday, Monday is 0; None: never."""
        return None if self.weekday.data == "never" else int(self.weekday.data)


class DetailsForm(PortalForm):
    """One's own name and language."""

    name = TextLine(
        _l("Name"),
        text_checks(rules.LONGEST_NAME, required=_l("Please type your name.")),
        render_kw={"autocomplete": "name"},
    )
    language = SelectField(
        _l("Language of the portal"), [InputRequired()], choices=[SelectChoice(*pair) for pair in LANGUAGES.items()]
    )
