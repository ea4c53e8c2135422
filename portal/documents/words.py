"""The words that readers see for this area's vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext, lazy_gettext, lazy_pgettext, ngettext

from portal.documents.rules import Change, DraftState, Kind, Origin
from portal.text import PART_MISSING, STILL_GERMAN

if TYPE_CHECKING:
    from portal.documents.rules import Terms
    from portal.text import Item

FIELD_LABELS = {
    "strategie": lazy_gettext("Strategy and attitude"),
    "gewinnung": lazy_gettext("Recruiting in Germany and abroad"),
    "anerkennung": lazy_gettext("Recognition"),
    "aufenthalt": lazy_gettext("Visa and residence"),
    "ankommen": lazy_gettext("Arrival and induction"),
    "sprache": lazy_gettext("Language"),
    "wohnen-familie": lazy_gettext("Housing and family"),
    "gefluechtete": lazy_gettext("Refugees at work"),
    "bindung": lazy_gettext("Retention and stages of life"),
    "vielfalt": lazy_gettext("Diversity and equal treatment"),
}
KIND_LABELS = {
    Kind.CHECKLIST: lazy_gettext("Checklist"),
    Kind.GUIDE: lazy_gettext("Guide"),
    Kind.PAGE: lazy_gettext("Page"),
    Kind.OFFICE: lazy_gettext("Office"),
}
KINDS_LABELS = {
    Kind.GUIDE: lazy_gettext("Guides"),
    Kind.CHECKLIST: lazy_gettext("Checklists"),
    Kind.OFFICE: lazy_gettext("Offices"),
    Kind.PAGE: lazy_gettext("Pages"),
}
CHANGE_LABELS = {
    Change.ADDED: lazy_pgettext("content", "added"),
    Change.RETURNED: lazy_pgettext("content", "back again, with its answers"),
    Change.MEANING: lazy_pgettext("content", "meaning changed: companies are asked whether their answer still holds"),
    Change.REWORDED: lazy_pgettext("content", "reworded (editorial)"),
    Change.SETTINGS: lazy_pgettext("content", "attributes changed"),
    Change.MOVED: lazy_pgettext("content", "moved"),
    Change.RETIRED: lazy_pgettext("content", "retired"),
}
LANGUAGE_LABELS = {"de": lazy_gettext("German"), "en": lazy_pgettext("language", "English")}
AUDIENCE_LABELS = {
    "company": lazy_gettext("Companies, once"),
    "hire": lazy_gettext("Companies, for each hire"),
}
ITEM_KIND_LABELS = {
    "recommendation": lazy_gettext("Recommendation"),
    "duty": lazy_gettext("Legal duty"),
    "employee_duty": lazy_gettext("Employee's duty"),
    "if_applicable": lazy_gettext("If applicable"),
}
ANCHOR_LABELS = {
    "first_working_day": lazy_gettext("First working day"),
    "move_in": lazy_gettext("Moving in"),
    "visa_expiry": lazy_gettext("Visa expires"),
    "title_expiry": lazy_gettext("Residence permit expires"),
    "end_known": lazy_gettext("Early end known since"),
}
_FROM_ANCHOR = {
    "first_working_day": lazy_pgettext("before or after", "the first working day"),
    "move_in": lazy_pgettext("before or after", "moving in"),
    "visa_expiry": lazy_pgettext("before or after", "the visa expires"),
    "title_expiry": lazy_pgettext("before or after", "the residence permit expires"),
    "end_known": lazy_pgettext("before or after", "the early end is known"),
}
GROUP_LABELS = {
    "eu_eea_ch": lazy_gettext("EU, EEA or Switzerland"),
    "other_here": lazy_gettext("Another state, already lives in Germany"),
    "other_abroad": lazy_gettext("Another state, still lives abroad"),
    "moving": lazy_gettext("Moves for the job"),
    "training": lazy_gettext("Comes for a vocational training"),
}
PART_LABELS = {
    "why": lazy_pgettext("part of an item", "Why"),
    "how": lazy_pgettext("part of an item", "How"),
    "watch": lazy_pgettext("part of an item", "Watch out"),
    "help": lazy_pgettext("part of an item", "Who helps"),
}
STATE_LABELS = {
    DraftState.DRAFT: lazy_pgettext("state of a text", "Draft"),
    DraftState.REVIEW: lazy_pgettext("state of a text", "In review"),
    DraftState.SCHEDULED: lazy_pgettext("state of a text", "Scheduled"),
}
TAB_LABELS = {
    "all": lazy_pgettext("texts", "All"),
    "work": lazy_gettext("In work"),
    "review": lazy_gettext("To check"),
    "due": lazy_gettext("Still true?"),
    "translate": lazy_gettext("English to do"),
}
ORIGIN_LABELS = {
    Origin.CONFLICT: lazy_gettext("written while somebody else saved"),
    Origin.REPLACED: lazy_gettext("replaced by another text"),
    Origin.FILES: lazy_gettext("from the files of content/, where it was changed, too"),
}
CURE_LABELS = {
    "put_back": lazy_gettext("Bring the item back"),
    "retire": lazy_gettext("Retire the item (answers stay in the history)"),
    "new_id": lazy_gettext("Give the copy a new id"),
    "old_id": lazy_gettext("Keep the old id"),
    "split": lazy_gettext("Say that it comes from the old item (which is retired)"),
    "add_missing": lazy_gettext("Add the missing items"),
    "take_id": lazy_gettext("It translates “%(text)s”"),
    "drop": lazy_gettext("Take the item out"),
}
# What a problem is called where a button mends it, by the first button.
CURED_SENTENCES = {
    "put_back": lazy_gettext("The item “%(caption)s” is missing. Companies may have answered it."),
    "new_id": lazy_gettext("This item is a copy: it has the id of another one."),
    "old_id": lazy_gettext("“%(caption)s” has another id than before, so the companies' answers would be lost."),
    "take_id": lazy_gettext("This item belongs to no German item yet."),
    "drop": lazy_gettext("This item belongs to no German item. New items are written in the German text first."),
}
# Of an item of a translation that a form beside the German words mends, by the message of the rule.
UNFINISHED_SENTENCES = {
    STILL_GERMAN: lazy_gettext("“%(text)s” still has German words."),
    PART_MISSING: lazy_gettext("“%(text)s” explains less than the German item."),
}
ITEM_CHANGE_LABELS = {
    Change.ADDED: lazy_pgettext("change of an item", "New item"),
    Change.RETURNED: lazy_pgettext("change of an item", "Back again, with its answers"),
    Change.MEANING: lazy_pgettext("change of an item", "Meaning changed"),
    Change.REWORDED: lazy_pgettext("change of an item", "Reworded"),
    Change.SETTINGS: lazy_pgettext("change of an item", "Details changed"),
    Change.MOVED: lazy_pgettext("change of an item", "Moved"),
    Change.RETIRED: lazy_pgettext("change of an item", "Retired"),
}


def terms_words(one: Item | Terms) -> str:
    """How binding an item is and until when, as "Legal duty, legal deadline: 3 days after the first working day"."""
    kind, due = str(ITEM_KIND_LABELS[one.kind]), due_words(one)
    return f"{kind}, {due}" if due else kind


def due_words(item: Item | Terms) -> str:
    """When an item is due, as "2 weeks before the first working day"; "" for one without a date."""
    if item.due is None:
        return ""
    number, unit = item.due
    if number == 0:
        said = gettext("on the day itself: %(day)s", day=ANCHOR_LABELS[item.anchor])
    else:
        values = {"time": _span(abs(number), unit), "day": _FROM_ANCHOR[item.anchor]}
        said = (
            gettext("%(time)s before %(day)s", **values) if number < 0 else gettext("%(time)s after %(day)s", **values)
        )
    return str(gettext("legal deadline: %(when)s", when=said) if item.law else said)


def _span(number: int, unit: str) -> str:
    if unit == "d":
        return str(ngettext("%(num)d day", "%(num)d days", number))
    if unit == "w":
        return str(ngettext("%(num)d week", "%(num)d weeks", number))
    return str(ngettext("%(num)d month", "%(num)d months", number))
