"""How requests read: to the company, and to the team."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask_babel import format_date, gettext, lazy_gettext, lazy_pgettext, ngettext, pgettext

from portal import clock
from portal.consultations.rules import UNSURE, Fault, Outcome, Reason, RequestState, Step, Tab, working_days_between
from portal.documents.words import FIELD_LABELS
from portal.web import language

if TYPE_CHECKING:
    from portal.consultations.service import Entry, InboxRow

COMPANY_STATES = {
    RequestState.NEW: lazy_pgettext("request", "Received"),
    RequestState.OPEN: lazy_pgettext("request", "In progress"),
    RequestState.WAITING_COMPANY: lazy_pgettext("request", "We are waiting for you"),
    RequestState.WAITING_THIRD_PARTY: lazy_pgettext("request", "We are asking another office"),
    RequestState.CLOSED: lazy_pgettext("request", "Closed"),
}
TEAM_STATES = {
    RequestState.NEW: lazy_pgettext("request", "New"),
    RequestState.OPEN: lazy_pgettext("request", "Open"),
    RequestState.WAITING_COMPANY: lazy_pgettext("request", "Waiting for company"),
    RequestState.WAITING_THIRD_PARTY: lazy_pgettext("request", "Waiting for third party"),
    RequestState.CLOSED: lazy_pgettext("request", "Closed"),
}
OUTCOMES = {
    Outcome.RESOLVED: lazy_pgettext("outcome", "Resolved"),
    Outcome.MEASURES_AGREED: lazy_pgettext("outcome", "Measures agreed"),
    Outcome.REFERRED: lazy_pgettext("outcome", "Referred to an office"),
    Outcome.DECLINED: lazy_pgettext("outcome", "Declined, with reason"),
    Outcome.WITHDRAWN: lazy_pgettext("outcome", "Withdrawn"),
    Outcome.NO_REPLY: lazy_pgettext("outcome", "No reply"),
    Outcome.MERGED: lazy_pgettext("outcome", "Merged with another request"),
}
TABS = {
    Tab.UNASSIGNED: lazy_pgettext("inbox", "New"),
    Tab.MINE: lazy_pgettext("inbox", "Mine"),
    Tab.WAITING: lazy_pgettext("inbox", "Waiting"),
    Tab.UNFINISHED: lazy_pgettext("inbox", "All unfinished"),
    Tab.CLOSED: lazy_pgettext("inbox", "Closed"),
}
EMPTY_TABS = {
    Tab.UNASSIGNED: lazy_gettext("Every request has somebody who answers it. New ones appear here first."),
    Tab.MINE: lazy_gettext("You have no unfinished request. Take one from the new ones."),
    Tab.WAITING: lazy_gettext("No request waits for a company or another office."),
    Tab.UNFINISHED: lazy_gettext("Nothing unfinished. What companies ask appears here."),
    Tab.CLOSED: lazy_gettext("No request has been closed yet."),
}
FAULTS = {
    Fault.NOT_FROM_HERE: lazy_gettext(
        "The request has moved on in the meantime. Look at its present state, then choose again."
    ),
    Fault.NEEDS_DAY: lazy_gettext("Waiting needs a day on which you look again. Type it as 1.12. or 1.12.2026."),
    Fault.DAY_IS_PAST: lazy_gettext("The day must be after today."),
    Fault.NEEDS_OUTCOME: lazy_gettext("Please choose how the request ended."),
    Fault.NEEDS_REASON: lazy_gettext("A declined request needs a reason that the company can read."),
    Fault.NEEDS_OFFICE: lazy_gettext("Please name the office that helps on."),
    Fault.NEEDS_OTHER_REQUEST: lazy_gettext("Please name the request that this one becomes part of."),
}
LANGUAGE_LABELS = {"de": lazy_gettext("German"), "en": lazy_gettext("English")}
# Icons of the inbox, in the order of urgency.
REASON_SIGNS = {
    Reason.OVERDUE: "danger",
    Reason.WOKEN: "calendar-today",
    Reason.REPLIED: "mail",
    Reason.UNASSIGNED: "account-circle",
    Reason.OPEN: "mail",
    Reason.WAITING: "calendar-today",
    Reason.CLOSED: "success",
}


def topic(word: str) -> str:
    """The label of a field of action, or that nobody knew yet."""
    return str(_topic_labels().get(word, word))


def topic_choices() -> list[tuple[str, str]]:
    """What a form offers: not sure yet first, since it is preselected."""
    labels = _topic_labels()
    return [(UNSURE, str(labels.pop(UNSURE))), *((word, str(label)) for word, label in labels.items())]


def _topic_labels() -> dict[str, object]:
    return {**FIELD_LABELS, UNSURE: lazy_gettext("Not sure yet")}


def company_state(state: RequestState, outcome: Outcome | None) -> str:
    """The state in the company's words."""
    if outcome is Outcome.DECLINED:
        return pgettext("request", "This is not for us to answer")  # type: ignore[no-any-return] # Flask-Babel is untyped
    return str(COMPANY_STATES[state])


