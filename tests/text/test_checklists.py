"""What a checklist says, and how a translation follows it."""

from __future__ import annotations

from datetime import date

from portal.text import parse_checklist
from tests.text.build import FRONT, messages, parsed

FULL = """Einleitung mit **Nachdruck**.

## Vor der Einreise

Erst lesen.

- [ ] Wohnung *suchen* {: #wohnung due=-30d kind=employee_duty anchor=move_in law=yes groups=eu_eea_ch,moving src=F1.11-02,F1.11-03 repeat=12m rev=2 was=alt retired=2027-01-15 }

  Vorweg.

  **Warum:** Wer eine Adresse hat, kann sich anmelden.

  **So geht’s:** In zwei Schritten:

  1. Anzeige lesen
  2. Anrufen

  **Achtung:** Keine Vorkasse.
  **Wer hilft:** Das [Welcome Center](/directory/welcome-center).

  - [ ] Unterpunkt {: #sub sizes=1-9,250+ }

## Danach

- [ ] Letzter {: #letzter due=0d }
"""


def test_everything_that_an_item_says_is_read() -> None:
    item = parsed(FULL).items[0]
    assert (item.id, item.caption, item.caption_html) == ("wohnung", "Wohnung suchen", "Wohnung <em>suchen</em>")
    assert (item.due, item.anchor, item.law, item.kind) == ((-30, "d"), "move_in", True, "employee_duty")
    assert (item.groups, item.sources) == (("eu_eea_ch", "moving"), ("F1.11-02", "F1.11-03"))
    assert (item.repeat, item.rev, item.was, item.retired) == ((12, "m"), 2, "alt", date(2027, 1, 15))


def test_parts_are_told_apart_and_keep_what_follows_them() -> None:
    item = parsed(FULL).items[0]
    assert list(item.parts) == ["why", "how", "watch", "help"]
    assert item.parts["why"] == "<p>Wer eine Adresse hat, kann sich anmelden.</p>"
    assert "<li>Anrufen</li>" in item.parts["how"]
    assert item.parts["watch"] == "<p>Keine Vorkasse.</p>"
    assert 'href="/directory/welcome-center"' in item.parts["help"]
    assert item.more_html == "<p>Vorweg.</p>"


def test_sections_order_and_defaults() -> None:
    checklist = parsed(FULL)
    assert checklist.publishable, messages(checklist)
    assert checklist.intro_html == "<p>Einleitung mit <strong>Nachdruck</strong>.</p>"
    assert [(section.title, section.position) for section in checklist.sections] == [
        ("Vor der Einreise", 0),
        ("Danach", 1),
    ]
    assert checklist.sections[0].intro_html == "<p>Erst lesen.</p>"
    assert [(item.parent, item.section, item.position) for item in checklist.items] == [
        (None, 0, 0),
        ("wohnung", 0, 1),
        (None, 1, 2),
    ]
    last = checklist.items[2]
    assert (last.kind, last.anchor, last.law, last.rev, last.due) == (
        "recommendation",
        "first_working_day",
        False,
        1,
        (0, "d"),
    )


def test_meta_comes_in_its_types() -> None:
    meta = parsed(FULL).meta
    assert (meta.id, meta.title, meta.audience, meta.field) == (
        "ankommen",
        "Ankommen: die ersten Tage",
        "hire",
        "ankommen",
    )
    assert (meta.as_of, meta.review_by) == (date(2026, 11, 22), date(2027, 5, 22))


def test_the_fingerprint_follows_words_and_not_layout_or_place() -> None:
    one = parsed("- [ ] Lohn zahlen {: #a }\n\n  **Warum:** Er ist fällig.\n").items[0]
    moved = parsed("- [ ] x {: #x }\n- [ ] Lohn *zahlen* {: #a rev=2 }\n\n  **Warum:** Er\n  ist fällig.\n").items[1]
    reworded = parsed("- [ ] Lohn zahlen {: #a }\n\n  **Warum:** Er ist überfällig.\n").items[0]
    assert one.fingerprint == moved.fingerprint
    assert one.fingerprint != reworded.fingerprint


def test_invalid_utf8_is_a_problem_on_its_line() -> None:
    checklist = parse_checklist(FRONT.encode() + b"\n- [ ] M\xfcller {: #a }\n")
    assert [problem.line for problem in checklist.problems] == [FRONT.count("\n") + 2]
    assert "UTF-8" in checklist.problems[0].message


GERMAN = (
    "## Eins\n\n- [ ] Erster {: #a kind=duty due=+3d }\n  - [ ] Zweiter {: #b }\n\n## Zwei\n\n- [ ] Dritter {: #c }\n"
)
ENGLISH_FRONT = '---\nid: ankommen\ntitle: "Arrival"\n---\n\n'


def test_a_translation_brings_words_and_german_the_rest() -> None:
    german = parsed(GERMAN)
    english = parse_checklist(
        ENGLISH_FRONT + "## Two\n\n- [ ] Third {: #c }\n\n## One\n\n- [ ] Second {: #b }\n- [ ] First {: #a }\n",
        "en",
        german,
    )
    assert english.publishable, messages(english)
    assert [(item.id, item.caption, item.depth, item.parent) for item in english.items] == [
        ("a", "First", 0, None), ("b", "Second", 1, "a"), ("c", "Third", 0, None),
    ]  # fmt: skip
    assert (english.items[0].kind, english.items[0].due) == ("duty", (3, "d"))
    assert [(section.title, section.position) for section in english.sections] == [("One", 0), ("Two", 1)]
    assert (english.meta.title, english.meta.field) == ("Arrival", "ankommen")


def test_a_translation_may_lack_items_but_not_invent_any() -> None:
    german = parsed(GERMAN)
    english = parse_checklist(ENGLISH_FRONT + "- [ ] First {: #a }\n- [ ] New {: #d }\n", "en", german)
    assert any("#%(id)s is not in the German text" in p.message and p.line == 7 for p in english.problems)
    missing = {p.params["id"] for p in english.problems if p.severity == "warning"}
    assert missing == {"b", "c"}
    assert [item.id for item in english.items] == ["a"]


def test_a_translation_has_no_attributes_and_the_same_id() -> None:
    english = parse_checklist(
        "---\nid: other\ntitle: Arrival\n---\n- [ ] First {: #a kind=duty }\n", "en", parsed(GERMAN)
    )
    errors = [(p.line, p.message) for p in english.problems if p.severity == "error"]
    assert [line for line, _ in errors] == [2, 5]
    assert "only #id" in errors[1][1]
