"""What is sent from below a guide."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import Form, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types

from portal.feedback.rules import LONGEST_COMMENT
from portal.web.forms import TextArea, choice_check, text_checks


class FeedbackForm(Form):
    """Without a token, so that a guide needs no cookie: docs/decisions/0008-search-and-feedback.md."""

    helpful = RadioField(
        choices=[SelectChoice("yes"), SelectChoice("no")],
        validators=[choice_check(lazy_gettext("Please say whether the guide was helpful."))],
    )
    comment = TextArea(validators=text_checks(LONGEST_COMMENT))
