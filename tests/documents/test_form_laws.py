"""Forms give a text back as it was: opened and saved unchanged, no byte of it is another."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from portal import text
from portal.directory.words import CONCERN_LABELS, COUNTY_LABELS, WHO_LABELS
from portal.documents.forms import Boxes, ItemForm, changed_attributes, filled_item, source_of, text_form
from portal.documents.rules import FOLDERS, Kind

if TYPE_CHECKING:
    from flask import Flask

    from portal.documents.forms import TextForm

CONTENT = Path(__file__).resolve().parents[2] / "content"
FILES = sorted(CONTENT.glob("*/*/*.md"))
CHOICES = {"concerns": CONCERN_LABELS, "counties": COUNTY_LABELS, "who": WHO_LABELS}


@pytest.fixture
def engine_name() -> str:
    """No database is asked here."""
    return "sqlite"


def sent(form: TextForm | ItemForm) -> MultiDict[str, str]:
    """What a browser sends of a form that nobody has touched."""
    values: MultiDict[str, str] = MultiDict()
    for field in form:
        if isinstance(field, Boxes):
            for value, _label, chosen, _more in field.iter_choices():
                if chosen:
                    values.add(field.name, str(value))
        elif field.type in {"SelectField", "RadioField"}:
            options = [(str(value), chosen) for value, _label, chosen, _more in field.iter_choices()]
            values.add(field.name, next((value for value, chosen in options if chosen), options[0][0]))
        elif field.type != "BooleanField" or field.data:
            # Of a text area the first line end is the browser's, and it sends every one as two characters.
            values.add(field.name, str(field._value()).replace("\n", "\r\n"))
    return values


def saved(app: Flask, kind: Kind, language: str, source: str) -> str:
    with app.test_request_context():
        shown = text_form(kind, language, source, CHOICES)
        return source_of(text_form(kind, language, source, CHOICES, sent=sent(shown)), source)


def test_all_our_own_texts_come_back_as_they_were(app: Flask) -> None:
    for path in FILES:
        source = path.read_text(encoding="utf-8")
        kind = FOLDERS[path.parent.name]
        assert saved(app, kind, path.parent.parent.name, source) == source, path


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=40)
LINES = st.sampled_from(
    ["Text mit „Zitat“.", "- [ ] Punkt {: #punkt }", "  - [ ] darunter", "## Titel", "", "\tTab", "> Zitat", "---"]
)
DAYS = st.dates().map(str)
SHAPES = {
    "title": st.one_of(WORDS.map(json.dumps), st.sampled_from(["{a: b}", "[a, b]", "no", "012"])),
    "summary": st.one_of(WORDS.map(json.dumps), st.just(">\n  Zwei\n  Zeilen"), st.just("")),
    "field": st.sampled_from(["ankommen", "sprache", "unbekannt", ""]),
    "audience": st.sampled_from(["company", "both", ""]),
    "groups": st.sampled_from(["[moving, eu_eea_ch]", "moving", "[training]", "[fremd, moving]", "[]"]),
    "concerns": st.sampled_from(["[visum]", "[gibt-es-nicht]", ""]),
    "counties": st.sampled_from(["[rems-murr, stuttgart]", "[mond, stuttgart]", "stuttgart"]),
    "who": st.sampled_from(["[employee, company]", "company", "[]"]),
    "languages": st.sampled_from(["[Deutsch, English]", '["Deutsch, Englisch", Türkçe]', "Deutsch", '["", a]']),
    "link": st.sampled_from(["https://example.org/?a=b#c", '"https://example.org"']),
    "as_of": st.one_of(DAYS, st.sampled_from(["bald", "22.11.2026", "2026-2-3", "2026-13-45"])),
    "review_by": DAYS,
    "sources": st.sampled_from(["[F1.4-40, F1.4-41]", "F1.4-40", '["a, b"]', "[]", ""]),
    "handout": st.just("true"),
    "# Kommentar": st.just("bleibt"),
    "unbekannt": st.sampled_from(["{a: b}", "[1, 2]", "012", "no", "&anker x"]),
}
SOURCE = st.tuples(
    st.lists(st.sampled_from(sorted(SHAPES)), unique=True).flatmap(
        lambda names: st.tuples(*(SHAPES[name].map(lambda value, name=name: f"{name}: {value}") for name in names))
    ),
    st.lists(LINES, max_size=6),
).map(lambda parts: text.normalise("\n".join(["---", "id: text", *parts[0], "---", "", *parts[1], ""])))


@settings(max_examples=100, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(SOURCE, st.sampled_from(list(Kind)), st.sampled_from(["de", "en"]))
def test_any_text_comes_back_as_it_was(app: Flask, source: str, kind: Kind, language: str) -> None:
    assert saved(app, kind, language, source) == source


LISTS = [path for path in FILES if path.parent.name == "checklists" and path.parent.parent.name == "de"]


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_the_form_of_an_item_gives_it_back_as_it_was(app: Flask, path: Path) -> None:
    source = path.read_text()
    for place in text.places(source):
        explained = text.explanation(source, place.line)
        with app.test_request_context():
            shown = ItemForm(formdata=None, data=filled_item(place, "", explained))
            shown.offer({}, {})
            form = ItemForm(formdata=sent(shown))
        assert changed_attributes(form, place) == {}
        assert form.caption.data == place.caption
        assert text.with_explanation(source, place.line, {part: form[part].data for part in text.PARTS}) == source
