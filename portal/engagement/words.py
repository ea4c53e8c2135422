"""The interface's words for companies' situations."""

from __future__ import annotations

from flask_babel import lazy_gettext

from portal.engagement.rules import Situation

SITUATIONS = {
    Situation.OVERDUE: lazy_gettext("First response overdue"),
    Situation.REPLIED: lazy_gettext("Company replied"),
    Situation.NEW_REQUEST: lazy_gettext("New request"),
    Situation.NOT_BEGUN: lazy_gettext("New, not yet begun"),
    Situation.QUIET: lazy_gettext("Gone quiet"),
    Situation.GOES_WELL: lazy_gettext("Going well"),
    Situation.AT_WORK: lazy_gettext("At work"),
}
# Icon and tone of each; the word always stands beside it.
TONES = {
    Situation.OVERDUE: "danger",
    Situation.REPLIED: "warning",
    Situation.NEW_REQUEST: "warning",
    Situation.NOT_BEGUN: "info",
    Situation.QUIET: "warning",
    Situation.GOES_WELL: "success",
    Situation.AT_WORK: "info",
}
