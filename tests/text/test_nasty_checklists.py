"""Sources that parsers lose items in: each is read whole, or reported on its line."""

from __future__ import annotations

from time import perf_counter

import pytest

from portal.text import normalise, parse_checklist
from tests.text.build import FRONT, messages, parsed, shape

READ = {
    "nested by two": ("- [ ] a {: #a }\n  - [ ] b {: #b }\n    - [ ] c {: #c }\n", [("a", "a", 0), ("b", "b", 1), ("c", "c", 2)]),
    "nested by four": ("- [ ] a {: #a }\n    - [ ] b {: #b }\n        - [ ] c {: #c }\n", [("a", "a", 0), ("b", "b", 1), ("c", "c", 2)]),
    "nested by tab": ("- [ ] a {: #a }\n\t- [ ] b {: #b }\n", [("a", "a", 0), ("b", "b", 1)]),
    "straight under a paragraph": ("Text\n- [ ] a {: #a }\n", [("a", "a", 0)]),
    "straight under a heading": ("## H\n- [ ] a {: #a }\n", [("a", "a", 0)]),
    "fence glued to the caption": ("- [ ] a {: #a }\n  ```\n  - [ ] no {: #no }\n  ```\n- [ ] b {: #b }\n", [("a", "a", 0), ("b", "b", 0)]),
    "table in an item": ("- [ ] a {: #a }\n\n  | x | y |\n  |:-:|---|\n  | 1 | 2 |\n- [ ] b {: #b }\n", [("a", "a", 0), ("b", "b", 0)]),
    "line break tag": ("- [ ] a<br>b {: #a }\n", [("a", "a b", 0)]),
    "German quotes": ("- [ ] Frage „Wann?“ stellen {: #a }\n", [("a", "Frage „Wann?“ stellen", 0)]),
    "CRLF": ("- [ ] a {: #a }\r\n  - [ ] b {: #b }\r\n", [("a", "a", 0), ("b", "b", 1)]),
    "emoji": ("- [ ] 🎉 feiern 👩‍🏭 {: #a }\n", [("a", "🎉 feiern 👩‍🏭", 0)]),
    "right to left": ("- [ ] مرحبا بكم {: #a }\n", [("a", "مرحبا بكم", 0)]),
    "same text twice": ("- [ ] prüfen {: #a }\n- [ ] prüfen {: #b }\n", [("a", "prüfen", 0), ("b", "prüfen", 0)]),
    "eight levels": ("\n".join("  " * n + f"- [ ] x {{: #i{n} }}" for n in range(8)), [(f"i{n}", "x", n) for n in range(8)]),
    "numbered": ("1. [ ] a {: #a }\n   - [ ] b {: #b }\n2. [ ] c {: #c }\n10. [ ] d {: #d }\n", [("a", "a", 0), ("b", "b", 1), ("c", "c", 0), ("d", "d", 0)]),
    "three bullets": ("* [ ] a {: #a }\n+ [ ] b {: #b }\n- [ ] c {: #c }\n", [("a", "a", 0), ("b", "b", 0), ("c", "c", 0)]),
    "loose": ("- [ ] a {: #a }\n\n  - [ ] b {: #b }\n\n- [ ] c {: #c }\n", [("a", "a", 0), ("b", "b", 1), ("c", "c", 0)]),
    "caption like a list": ("- [ ] 1. Mai {: #a }\n- [ ] # x {: #b }\n- [ ] - y {: #c }\n", [("a", "1. Mai", 0), ("b", "# x", 0), ("c", "- y", 0)]),
    "wrapped, with link and code": ("- [ ] a\n  b [l](/guides/x) `{: #no }` {: #a\n  due=+3d }\n", [("a", "a b l {: #no }", 0)]),
    "braces on their own line": ("- [ ] a\n  {: #a }\n", [("a", "a", 0)]),
    "link definition at the end": ("- [ ] a [l][r] {: #a }\n\n[r]: https://example.org\n", [("a", "a l", 0)]),
    "emphasis and underscores": ("- [ ] **A** und *b* mit c_d_e {: #a kind=employee_duty anchor=move_in due=+3d }\n", [("a", "A und b mit c_d_e", 0)]),
    "entities": ("- [ ] Lohn &amp; Gehalt < 5 € {: #a }\n", [("a", "Lohn & Gehalt < 5 €", 0)]),
    "parts between children": ("- [ ] a {: #a }\n\n  **Warum:** w\n\n  - [ ] b {: #b }\n\n  **Achtung:** z\n", [("a", "a", 0), ("b", "b", 1)]),
    "plain list inside": ("- [ ] a {: #a }\n  - eins\n  - zwei\n- [ ] b {: #b }\n", [("a", "a", 0), ("b", "b", 0)]),
    "quotation inside": ("- [ ] a {: #a }\n\n  > Zitat\n\n- [ ] b {: #b }\n", [("a", "a", 0), ("b", "b", 0)]),
    "two sections": ("## A\n\n- [ ] a {: #a }\n\n## B\n\n- [ ] b {: #b }\n", [("a", "a", 0), ("b", "b", 0)]),
    "figure before the braces": ("- [ ] ab {{ figure:blue-card }} {: #a }\n", [("a", "ab {{ figure:blue-card }}", 0)]),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_each_item_is_read_with_its_place(name: str) -> None:
    body, expected = READ[name]
    checklist = parsed(body)
    assert shape(checklist) == expected
    assert messages(checklist) == []


@pytest.mark.parametrize("name", READ)
def test_storing_keeps_each_item(name: str) -> None:
    body, expected = READ[name]
    stored = normalise(FRONT + body)
    assert normalise(stored) == stored
    assert shape(parse_checklist(stored)) == expected


REPORTED = {
    "full stop after the braces": ("- [ ] a {: #a }.\n", 1, "very end"),
    "text after the braces": ("- [ ] a {: #a } und b\n", 1, "very end"),
    "comment after the braces": ("- [ ] a {: #a } <!-- x -->\n", 1, "very end"),
    "paragraph glued to the last item": ("- [ ] a {: #a }\nMehr Text\n", 1, "very end"),
    "braces in a paragraph of their own": ("- [ ] a\n\n  {: #a }\n", 3, "very end"),
    "braces after a heading": ("## A {: #a }\n", 1, "very end"),
    "second braces": ("- [ ] a {: #b } {: #a }\n", 1, "very end"),
    "braces without colon": ("- [ ] a {#a}\n", 1, "very end"),
    "open braces": ("- [ ] a {: #a\n", 1, "very end"),
    "no-break space before": ("- [ ] a\u00a0{: #a }\n", 1, "plain space"),
    "no-break space inside": ("- [ ] a {: #a\u00a0due=+3d }\n", 1, "no-break space"),
    "typographic quotes inside": ("- [ ] a {: #a kind=„duty“ }\n", 1, "quotation marks"),
    "straight quotes inside": ('- [ ] a {: #a due="+3d" }\n', 1, "quotation marks"),
    "unknown key": ("- [ ] a\n  b {: #a anker=move_in }\n", 2, "anker"),
    "misspelt key": ("- [ ] a {: #a repaet=12m }\n", 1, "repeat= meant"),
    "key given twice": ("- [ ] a {: #a due=+3d due=+4d }\n", 1, "twice"),
    "bad date": ("- [ ] a {: #a due=3d }\n", 1, "-30d"),
    "bad kind": ("- [ ] a {: #a kind=pflicht }\n", 1, "employee_duty"),
    "bad day": ("- [ ] a {: #a retired=2027-02-30 }\n", 1, "2027-01-15"),
    "bad id": ("- [ ] a {: #A_b }\n", 1, "no value for id"),
    "missing id": ("- [ ] a {: #a }\n- [ ] b\n", 2, "has no id"),
    "same id twice": ("- [ ] a {: #a }\n- [ ] b {: #a }\n", 2, "already on line"),
    "law without date": ("- [ ] a {: #a kind=duty law=yes }\n", 1, "add the date"),
    "law on a recommendation": ("- [ ] a {: #a law=yes due=+3d }\n", 1, "legal date is a duty"),
    "sizes on a duty": ("- [ ] a {: #a kind=duty sizes=1-9 }\n", 1, "never left out by size"),
    "anchor without date": ("- [ ] a {: #a anchor=move_in }\n", 1, "due="),
    "unknown group": ("- [ ] a {: #a groups=eu_eea_ch,all }\n", 1, "other_abroad"),
    "was is itself": ("- [ ] a {: #a was=a }\n", 1, "own id"),
    "no text": ("- [ ] {: #a }\n", 1, "no text"),
    "no space after the hyphen": ("-[ ] a {: #a }\n", 1, "looks like an item"),
    "dash instead of hyphen": ("– [ ] a {: #a }\n", 1, "looks like an item"),
    "item without box": ("- [ ] a {: #a }\n- b\n", 2, "without a box"),
    "empty box": ("- [ ] a {: #a }\n- [] b {: #b }\n", 2, "without a box"),
    "read as code": ("Text\n\n    - [ ] a {: #a }\n", 3, "read as text"),
    "read as a paragraph": ("Text\n    - [ ] a {: #a }\n", 2, "read as text"),
    "inside HTML": ("<div>\n- [ ] a {: #a }\n</div>\n", 2, "read as text"),
    "in a quotation": ("> - [ ] a {: #a }\n", 1, "read as text"),
    "in a plain list": ("- a\n  - [ ] b {: #b }\n", 2, "below a line without a box"),
    "nine levels": ("\n".join("  " * n + f"- [ ] x {{: #i{n} }}" for n in range(9)), 9, "deeper than 8"),
    "other template syntax": ("- [ ] a {{ name }} {: #a }\n", 1, "only {{ figure:key }}"),
    "script link": ("- [ ] a [x](//evil.example) {: #a }\n", 1, "is not shown"),
    "foreign image": ("- [ ] a ![x](https://evil.example/p.png) {: #a }\n", 1, "is not shown"),
    "NUL": ("- [ ] a\0 {: #a }\n", 1, "NUL"),
}  # fmt: skip


@pytest.mark.parametrize("name", REPORTED)
def test_what_would_be_lost_is_reported_on_its_line(name: str) -> None:
    body, line, words = REPORTED[name]
    checklist = parsed(body)
    assert not checklist.publishable
    assert any(at == line and words in text for at, text in messages(checklist)), messages(checklist)


WARNED = {
    "ticked box": ("- [x] a {: #a }\n", 1, "[x]"),
    "no-break space after": ("- [ ] a {: #a }\u00a0\n", 1, "no-break space"),
    "text after items": ("## A\n\n- [ ] a {: #a }\n\nMehr\n", 5, "before them"),
    "title in the text": ("# A\n\n- [ ] a {: #a }\n", 1, "front matter"),
    "HTML": ("- [ ] a <u>b</u> {: #a }\n", 1, "<u>"),
}


@pytest.mark.parametrize("name", WARNED)
def test_what_is_only_odd_is_warned_about(name: str) -> None:
    body, line, words = WARNED[name]
    checklist = parsed(body)
    assert checklist.publishable
    assert any(at == line and words in text for at, text in messages(checklist, "warning"))


def test_a_hundred_and_thirty_items_are_read_well_under_a_second() -> None:
    part = "\n\n  **Warum:** Ein Satz mit [Link](/guides/x).\n\n  **So geht's:** Noch ein Satz.\n\n"
    body = "".join(f"- [ ] Punkt {n} {{: #p{n} due=+{n}d }}{part}" for n in range(130))
    start = perf_counter()
    assert len(parsed(body).items) == 130
    assert perf_counter() - start < 3
