"""Forms of the editor: nobody has to write YAML or braces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types
from wtforms.widgets import CheckboxInput, ListWidget

from portal import clock, text
from portal.documents.rules import SOURCE_LANGUAGE, Kind
from portal.documents.words import (
    ANCHOR_LABELS,
    AUDIENCE_LABELS,
    FIELD_LABELS,
    GROUP_LABELS,
    ITEM_KIND_LABELS,
    KIND_LABELS,
    PART_LABELS,
)
from portal.web.days import read_day
from portal.web.forms import UNREADABLE, OnceField, PortalForm, TextArea, TextLine, choice_check, text_checks

if TYPE_CHECKING:
    from portal.text import Place

LONGEST_LINE, LONGEST_COMMENT, LONGEST_ITEM, LONGEST_PART = 300, 2_000, 500, 20_000
_DATES = ("as_of", "review_by")
_LISTS = ("sources", "languages")
_CHOICES = ("groups", "concerns", "counties", "who")
META: dict[Kind, tuple[str, ...]] = {
    Kind.CHECKLIST: ("title", "summary", "field", "audience", "groups", *_DATES, "sources"),
    Kind.GUIDE: ("title", "summary", "field", *_DATES, "sources"),
    Kind.PAGE: ("title", "summary", *_DATES, "sources"),
    Kind.OFFICE: (
        *("title", "summary", "concerns", "counties", "who", "languages", "link", "address", "phone", "mail"),
        *("hours", *_DATES, "sources"),
    ),
}
TRANSLATED: dict[Kind, tuple[str, ...]] = {
    **dict.fromkeys(Kind, ("title", "summary")),
    Kind.OFFICE: ("title", "summary", "address", "hours", "languages"),
}


class Boxes(SelectMultipleField):
    """Several things to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"validate_choice": False, "choices": [], **options})


class Written(TextAreaField):
    """The text itself: every blank of it stays."""

    data: str

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = (self.data or "").replace("\r\n", "\n").replace("\x00", UNREADABLE)


class TextForm(PortalForm):
    """A text with its details. What this kind of text does not have is taken out of the form."""

    stamp = HiddenField()
    typing = OnceField()
    body = Written(_l("Text in Markdown"))
    title = TextLine(_l("Title"))
    summary = TextArea(_l("Summary in one or two sentences"))
    field = SelectField(_l("Field of action"), validate_choice=False)
    audience = SelectField(_l("For whom"), validate_choice=False)
    groups = Boxes(_l("Only for these hires"))
    concerns = Boxes(_l("Concerns"))
    counties = Boxes(_l("Serves"))
    who = Boxes(_l("Who may ask"))
    languages = TextLine(_l("Languages"))
    link = TextLine(_l("Web address"))
    address = TextLine(_l("Address"))
    phone = TextLine(_l("Telephone"))
    mail = TextLine(_l("E-mail address"))
    hours = TextLine(_l("Hours"))
    as_of = TextLine(_l("As of"))
    review_by = TextLine(_l("Check again by"))
    sources = TextLine(_l("Sources"))


def meta_names(kind: Kind, language: str) -> tuple[str, ...]:
    """The details that a text of this kind has in this language."""
    return META[kind] if language == SOURCE_LANGUAGE else TRANSLATED[kind]


def label_of(name: str) -> object:
    """What the field of this detail is called."""
    return getattr(TextForm, name).args[0]


def text_form(
    kind: Kind,
    language: str,
    source: str,
    choices: Mapping[str, Mapping[str, Any]],
    stamp: str = "",
    sent: Any = None,
) -> TextForm:
    """The form of a text: filled from its source, or with what was sent."""
    filled = _filled(source)
    form = TextForm(formdata=sent, data=None if sent is not None else {"stamp": stamp, **filled})
    names = meta_names(kind, language)
    for name in [one.name for one in form if one.name in _EVERY and one.name not in names]:
        del form[name]
    words = {"field": FIELD_LABELS, "audience": AUDIENCE_LABELS, "groups": GROUP_LABELS, **choices}
    for name in names:
        if name in words:
            offered = [SelectChoice(str(value), label) for value, label in words[name].items()]
            offered += [SelectChoice(value, value) for value in _as_list(filled[name]) if value not in words[name]]
            form[name].choices = offered if name in _CHOICES else [SelectChoice("", _l("Please choose")), *offered]
    return form


