"""Prose, figures, the site, words, and the child process."""

from __future__ import annotations

import time
from datetime import date

import pytest

from portal.text import (
    Checklist,
    Problem,
    figure_keys,
    fill_figures,
    load_figures,
    load_site,
    normalise,
    parse_checklist,
    parse_prose,
    render_in_child,
    slugify,
    sort_key,
    word_difference,
)
from portal.text.child import run_in_child
from tests.text.build import FRONT

OFFICE = """---
id: ihk
title: IHK
summary: Berät Betriebe.
concerns: [erste-orientierung]
counties: [stuttgart, rems-murr]
who: company
languages: [Deutsch, English]
link: https://www.ihk.de
phone: 0711 0
as_of: 2026-11-22
review_by: 2027-05-22
---

# Titel

## Wofür

- Beratung
  - Visum

## Wofür

{{ figure:fee }} und <b onclick=x>Text</b>
"""


def test_an_office_is_read_with_all_that_it_says() -> None:
    office = parse_prose(OFFICE, "office", known_figures={"fee"})
    assert office.publishable
    assert office.meta["counties"] == ("stuttgart", "rems-murr")
    assert office.meta["who"] == ("company",)
    assert office.meta["as_of"] == date(2026, 11, 22)
    assert office.headings == (("h-titel", "Titel"), ("h-wofuer", "Wofür"), ("h-wofuer-2", "Wofür"))
    assert '<h2 id="h-wofuer">Wofür</h2>' in office.html
    assert "onclick" not in office.html


def test_numbers_stay_numbers_when_stored() -> None:
    assert "2. b" in normalise("1. a\n2. b\n")


def test_an_unknown_figure_is_reported_on_its_line() -> None:
    source = "---\nid: a\ntitle: T\n---\nText\n\n{{ figure:blue-card }} {{ figure:nix }}\n"
    assert figure_keys(source) == {"blue-card": 7, "nix": 7}
    found = [p for p in parse_prose(source, "page", known_figures={"blue-card"}).problems if p.severity == "error"]
    assert [(p.line, p.params["key"]) for p in found] == [(7, "nix")]


FIGURES = """
- key: blue-card
  value: {de: "50.700 €", en: "€50,700"}
  valid_from: 2026-01-01
  valid_until: 2026-12-31
- key: blue-card
  value: {de: "48.300 €", en: "€48,300"}
  valid_from: 2025-01-01
  valid_until: 2025-12-31
- key: fee
  value: "<b>411</b> €"
  valid_from: 2026-03-01
"""


@pytest.mark.parametrize(
    ("day", "language", "shown"),
    [
        (date(2026, 5, 1), "de", "50.700 € (2026)"),
        (date(2026, 5, 1), "en", "€50,700 (2026)"),
        (date(2025, 5, 1), "de", "48.300 € (2025)"),
        (date(2024, 5, 1), "de", "48.300 € (2025)"),
        (date(2026, 12, 31), "de", "50.700 € (2026)"),
        (date(2027, 1, 1), "de", "50.700 € (applied until 31.12.2026, the new value is being checked)"),
        (date(2027, 1, 1), "en", "€50,700 (applied until 31 December 2026, the new value is being checked)"),
    ],
)
def test_a_figure_is_shown_with_the_period_of_the_day(day: date, language: str, shown: str) -> None:
    figures, problems = load_figures(FIGURES)
    assert problems == []
    assert fill_figures("<p>{{ figure:blue-card }}</p>", figures, day, language) == f"<p>{shown}</p>"


def test_figures_are_translated_and_escaped() -> None:
    figures, _ = load_figures(FIGURES)
    german = {"since %(day)s": "seit %(day)s"}
    shown = fill_figures("{{ figure:fee }}", figures, date(2026, 4, 1), "de", lambda text: german.get(text, text))
    assert shown == "&lt;b&gt;411&lt;/b&gt; € (seit 01.03.2026)"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: b\n", 1),
        ("- key: a\n  value: x\n  valid_from: morgen\n", 3),
        ("- key: a\n  value: x\n  valid_from: 2026-01-01\n  valid_until: 2025-01-01\n", 4),
        ("- key: a\n  valeu: x\n  value: x\n  valid_from: 2026-01-01\n", 2),
        ("- key: A B\n  value: x\n", 1),
        ("- key: [\n", 2),
        ("- text\n", 1),
    ],
)
def test_a_faulty_figure_is_reported(text: str, line: int) -> None:
    _, problems = load_figures(text)
    assert [problem.line for problem in problems] == [line]


def test_the_site_in_both_languages() -> None:
    site, problems = load_site(
        "operator:\n  name: {de: Dienst, en: Service}\n  carrier: {de: Träger, en: Carrier}\n"
        'telephone: "0711 1"\nresponse_target_days: 3\nhours: Mo–Fr\ndisclaimer: {de: Nur so}\n'
    )
    assert problems == []
    assert (site.operator.pick("en"), site.carrier.pick("de"), site.telephone) == ("Service", "Träger", "0711 1")
    assert (site.response_target_days, site.text("hours", "en"), site.text("disclaimer", "en")) == (
        3,
        "Mo–Fr",
        "Nur so",
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [("operator: X\nresponse_target_days: bald\n", 2), ("operator: X\nfoo: 1\n", 2), ("mail: x\n", 1), ("operator: [\n", 2)],
)  # fmt: skip
def test_a_faulty_site_is_reported(text: str, line: int) -> None:
    _, problems = load_site(text)
    assert line in [problem.line for problem in problems]


def test_words() -> None:
    assert slugify("Größe & Übergänge prüfen!") == "groesse-uebergaenge-pruefen"
    assert len(slugify("x" * 200)) == 64
    assert sorted(["Zebra", "Öl", "apfel", "Äpfel", "Straße"], key=sort_key) == [
        "apfel",
        "Äpfel",
        "Öl",
        "Straße",
        "Zebra",
    ]
    assert sort_key("STRASSE") == sort_key("straße")
    assert word_difference("Lohn zahlen", "Lohn bald zahlen") == [
        ("equal", "Lohn "),
        ("insert", "bald "),
        ("equal", "zahlen"),
    ]


def test_a_child_reads_the_same_as_we_do() -> None:
    source = FRONT + "- [ ] a {: #a }\n"
    read = render_in_child(parse_checklist, source, "de")
    assert isinstance(read, Checklist)
    assert read == parse_checklist(source)


def test_a_child_that_hangs_or_dies_is_a_problem() -> None:
    assert isinstance(run_in_child(5, 2.0, time.sleep, 60), Problem)
    working = run_in_child(1, 60.0, pow, 3, 10**8)
    assert isinstance(working, Problem)
    assert "longer than" in working.message
    assert isinstance(run_in_child(5, 60.0, int, "x"), Problem)
