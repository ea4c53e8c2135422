"""Front matter: YAML's guesses and faults, each on its line."""

from __future__ import annotations

import pytest

from portal.text import normalise, parse_prose, read_front_matter


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("---\nid: a\ntitle: Fachkraft: Die erste\n---\n", 3, "double quotes"),
        ("---\nid: a\ntitle: [x\n---\n", 4, "YAML"),
        ("---\nid: a\nid: b\n---\n", 3, "given twice"),
        ("---\nid: a\n", 1, "not closed"),
        ("---\n- a\n---\n", 2, "key: value"),
    ],
)
def test_a_fault_is_reported_on_its_line(source: str, line: int, words: str) -> None:
    problem = read_front_matter(source).problems[0]
    assert problem.line == line or (words == "YAML" and problem.line >= 3)
    assert words in problem.message


def test_nothing_is_guessed() -> None:
    front = read_front_matter(
        "---\nlang: no\nid: 012\ntitle: 1e3\nas_of: 2026-11-22\nlist: [yes, 1]\nnone:\n---\nText\n"
    )
    assert front.values == {
        "lang": "no",
        "id": "012",
        "title": "1e3",
        "as_of": "2026-11-22",
        "list": ["yes", "1"],
        "none": "",
    }
    assert (front.body, front.body_line) == ("Text\n", 9)


def test_escapes_give_whole_characters_and_none_that_no_text_has() -> None:
    front = read_front_matter('---\ntitle: "\\ud83c\\udf89 \\ud83c a\\0b\\e"\n"\\ud800": x\n---\n')
    assert front.values["title"].startswith("🎉 ")
    assert front.values["title"].endswith(" ab")
    for word in (*front.values, *front.values.values()):
        assert word.encode()


def test_aliases_do_not_grow() -> None:
    bomb = "---\na: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert "i" in read_front_matter(bomb + "---\n").values


def test_byte_order_mark_and_crlf() -> None:
    front = read_front_matter("\ufeff---\r\nid: a\r\n---\r\nText\r\n")
    assert (front.values, front.body) == ({"id": "a"}, "Text\n")


def test_comments_and_order_survive_normalising() -> None:
    source = '---\nid: a   \n# Warum\ntitle: "X"\n---\nText\n'
    assert normalise(source) == '---\nid: a\n# Warum\ntitle: "X"\n---\n\nText\n'


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("titel: x", "is “%(near)s” meant"),
        ("review_by: bald", "no value"),
        ("as_of: 22.11.2026", "no value"),
        ("lang: en", "another language"),
        ("sources: {a: b}", "no value"),
    ],
)
def test_keys_and_values_are_checked(line: str, words: str) -> None:
    prose = parse_prose(f"---\nid: a\ntitle: T\nfield: sprache\n{line}\n---\n", "guide")
    assert any(words in p.message and p.line == 5 for p in prose.problems), prose.problems


def test_what_is_missing_is_named() -> None:
    prose = parse_prose("---\nid: a\n---\n", "guide")
    errors = {p.params["key"] for p in prose.problems if p.severity == "error"}
    assert errors == {"title", "field"}
    assert {p.params["key"] for p in prose.problems if p.severity == "warning"} == {"as_of", "review_by"}
