"""What one does with requests for advice. A function takes the session with its scope already open.

`asking` is the company's side, `advising` the service's; `reading` is what the pages show, `lists` the two lists
and the counts in the navigation.
"""

from portal.consultations.rules import Tab
from portal.consultations.service.advising import (
    Answered,
    answer,
    close,
    note,
    open_again,
    reassign,
    take,
    wait,
)
from portal.consultations.service.asking import ask, mark_read, reopen, reply, withdraw, wording_of
from portal.consultations.service.lists import (
    CompanyRow,
    Inbox,
    InboxRow,
    company_of,
    company_requests,
    inbox,
    requests_of_items,
    unread_answers,
    waiting_for_company,
    waiting_for_team,
)
from portal.consultations.service.reading import (
    Entry,
    ItemWording,
    RequestPage,
    TeamPage,
    company_page,
    offices,
    team_page,
    title,
    who_answers,
)
from portal.consultations.service.steps import (
    AlreadyTaken,
    CannotReopen,
    NoSuchConsultant,
    NoSuchOffice,
    RequestClosed,
    RequestNotFound,
)

__all__ = [
    "AlreadyTaken",
    "Answered",
    "CannotReopen",
    "CompanyRow",
    "Entry",
    "Inbox",
    "InboxRow",
    "ItemWording",
    "NoSuchConsultant",
    "NoSuchOffice",
    "RequestClosed",
    "RequestNotFound",
    "RequestPage",
    "Tab",
    "TeamPage",
    "answer",
    "ask",
    "close",
    "company_of",
    "company_page",
    "company_requests",
    "inbox",
    "mark_read",
    "note",
    "offices",
    "open_again",
    "reassign",
    "reopen",
    "reply",
    "requests_of_items",
    "take",
    "team_page",
    "title",
    "unread_answers",
    "wait",
    "waiting_for_company",
    "waiting_for_team",
    "who_answers",
    "withdraw",
    "wording_of",
]
