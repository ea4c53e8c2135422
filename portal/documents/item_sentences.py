"""What is said of an item's braces to those who never see them: the field of its form that mends it, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext, lazy_gettext

if TYPE_CHECKING:
    from portal.text import Problem

_NO_VALUE = "“%(value)s” is no value for %(key)s: possible is %(possible)s."
_BY_KEY = {
    "due": ("days", lazy_gettext("Write a whole number of up to four digits, such as 14.")),
    "src": ("src", lazy_gettext("Sources are named like F1.4-40, each once, with commas between them.")),
    "was": ("was", lazy_gettext("An id has small letters, digits and hyphens alone, such as c06-01.")),
}
# By the message of the rule, which speaks of the braces.
BY_MESSAGE = {
    "law=yes says that a date is legal: add the date with due=, or drop law.": (
        "days",
        lazy_gettext("A date set by law lacks its date: say how many days, or untick “This date is set by law”."),
    ),
    "law=yes needs kind=duty or kind=employee_duty: a legal date is a duty.": (
        "kind",
        lazy_gettext("A date set by law belongs to a duty: choose a duty, or untick “This date is set by law”."),
    ),
    "A duty is never left out by size: drop sizes and say it in the text.": (
        "sizes",
        lazy_gettext("A duty is never left out by size: untick the sizes, and say it in the text."),
    ),
    "anchor says what a date counts from: add the date with due=.": (
        "days",
        lazy_gettext("Say how many days, weeks or months are counted from there."),
    ),
    "was names the item's own id: name the older one, or drop it.": (
        "was",
        lazy_gettext("This is the item's own id: name the older one, or leave the field empty."),
    ),
    "A duty names its facts: add src= to the braces.": ("src", lazy_gettext("A duty names its sources.")),
    "The item names a paragraph and no fact: add src= to the braces.": (
        "src",
        lazy_gettext("The item names a paragraph and no source."),
    ),
    "The fact %(id)s is not in facts.yaml: correct its number.": (
        "src",
        lazy_gettext("The list of facts has no %(id)s: correct the number."),
    ),
}


def said(problem: Problem) -> tuple[str, str] | None:
    """The field and the sentence; None where the form of the item does not mend the problem."""
    by_key = _BY_KEY.get(str(problem.params["key"])) if problem.message == _NO_VALUE else None
    found = by_key or BY_MESSAGE.get(problem.message)
    if found is None:
        return None
    field, sentence = found
    return field, gettext(str(sentence)) % problem.params