_EVERY = frozenset(name for names in META.values() for name in names)


def _filled(source: str) -> dict[str, Any]:
    values = text.read_front_matter(source).values
    filled: dict[str, Any] = {name: values.get(name) or "" for name in _EVERY}
    for name in _LISTS:
        filled[name] = ", ".join(_as_list(filled[name]))
    for name in _CHOICES:
        filled[name] = _as_list(filled[name])
    for name in _DATES:
        filled[name] = _shown_day(str(filled[name]))
    return {**filled, "body": text.part(source).body}


def _as_list(value: Any) -> list[str]:
    if isinstance(value, list):
        return [str(one) for one in value]
    return [str(value)] if value else []


def _shown_day(value: str) -> str:
    year, _dash, rest = value.partition("-")
    month, _dash, day = rest.partition("-")
    numbers = all(part.isdecimal() for part in (year, month, day))
    return f"{int(day)}.{int(month)}.{year}" if numbers else value


def source_of(form: TextForm, before: str) -> str:
    """The whole text as it was typed, over the front matter that the text has; what nobody touched stays as it is."""
    values: dict[str, str | Sequence[str]] = {}
    filled = _filled(before)
    for one in form:
        if one.name in _EVERY and not _is_untouched(one.data, filled[one.name]):
            values[one.name] = _value(one.name, one.data)
    return text.join(text.with_meta(text.part(before).head, values), form.body.data)


def _is_untouched(data: Any, shown: Any) -> bool:
    """Whether a field came back as it was shown; a browser sends boxes in the order of the page."""
    if isinstance(data, list):
        return set(map(str, data)) == set(_as_list(shown))
    return " ".join((data or "").split()) == " ".join(str(shown).split())


def _value(name: str, data: Any) -> str | Sequence[str]:
    if name in _CHOICES:
        return [str(one) for one in data or ()]
    if name in _LISTS:
        return [one.strip() for one in (data or "").split(",") if one.strip()]
    if name in _DATES:
        day = read_day(data or "", clock.today())
        return day.isoformat() if day else (data or "")
    return " ".join((data or "").split())


class NewTextForm(PortalForm):
    """A new text."""

    kind = RadioField(_l("What it is"), [choice_check(_l("Please choose what it is."))])
    title = TextLine(_l("Title"), text_checks(LONGEST_LINE, required=_l("Please type the title.")))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.kind.choices = [SelectChoice(str(kind), label) for kind, label in KIND_LABELS.items()]


class CommentForm(PortalForm):
    """A word to whoever checks the text."""

    stamp = HiddenField()
    comment = TextArea(_l("Comment"), text_checks(LONGEST_COMMENT))


class AddressForm(PortalForm):
    """Another address. `present`: the one that the page showed; `take`: the button with a better one."""

    present = HiddenField()
    slug = TextLine(_l("New address"))


class NewItemForm(PortalForm):
    """One item more in a checklist."""

    stamp = HiddenField()
    caption = TextLine(
        _l("What is to be done"), text_checks(LONGEST_ITEM, required=_l("Please say what is to be done."))
    )
    section = TextLine(_l("Under which heading"))


class ItemWordsForm(PortalForm):
    """The words of one item: what is to be done, and what it explains."""

    stamp = HiddenField()
    caption = TextArea(
        _l("What is to be done"), text_checks(LONGEST_COMMENT, required=_l("Please say what is to be done."))
    )
    why = Written(PART_LABELS["why"], text_checks(LONGEST_PART))
    how = Written(PART_LABELS["how"], text_checks(LONGEST_PART))
    watch = Written(PART_LABELS["watch"], text_checks(LONGEST_PART))
    help = Written(PART_LABELS["help"], text_checks(LONGEST_PART))


