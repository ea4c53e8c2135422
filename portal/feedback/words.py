"""The words that editors see for feedback."""

from __future__ import annotations

from flask_babel import lazy_pgettext

from portal.feedback.rules import Side

SIDES = {
    Side.VISITOR: lazy_pgettext("feedback", "a visitor"),
    Side.COMPANY: lazy_pgettext("feedback", "a company"),
    Side.SERVICE: lazy_pgettext("feedback", "the Welcome Service"),
}
