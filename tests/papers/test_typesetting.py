"""Whatever somebody types becomes paper: as text, and never as an instruction."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.web.typesetting import PaperFailed, compiling, printable, typeset
from portal.web.typesetting.characters import FOLDER, LIST, text
from tests.papers.pdf import Paper

FRAME = {
    "lang": "de",
    "title": "Ein Titel",
    "company": "Firma GmbH",
    "product": "Portal",
    "operator": "Dienst",
    "disclaimer": "Ein Satz.",
    "made": "Stand: heute",
    "date": {"year": 2026, "month": 11, "day": 22},
    "page": "Seite {page} von {pages}",
}
NASTY = (
    '#eval("1+1")',
    '#read("/app.py")',
    '#panic("x")',
    "$x^2$ *fett* _kursiv_ `roh` <marke> @verweis",
    "= Titel\n- Liste\n+ Liste\n/ Wort: Satz",
    "\\ // kein Kommentar /* keiner */ ---",
    ']} #import "@preview/x:1.0.0": * #sys.inputs',
)


def plan(**values: Any) -> dict[str, Any]:
    step = {"what": "", "lang": "de", "url": "", "source": "", "state_word": "", "owner": "", "due": "", "law": ""}
    groups = [{"title": "Pflichten", "count": "1 Schritt", "steps": [{**step, **values}]}]
    more = {"intro": "", "columns": ["Was", "Wer", "Wann"], "groups": groups, "later": "", "colophon": "", "url": ""}
    return {**FRAME, **more}


def paper(**values: Any) -> Paper:
    return Paper(typeset("papers/templates/plan.typ", plan(**values)))


@pytest.mark.parametrize("words", NASTY)
def test_what_looks_like_source_stays_text(words: str) -> None:
    assert " ".join(words.split()) in paper(what=words).words


def test_a_title_of_source_stays_text() -> None:
    found = Paper(typeset("papers/templates/plan.typ", {**plan(), "title": NASTY[0]}))
    assert NASTY[0] in found.words
    assert found.reader.metadata is not None
    assert found.reader.metadata.title == NASTY[0]


@pytest.mark.parametrize("title", ["", " ", "\0", "\u200b", "\ufeff"])
def test_an_empty_title_is_no_fault(title: str) -> None:
    assert "–" in Paper(typeset("papers/templates/plan.typ", {**plan(), "title": title})).words


# Characters.


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Müßig, Ål, Łódź, Ștefan, Привет, Ελλάδα, Việt", "Müßig, Ål, Łódź, Ștefan, Привет, Ελλάδα, Việt"),
        ("fertig 👍🏽!", "fertig ?!"),
        ("Familie 👩‍👩‍👧", "Familie ?"),
        ("中文 und العربية", "? und ?"),
        ("a\0b\ufeffc\u200bd\u202ee", "abcde"),
        ("Zeile\r\nZeile\u2028Zeile", "Zeile\nZeile\nZeile"),
        ("u\u0308ber", "über"),
        ("ﬁnden Ａ", "finden A"),
        ("1\u202f000\u2011mal", "1 000-mal"),
        ("halb\ud800", "halb"),
        ("Was??", "Was??"),
    ],
)
def test_what_the_font_lacks_is_replaced(typed: str, shown: str) -> None:
    assert text(typed) == shown


def test_every_character_that_is_kept_can_be_set() -> None:
    known = "".join(map(chr, json.loads((FOLDER / LIST).read_text())))
    kept = text(known)
    assert len(kept) > 1000
    assert paper(what=" ".join(kept)).pages


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_is_ever_an_error(what: str, title: str) -> None:
    """Set in this process: a child for each would take long."""
    data = printable({**plan(what=what, owner=what, source=what), "title": title})
    assert compiling.compiled("papers/templates/plan.typ", data).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://portal.example/x#item-1", True),
        ("mailto:hallo@portal.example", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//portal.example", False),
        ("http://[", False),
    ],
)
def test_only_addresses_of_pages_and_of_mail_become_links(address: str, kept: bool) -> None:
    assert paper(what="Punkt", url=address).links == ([address] if kept else [])


# For those who have it read aloud.


def test_the_paper_is_tagged() -> None:
    found = paper(what="Punkt", url="https://portal.example/")
    assert found.root["/MarkInfo"]["/Marked"]
    assert found.root["/Lang"] == "de"
    assert b"pdfuaid:part" in found.root["/Metadata"].get_object().get_data()
    assert {"H1", "H2", "Table", "TH", "TD", "Link"} <= set(found.tags)


# A child with limits.


def test_a_template_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "PATIENCE", 0.01)
    began = time.monotonic()
    with pytest.raises(PaperFailed, match="too long"):
        typeset("papers/templates/plan.typ", plan(what="Punkt"))
    assert time.monotonic() - began < 5


def test_a_paper_that_cannot_be_made_says_why() -> None:
    with pytest.raises(PaperFailed, match="columns"):
        typeset(
            "papers/templates/plan.typ", {**FRAME, "intro": "", "groups": [{"title": "x", "count": "x", "steps": []}]}
        )


def test_one_after_the_other_when_there_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "PATIENCE", 0.01)
    for _ in range(compiling.AT_ONCE):
        compiling._places.acquire()
    try:
        with pytest.raises(PaperFailed, match="at once"):
            typeset("papers/templates/plan.typ", plan())
    finally:
        for _ in range(compiling.AT_ONCE):
            compiling._places.release()
