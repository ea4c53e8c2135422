"""What must hold for any text at all, not only for those that somebody thought of."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal.text import (
    add_missing_ids,
    limits,
    normalise,
    parse_checklist,
    parse_prose,
    read_front_matter,
    safe_html,
    slugify,
    word_difference,
)
from tests.text.build import FRONT, shape

# The same examples in every run: a failure in CI must be one's own.
CALM = settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# Pieces in which Markdown parsers disagree, put together at random.
PIECES = st.sampled_from([
    *("- [ ] ", "- [x] ", "* [ ] ", "1. [ ] ", "- ", "  ", "    ", "\t", "\n", "\n\n", "\r\n", "> ", "## ", "# ", "---\n"),
    *("a", "ß", "{: #a }", "{: #b due=+3d }", " {: ", " }", "**Warum:** ", "```\n", "`", "*", "_", "~~", "\\", "|", "|---|\n"),
    *("[x](/guides/x)", "[", "]", "<div>", "</div>", "<br>", "<!--", "-->", "<script>", "&amp;", "{{ figure:x }}", "\u00a0"),
    *("https://example.org", "[r]: /guides/x\n", "===\n", "\u2028", "\ufeff", "\x02", "\ue000", "مر", "👩‍🏭"),
])  # fmt: skip
TANGLE = st.lists(PIECES, max_size=30).map("".join)
ANY = st.one_of(TANGLE, st.text(max_size=80), TANGLE.map(lambda body: FRONT + body))


@CALM
@example("\n\ufeff")
@given(ANY)
def test_normalising_twice_changes_nothing(source: str) -> None:
    once = normalise(source)
    assert normalise(once) == once


@CALM
@given(TANGLE)
def test_normalising_keeps_ids_captions_and_nesting(body: str) -> None:
    before = parse_checklist(FRONT + body)
    after = parse_checklist(normalise(FRONT + body))
    assert shape(after) == shape(before)


@CALM
@given(ANY)
def test_nothing_is_raised_and_nothing_dangerous_is_shown(source: str) -> None:
    checklist = parse_checklist(source)
    prose = parse_prose(source, "page")
    for html in (prose.html, checklist.intro_html, *(item.caption_html for item in checklist.items)):
        assert "<script" not in html
        assert safe_html(html) == html


@CALM
@given(ANY)
def test_front_matter_and_body_are_the_whole_file(source: str) -> None:
    front = read_front_matter(source)
    assert front.body_line >= 1
    assert not front.problems or all(problem.line >= 1 for problem in front.problems)


@CALM
@given(st.lists(st.text(alphabet="abÄß .-*_", min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=8))
def test_ids_are_written_once_and_kept(captions: list[str]) -> None:
    source = FRONT + "".join(f"- [ ] x{caption}\n" for caption in captions)
    named = add_missing_ids(source)
    ids = [item.id for item in parse_checklist(named).items]
    assert len(set(ids)) == len(captions)
    assert "" not in ids
    assert add_missing_ids(named) == named


@CALM
@given(st.text(max_size=60))
def test_a_slug_is_always_a_good_id(text: str) -> None:
    slug = slugify(text)
    assert slug
    assert parse_checklist(f"{FRONT}- [ ] a {{: #{slug} }}\n").items[0].id == slug


@CALM
@given(st.text(max_size=40), st.text(max_size=40))
def test_a_difference_gives_both_texts_back(old: str, new: str) -> None:
    pieces = word_difference(old, new)
    assert "".join(text for kind, text in pieces if kind != "insert") == old
    assert "".join(text for kind, text in pieces if kind != "delete") == new


@pytest.mark.parametrize(
    "piece", ["[", "<a ", "a*", "_", "`a ", "(", "![", "&", "a|", "> ", "\\", "{{ ", "- a\n", "\n"]
)
def test_no_repetition_makes_the_parser_slow(piece: str) -> None:
    start = perf_counter()
    limits(piece * 20_000)
    parse_prose(piece * 3000, "page")
    assert perf_counter() - start < 5