def team_state(state: RequestState, outcome: Outcome | None, wake_up_on: dt.date | None) -> str:
    """The state in the team's words, with the day or the outcome."""
    if state is RequestState.CLOSED and outcome is not None:
        return str(gettext("Closed: %(outcome)s", outcome=str(OUTCOMES[outcome])))
    words = str(TEAM_STATES[state])
    if wake_up_on is None:
        return words
    return str(gettext("%(state)s until %(day)s", state=words, day=language.long_date(wake_up_on)))


def reason(row: InboxRow) -> str:
    """Why the row stands where it stands."""
    return _REASONS[row.reason](row)


def _overdue(row: InboxRow) -> str:
    days = working_days_between(row.due_on, clock.today())
    return str(ngettext("First answer overdue by %(num)d day", "First answer overdue by %(num)d days", days))


def _waiting(row: InboxRow) -> str:
    return team_state(row.state, row.outcome, row.wake_up_on)


def _woken(row: InboxRow) -> str:
    day = row.wake_up_on or clock.today()
    return str(gettext("Waited until %(day)s, now it is your turn", day=language.long_date(day)))


def _closed(row: InboxRow) -> str:
    words = team_state(row.state, row.outcome, None)
    return words if row.closed_at is None else f"{words}, {language.day_word(row.closed_at)}"


_REASONS = {
    Reason.OVERDUE: _overdue,
    Reason.WOKEN: _woken,
    Reason.REPLIED: lambda row: str(
        gettext("Company replied %(when)s", when=language.moment_words(row.company_wrote_at))
    ),
    Reason.UNASSIGNED: lambda row: str(gettext("New since %(when)s", when=language.moment_words(row.asked_at))),
    Reason.OPEN: lambda _row: str(TEAM_STATES[RequestState.OPEN]),
    Reason.WAITING: _waiting,
    Reason.CLOSED: _closed,
}


def change(entry: Entry) -> str:
    """A step of the request in a sentence."""
    step = entry.change
    if step is None:
        return ""
    who = entry.who or str(gettext("Somebody whose account is gone"))
    if step.step is Step.HANDED_OVER:
        return str(gettext("%(who)s handed the request to %(whom)s", who=who, whom=step.to_whom))
    if step.step is Step.WAITING:
        return f"{who}: {team_state(step.to, None, step.wake_up_on)}"
    if step.step is Step.CLOSED:
        return f"{who}: {team_state(step.to, step.outcome, None)}"
    return str(_STEPS.get(step.step, _STEPS[Step.OPENED]) % {"who": who})


_STEPS = {
    Step.TAKEN: lazy_gettext("%(who)s took the request"),
    Step.OPENED: lazy_gettext("%(who)s: open again"),
    Step.REPLIED: lazy_gettext("%(who)s replied: open again"),
    Step.WITHDRAWN: lazy_gettext("%(who)s withdrew the request"),
    Step.REOPENED: lazy_gettext("%(who)s opened the request again"),
}


def typed_day(day: dt.date | None) -> str:
    """A day as it stands in a field: "Di., 1.12.2026"; it can be read back."""
    return "" if day is None else str(format_date(day, "EE, d.M.y"))
