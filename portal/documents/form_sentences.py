"""What is said of braces and front matter to those who see forms instead: the field that mends a problem, and how."""

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
    "Attributes are read only at the very end of an item, as in {: #id due=+3d }: put nothing after the closing brace (no "
    "full stop, comment or text) and leave an empty line before a following paragraph.": (
        "caption",
        lazy_gettext("Please write the words alone, without braces and boxes."),
    ),
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


# Of the front matter: the message, and what is said of a field of that label.
BY_HEAD = {
    "The front matter lacks “%(key)s”: add a line “%(key)s: …” between the ---.": lazy_gettext(
        "“%(field)s” is still empty."
    ),
    "The front matter lacks “%(key)s”: say until when the text can be trusted.": lazy_gettext(
        "“%(field)s” is still empty: say until when the text can be trusted."
    ),
    "“%(value)s” is no value for %(key)s: needed is %(possible)s.": lazy_gettext(
        "“%(value)s” does not fit into “%(field)s”."
    ),
}


def of_head(problem: Problem, label: object) -> str | None:
    """The sentence for a field of the details; None where the problem speaks of another thing."""
    found = BY_HEAD.get(problem.message)
    return None if found is None else gettext(str(found)) % {**problem.params, "field": str(label)}


def of_item(problem: Problem) -> tuple[str, str] | None:
    """The field of the item's form and the sentence; None where the form of the item does not mend the problem."""
    by_key = _BY_KEY.get(str(problem.params["key"])) if problem.message == _NO_VALUE else None
    found = by_key or BY_MESSAGE.get(problem.message)
    if found is None:
        return None
    field, sentence = found
    return field, gettext(str(sentence)) % problem.params