class ItemForm(ItemWordsForm):
    """The same with what stands in the item's braces."""

    kind = RadioField(_l("Kind"), validate_choice=False)
    days = TextLine(_l("How many"), text_checks(8))
    unit = SelectField(_l("Unit"), validate_choice=False)
    direction = SelectField(_l("Before or after"), validate_choice=False)
    anchor = SelectField(_l("Counted from"), validate_choice=False)
    law = BooleanField(_l("This date is set by law"))
    groups = Boxes(_l("Only for these hires"))
    sizes = Boxes(_l("Only for companies of this size"))
    src = TextLine(_l("Sources"), text_checks(LONGEST_LINE))
    repeat = BooleanField(_l("Falls due again every 12 months"))
    guide = SelectField(_l("Link to a guide"), validate_choice=False)
    office = SelectField(_l("Office that helps"), validate_choice=False)
    was = TextLine(_l("Comes from an earlier item (its id)"), text_checks(64))

    def offer(self, guides: Mapping[str, str], offices: Mapping[str, str]) -> None:
        """Let one of these texts, by address and title, be linked to."""
        for one, texts in ((self.guide, guides), (self.office, offices)):
            one.choices = [SelectChoice("", _l("no other")), *(SelectChoice(*text) for text in texts.items())]
        self.kind.choices = [SelectChoice(value, label) for value, label in ITEM_KIND_LABELS.items()]
        self.unit.choices = [
            SelectChoice("d", _l("days")),
            SelectChoice("w", _l("weeks")),
            SelectChoice("m", _l("months")),
        ]
        self.direction.choices = [SelectChoice("+", _l("after")), SelectChoice("-", _l("before"))]
        self.anchor.choices = [SelectChoice(value, label) for value, label in ANCHOR_LABELS.items()]
        self.groups.choices = [SelectChoice(value, label) for value, label in GROUP_LABELS.items()]
        self.sizes.choices = [SelectChoice(value, value.replace("-", "–")) for value in text.SIZES]


def filled_item(place: Place, stamp: str, explained: Mapping[str, str]) -> dict[str, Any]:
    """What stands in the form of this item. `explained`: the Markdown of each part."""
    found = place.attributes
    number, unit = found.due or (None, "d")
    return {
        **explained,
        "stamp": stamp,
        "caption": place.caption,
        "kind": found.kind,
        "days": "" if number is None else str(abs(number)),
        "unit": unit,
        "direction": "-" if number is not None and number < 0 else "+",
        "anchor": found.anchor,
        "law": found.law,
        "groups": list(found.groups),
        "sizes": list(found.sizes),
        "src": ", ".join(found.src),
        "repeat": found.repeat is not None,
        "was": found.was or "",
    }


def changed_attributes(form: ItemForm, place: Place) -> dict[str, str]:
    """The attributes that the form says otherwise than the item; an empty one is to be taken out."""
    data = {name: form[name].data for name in filled_item(place, "", {})}
    before = braces_of(filled_item(place, "", {}), place)
    return {key: value for key, value in braces_of(data, place).items() if value != before[key]}


def braces_of(said: Mapping[str, Any], place: Place) -> dict[str, str]:
    """What a form that says this would write into the braces."""
    days, was = ("".join(said[name].split()) for name in ("days", "was"))
    due = ""
    if days:
        due = "0d" if days == "0" else f"{said['direction']}{days}{said['unit']}"
    earlier = place.attributes.repeat
    repeat = f"{earlier[0]}{earlier[1]}" if earlier else "12m"
    return {
        "kind": said["kind"] if said["kind"] in ITEM_KIND_LABELS else "recommendation",
        "due": due,
        "anchor": said["anchor"] if due and said["anchor"] != "first_working_day" else "",
        "law": "yes" if said["law"] else "",
        "groups": ",".join(said["groups"] or ()),
        "sizes": ",".join(said["sizes"] or ()),
        "src": ",".join(said["src"].replace(",", " ").replace(";", " ").split()),
        "repeat": repeat if said["repeat"] else "",
        "was": was.removeprefix("#"),
    }
