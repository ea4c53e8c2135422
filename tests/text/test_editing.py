"""Forms change what they say and nothing else."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal import text

CONTENT = Path(__file__).resolve().parents[2] / "content"
FILES = sorted(CONTENT.glob("*/*/*.md"))
CHECKLISTS = [path for path in FILES if path.parent.name == "checklists" and path.parent.parent.name == "de"]
LIST = CHECKLISTS[0].read_text()
VALUES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=60)
NAMES = st.lists(VALUES, min_size=1, max_size=3)


@pytest.mark.parametrize("path", FILES, ids=lambda path: "/".join(path.parts[-3:]))
def test_a_text_taken_apart_and_put_together_is_the_same(path: Path) -> None:
    source = path.read_text()
    parted = text.part(source)
    assert text.join(parted.head, parted.body) == source
    assert source.split("\n")[parted.body_line - 1] == parted.body.split("\n")[0]
    assert text.with_meta(parted.head, text.read_front_matter(source).values) == parted.head


@given(VALUES, NAMES)
def test_front_matter_says_what_was_typed(words: str, names: list[str]) -> None:
    tidy = " ".join(words.split())
    head = text.with_meta(text.part(LIST).head, {"title": tidy, "sources": names})
    front = text.read_front_matter(text.join(head, "Text"))
    assert front.problems == ()
    assert front.values.get("title", "") == tidy
    assert front.values["sources"] == names
    assert front.values["field"] == text.read_front_matter(LIST).values["field"]


def test_an_empty_value_takes_its_line_out() -> None:
    head = text.with_meta("---\nid: a\ntitle: B\n---", {"title": ""})
    assert head == "---\nid: a\n---"


@given(st.data())
@settings(max_examples=25, derandomize=True, deadline=None)
def test_attributes_of_one_item_change_alone(data: st.DataObject) -> None:
    before = text.places(LIST)
    number = data.draw(st.integers(0, len(before) - 1))
    due = data.draw(st.sampled_from(["", "+3d", "-2w", "0d"]))
    kind = data.draw(st.sampled_from(text.KINDS))
    changed = text.with_attributes(LIST, before[number].line, {"due": due, "kind": kind, "rev": "4"})
    after = text.places(changed)
    assert [one.id for one in after] == [one.id for one in before]
    assert [one for n, one in enumerate(after) if n != number] == [one for n, one in enumerate(before) if n != number]
    found = after[number].attributes
    assert (found.kind, found.rev, found.src) == (kind, 4, before[number].attributes.src)
    assert (found.due is None) == (due == "")
    assert text.normalise(changed) == changed


def test_braces_on_a_line_of_their_own_are_found() -> None:
    source = "- [ ] Ein langer\n  Punkt {: #eins\n  kind=duty }\n"
    place = text.places(source)[0]
    changed = text.with_attributes(source, place.line, {"law": "yes", "kind": ""})
    assert changed == "- [ ] Ein langer\n  Punkt {: #eins law=yes }\n"


def test_words_change_and_attributes_stay() -> None:
    source = "- [ ] Alt {: #eins kind=duty }\n\n  **Warum:** Darum.\n"
    assert text.with_caption(source, 1, "Neu und\nlang") == (
        "- [ ] Neu und lang {: #eins kind=duty }\n\n  **Warum:** Darum.\n"
    )


def test_a_sentence_joins_its_part_or_opens_it() -> None:
    source = "- [ ] A {: #a }\n\n  **So geht's:** So.\n  Und so.\n\n  - [ ] B {: #b }\n"
    assert "Und so. Mehr.\n" in text.with_sentence(source, 1, "how", "Mehr.")
    opened = text.parse_checklist(text.with_sentence(source, 1, "help", "Wir."))
    assert [(item.id, sorted(item.parts)) for item in opened.items] == [("a", ["help", "how"]), ("b", [])]
    assert "B" not in text.own_text(source, 1)


@pytest.mark.parametrize(
    "items",
    [
        "1. [ ] A {: #a }\n2. [ ] B\n   und mehr {: #b }\n",
        "- [ ] A {: #a }\n\n  - [ ] B {: #b }\n\n    Text.\n\n## Danach\n\nKein Punkt.\n",
        "- [ ] A {: #a }\n\n10. [ ] B {: #b }\n\n    ```\n    offen\n",
    ],
)
def test_a_paragraph_more_stands_in_the_last_item(items: str) -> None:
    source = f"## Erst\n\n{items}"
    last = text.places(source)[-1]
    done = text.with_paragraph(source, "[Mehr](/guides/mehr).", last)
    found = text.parse_checklist(done).items
    shown = [f"{item.more_html}{item.parts}" for item in found]
    assert ['<p><a href="/guides/mehr"' in one for one in shown] == [False, True]
    assert _words_only([one for one in done.split("\n") if "Mehr" not in one]) == _words_only(source.split("\n"))


def test_a_paragraph_more_of_a_text_is_no_code() -> None:
    assert text.with_paragraph("", "Mehr.") == "Mehr.\n"
    assert text.with_paragraph("A\n\n```\nzu\n```\n", "Mehr.") == "A\n\n```\nzu\n```\n\nMehr.\n"
    assert text.with_paragraph("A\n\n```\noffen\n", "Mehr.").index("Mehr.") < 5


def test_a_new_item_goes_to_the_end_of_its_section() -> None:
    source = "## Erst\n\n- [ ] A {: #a }\n\n## Dann\n\n- [ ] B {: #b }\n"
    checklist = text.parse_checklist(text.new_item(source, "Erst", "Neu"))
    assert [(item.caption, item.section) for item in checklist.items] == [("A", 0), ("Neu", 0), ("B", 1)]


@pytest.mark.parametrize("path", CHECKLISTS, ids=lambda path: path.stem)
def test_every_item_that_is_cut_out_can_come_back(path: Path) -> None:
    source = path.read_text()
    lines = source.split("\n")
    for cut in text.places(source):
        line_alone = "\n".join([*lines[: cut.line - 1], *lines[cut.last_line :]])
        assert text.put_back(line_alone, source, cut.id) == source
    whole = text.places(source)
    for cut in (whole[0], whole[len(whole) // 2], whole[-1]):
        line_alone = text.normalise("\n".join([*lines[: cut.line - 1], *lines[cut.last_line :]]))
        everything = "\n".join([*lines[: cut.line - 1], *lines[cut.end :]])
        for without in (line_alone, everything, text.normalise(everything), source):
            assert text.put_back(without, source, cut.id) == source


def test_an_explanation_that_stands_is_not_brought_twice() -> None:
    source = "- [ ] A {: #a }\n\n  **Warum:** Darum.\n\n- [ ] B {: #b }\n\n  **Warum:** Darum.\n\n  Mehr.\n"
    without = source.replace("- [ ] B {: #b }\n\n", "").replace("  Mehr", "  **Neu:** Mehr")
    back = text.put_back(without, source, "b")
    assert back.count("Darum.") == 3, "its words were changed: it comes as a whole"
    # Another item has the very words of the missing one: they stay with it.
    gone = "- [ ] A {: #a }\n\n  **Warum:** Darum.\n"
    assert text.put_back(gone, source.replace("\n\n  Mehr.", ""), "b") == source.replace("\n\n  Mehr.", "")


def test_an_item_comes_back_below_its_own_heading_and_before_its_children() -> None:
    source = "## X\n\n- [ ] A {: #a }\n\n## Y\n\n- [ ] B {: #b }\n\n  - [ ] C {: #c }\n"
    for gone in ("- [ ] B {: #b }\n\n", "## Y\n\n- [ ] B {: #b }\n\n  - [ ] C {: #c }\n"):
        back = text.put_back(source.replace(gone, ""), source, "b")
        assert [(one.id, one.section) for one in text.parse_checklist(back).items][:2] == [("a", 0), ("b", 1)]
        assert text.put_back(back, source, "c") == source
    # A translation has headings of its own.
    german = "## X\n\n- [ ] A {: #a }\n\n## Y\n\n- [ ] B {: #b }\n\n- [ ] C {: #c }\n"
    english = "## One\n\n- [ ] A {: #a }\n\n## Two\n\n- [ ] C {: #c }\n"
    back = text.put_back(english, german, "b")
    assert back == "## One\n\n- [ ] A {: #a }\n\n## Two\n\n- [ ] B {: #b }\n\n- [ ] C {: #c }\n"


# What an item explains ------------------------------------------------------------------


@pytest.mark.parametrize("path", CHECKLISTS, ids=lambda path: path.stem)
def test_what_items_explain_is_read_and_written_alone(path: Path) -> None:
    source = path.read_text()
    for place in text.places(source):
        said = text.explanation(source, place.line)
        assert text.with_explanation(source, place.line, said) == source
        less = text.with_explanation(source, place.line, dict.fromkeys(("how", "watch"), ""))
        assert text.explanation(less, place.line) == said | {"how": "", "watch": ""}
        assert text.with_explanation(less, place.line, said) == source


WRITTEN = st.text("Wörter und mehr *_-1.#>`\n", min_size=1, max_size=40)


@given(st.sampled_from(CHECKLISTS[:3]), st.integers(0, 200), st.dictionaries(st.sampled_from(text.PARTS), WRITTEN))
@settings(max_examples=25, derandomize=True, deadline=None)
def test_what_is_written_into_a_part_is_what_stands_there(path: Path, number: int, changes: dict[str, str]) -> None:
    source, items = _read(path)
    chosen = items[number % len(items)]
    changed = text.with_explanation(source, chosen.line, changes)
    lines, found = source.split("\n"), changed.split("\n")
    assert found[: chosen.last_line] == lines[: chosen.last_line]
    rest = lines[chosen.end :]
    assert found[len(found) - len(rest) :] == rest


def test_what_stands_outside_of_the_parts_stays_where_it_is() -> None:
    source = (
        "- [ ] A {: #a }\n\n  Vorab.\n\n  **So geht’s:**\n\n  - eins\n  - zwei\n\n"
        "  - [ ] B {: #b }\n\n    **Warum**: Weil.\\\n    **Achtung:** Nein.\n\n- [ ] C {: #c }\n"
    )
    assert text.explanation(source, 1) == {"why": "", "how": "- eins\n- zwei", "watch": "", "help": ""}
    below = text.place(source, key="b")
    assert below is not None
    assert text.explanation(source, below.line) == {"why": "Weil.", "how": "", "watch": "Nein.", "help": ""}
    changed = text.with_explanation(source, 1, {"why": "Darum.", "help": "Wir.\r\n\r\nUnd ihr.", "how": "So."})
    assert changed.startswith(
        "- [ ] A {: #a }\n\n  Vorab.\n\n  **Warum:** Darum.\n\n  **So geht’s:** So.\n\n"
        "  **Wer hilft:** Wir.\n\n  Und ihr.\n\n  - [ ] B {: #b }\n"
    )
    changed = text.with_explanation(source, below.line, {"why": "Anders."})
    assert "    **Warum**: Anders.\n\n    **Achtung:** Nein.\n\n- [ ] C" in changed


@pytest.mark.parametrize("path", CHECKLISTS[:4], ids=lambda path: path.stem)
def test_without_some_items_the_others_are_what_they_were(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    whole = text.places(source)
    for step in (2, 3):
        out = {one.id for one in whole[::step]}
        left = [(one.id, one.caption) for one in text.places(text.without_items(source, out))]
        assert left == [(one.id, one.caption) for one in whole if one.id not in out]
    nested = "- [ ] Eins {: #eins }\n  - [ ] Zwei {: #zwei }\n\n    **Warum:** darum\n  - [ ] Drei {: #drei }\n"
    assert (
        text.without_items(nested, {"eins"}) == "- [ ] Zwei {: #zwei }\n\n  **Warum:** darum\n- [ ] Drei {: #drei }\n"
    )


# Everything else stays byte for byte ----------------------------------------------------

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.md"))
# Behind a fence that nobody closed nothing can be put.
WITH_ITEMS = [path for path in CORPUS if path.stem not in {"boxes-below-plain-lines", "fence-left-open"}]
SOURCES = st.sampled_from([*WITH_ITEMS, *CHECKLISTS[:4]])


@cache
def _read(path: Path) -> tuple[str, tuple[text.Place, ...]]:
    source = text.add_missing_ids(path.read_text(encoding="utf-8"))
    return source, text.places(source)


CHANGES = st.dictionaries(
    st.sampled_from(["id", "kind", "due", "law", "retired", "src", "rev"]),
    st.sampled_from(["", "neu", "+3d", "yes", "2027-01-15", "F1.4-40"]),
    max_size=3,
)


@given(SOURCES, st.integers(0, 200), CHANGES, VALUES)
@settings(max_examples=40, derandomize=True, deadline=None)
def test_a_form_of_an_item_touches_its_lines_alone(
    path: Path, number: int, changes: dict[str, str], words: str
) -> None:
    source, items = _read(path)
    chosen = items[number % len(items)]
    lines = source.split("\n")
    for changed in (
        text.with_attributes(source, chosen.line, changes),
        text.with_caption(source, chosen.line, words),
    ):
        found = changed.split("\n")
        assert found[: chosen.line - 1] == lines[: chosen.line - 1]
        rest = lines[chosen.last_line :]
        assert found[len(found) - len(rest) :] == rest
        assert len(found) <= len(lines)
    assert text.with_attributes(changed, chosen.line, {}).split("\n")[chosen.line :] == found[chosen.line :]


@given(
    st.sampled_from(WITH_ITEMS),
    st.integers(0, 200),
    st.text("Wörter und „mehr“ [x](/guides/x) *_`<>#-{:}&|\\", min_size=1),
)
@settings(max_examples=50, derandomize=True, deadline=None)
def test_an_item_keeps_its_attributes_whatever_its_words(path: Path, number: int, words: str) -> None:
    source, items = _read(path)
    chosen = items[number % len(items)]
    changed = text.places(text.with_caption(source, chosen.line, words))
    same = [(one.id, one.attributes, one.depth, one.parent) for one in items]
    if "{:" in words or not words.strip():
        return
    assert [(one.id, one.attributes, one.depth, one.parent) for one in changed] == same


@given(SOURCES, st.integers(0, 200))
@settings(max_examples=40, derandomize=True, deadline=None)
def test_what_is_put_back_is_all_that_is_new(path: Path, number: int) -> None:
    source, whole = _read(path)
    leaves = [one for n, one in enumerate(whole) if n + 1 == len(whole) or whole[n + 1].depth <= one.depth]
    cut = leaves[number % len(leaves)]
    lines = source.split("\n")
    without = "\n".join([*lines[: cut.line - 1], *lines[cut.end :]])
    back = text.put_back(without, source, cut.id)
    place = text.place(back, key=cut.id)
    assert place is not None
    assert (place.caption, place.attributes) == (cut.caption, cut.attributes)
    left = back.split("\n")
    assert _words_only([*left[: place.line - 1], *left[place.end :]]) == _words_only(without.split("\n"))


def _words_only(lines: list[str]) -> list[str]:
    return [line for line in lines if line.strip()]
