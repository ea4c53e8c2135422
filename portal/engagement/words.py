"""The interface's words for companies' situations."""

from __future__ import annotations

from flask_babel import lazy_gettext, lazy_pgettext

from portal.engagement.rules import Occasion, Situation, Sort, Wait

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
SORTS = {
    Sort.NAME: lazy_pgettext("sorted by", "name"),
    Sort.PROGRESS: lazy_pgettext("sorted by", "share of items done, least first"),
    Sort.REQUESTS: lazy_pgettext("sorted by", "open requests, most first"),
    Sort.HEARD: lazy_pgettext("sorted by", "last sign from the company, oldest first"),
    Sort.SPOKE: lazy_pgettext("sorted by", "our last words, oldest first"),
}
# What the card says, and what follows.
OCCASIONS = {
    Occasion.HIRING: (
        lazy_gettext("We are going to hire somebody soon"),
        lazy_gettext("Dates and tasks from the first working day on"),
    ),
    Occasion.SEARCHING: (
        lazy_gettext("We are looking for people abroad"),
        lazy_gettext("Advertising, choosing, recognition, visa"),
    ),
    Occasion.ARRIVED: (
        lazy_gettext("Somebody has just arrived"),
        lazy_gettext("Ways to the authorities, first weeks, a colleague at their side"),
    ),
    Occasion.DUTIES: (
        lazy_gettext("We want to check our duties"),
        lazy_gettext("What the law of residence asks of employers"),
    ),
}
# Why a text waits for an editor, what the button says, and the sign before it.
WAITS = {
    Wait.SECOND_LOOK: lazy_gettext("Published without a second person: please look at it"),
    Wait.REVIEW: lazy_gettext("Handed in for checking"),
    Wait.KEPT: lazy_gettext("Another text is kept beside it: what shall hold?"),
    Wait.DUE: lazy_gettext("Still true?"),
    Wait.DRAFT: lazy_pgettext("state of a text", "Draft"),
}
WAIT_DEEDS = {
    Wait.SECOND_LOOK: lazy_gettext("See what changed"),
    Wait.REVIEW: lazy_gettext("Check it"),
    Wait.KEPT: lazy_gettext("Choose"),
    Wait.DUE: lazy_gettext("Look at it"),
    Wait.DRAFT: lazy_gettext("Go on writing"),
}
WAIT_SIGNS = {
    Wait.SECOND_LOOK: "visibility",
    Wait.REVIEW: "checklist",
    Wait.KEPT: "warning",
    Wait.DUE: "autorenew",
    Wait.DRAFT: "draft",
}
