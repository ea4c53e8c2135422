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


def test_a_new_item_goes_to_the_end_of_its_section() -> None:
    source = "## Erst\n\n- [ ] A {: #a }\n\n## Dann\n\n- [ ] B {: #b }\n"
    checklist = text.parse_checklist(text.new_item(source, "Erst", "Neu"))
    assert [(item.caption, item.section) for item in checklist.items] == [("A", 0), ("Neu", 0), ("B", 1)]


@pytest.mark.parametrize("path", CHECKLISTS, ids=lambda path: path.stem)
def test_every_item_that_is_cut_out_can_come_back(path: Path) -> None:
    source = path.read_text()
    whole = text.places(source)
    for cut in (whole[0], whole[-1]):
        lines = source.split("\n")
        without = "\n".join([*lines[: cut.line - 1], *lines[cut.end :]])
        before = [one.id for one in whole if one.line < cut.line]
        back = text.put_back(without, source, cut.id, before[-1] if before else "")
        place = text.place(back, key=cut.id)
        assert place is not None
        assert (place.caption, place.attributes) == (cut.caption, cut.attributes)
        assert text.parse_checklist(back).problems == text.parse_checklist(text.normalise(back)).problems


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
    back = text.put_back(without, source, cut.id, next((one.id for one in whole if one.line < cut.line), ""))
    place = text.place(back, key=cut.id)
    assert place is not None
    assert (place.caption, place.attributes) == (cut.caption, cut.attributes)
    left = back.split("\n")
    assert _words_only([*left[: place.line - 1], *left[place.end :]]) == _words_only(without.split("\n"))


def _words_only(lines: list[str]) -> list[str]:
    return [line for line in lines if line.strip()]
