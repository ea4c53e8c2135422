"""Checklists as the world writes them: we read the boxes that GitHub shows, or say on which line we do not.

`pytest -s tests/text/test_corpus.py` prints how each file is read.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.text import Checklist, add_missing_ids, normalise, parse_checklist, read_front_matter
from tests.text.build import FRONT
from tests.text.oracle import Box, boxes

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = sorted((Path(__file__).parent / "corpus").glob("*.md"))
# How many boxes of GitHub's are reported instead of read: those below lines without a box, and those without words.
REPORTED = {"boxes-below-plain-lines": 5, "empty-boxes": 1}
# What somebody takes for an item, although GitHub shows no box there either, is not passed over in silence.
ALSO_REPORTED = {
    "boxes-in-quotations": {5, 6},
    "boxes-inside-html": {3},
    "drawn-boxes": {3, 4, 5, 6},
    "empty-boxes": {4, 6, 7, 8, 9, 10},
    "escaped-brackets": {5},
    "fence-left-open": {4, 5},
    "indented-code": {6},
    "indented-too-far": {3, 7},
    "links-in-captions": {10},
    "plain-lines-among-boxes": {4, 6},
    "typographic-paste": {3, 4, 6, 7},
}
Rows = list[tuple[str, int, int, int]]


@pytest.fixture(scope="module")
def table() -> Iterator[Rows]:
    rows: Rows = []
    yield rows
    print(f"\n{'checklist':28} GitHub  read  reported")
    for name, shown, read, reported in rows:
        print(f"{name:28} {shown:6} {read:5} {reported:9}")
    print(f"{len(rows)} checklists, {sum(row[1] for row in rows)} boxes")


def body_of(source: str) -> str:
    return read_front_matter(source).body


def seen(source: str) -> list[Box]:
    """GitHub's boxes with words."""
    return [box for box in boxes(body_of(source)) if box.words]


def read(checklist: Checklist) -> list[tuple[int, int]]:
    """Line in the file and depth of each item."""
    return [(item.line, item.depth) for item in checklist.items]


def faults(checklist: Checklist) -> set[int]:
    """Lines with an error; that an item has no id yet is none of what is asked here."""
    return {one.line for one in checklist.problems if one.severity == "error" and "has no id" not in one.message}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_count_and_nesting_are_those_of_github(path: Path, table: Rows) -> None:
    written = FRONT + path.read_text(encoding="utf-8")
    front = read_front_matter(written)
    shown = [(box.line + front.body_line - 1, box.depth) for box in boxes(front.body)]
    checklist = parse_checklist(written)
    items, lines = read(checklist), faults(checklist)
    table.append((path.stem, len(shown), len(items), len(lines)))
    # What is read is shown there at the same depth; what is shown there and not read is reported on its line.
    assert [one for one in shown if one in items] == items
    missed = {line for line, depth in shown if (line, depth) not in items}
    assert missed <= lines
    assert len(missed) == REPORTED.get(path.stem, 0)
    first = FRONT.count("\n")
    assert {line - first for line in lines - missed} >= ALSO_REPORTED.get(path.stem, set())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_storing_and_saving_keep_what_github_shows(path: Path) -> None:
    written = FRONT + path.read_text(encoding="utf-8")
    before, depths = parse_checklist(written), [box.depth for box in seen(written)]
    stored, saved = normalise(written), add_missing_ids(written)
    for text in (stored, saved):
        after = parse_checklist(text)
        assert [box.depth for box in seen(text)] == depths
        assert [(one.caption, one.depth, one.section) for one in after.items] == [
            (one.caption, one.depth, one.section) for one in before.items
        ]
        # Putting in order hides no fault.
        assert len(faults(after)) == len(faults(before))
        assert normalise(text) == text
    names = [item.id for item in parse_checklist(saved).items]
    assert all(names)
    assert len(set(names)) == len(names)
    assert add_missing_ids(saved) == saved
    # Other line ends and a byte order mark are the same text.
    for other in (written.replace("\n", "\r\n"), written.replace("\n", "\r"), f"\ufeff{written}"):
        assert normalise(other) == stored


def test_there_are_enough_of_them() -> None:
    assert len(FILES) >= 40


LINES = sorted({line for path in FILES for line in path.read_text(encoding="utf-8").split("\n") if line.strip()})
ROWS = st.tuples(
    st.sampled_from(["", "", "", "", "  ", "    ", "\t", " ", "> "]), st.sampled_from(LINES), st.sampled_from(["\n", "\n", "\n\n"])
)  # fmt: skip
PATCHWORK = st.lists(ROWS, min_size=1, max_size=12).map(lambda rows: "".join("".join(row) for row in rows))


@settings(max_examples=80, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PATCHWORK)
def test_of_lines_from_all_of_them_none_is_lost(body: str) -> None:
    """Whoever pastes pieces of many lists together: each box that GitHub shows is read or reported, and stays so."""
    written = FRONT + body
    stored = normalise(written)
    before, after = parse_checklist(written), parse_checklist(stored)
    for text, checklist in ((written, before), (stored, after)):
        front, items, lines = read_front_matter(text), read(checklist), faults(checklist)
        assert [
            box
            for box in boxes(front.body)
            if (box.line + front.body_line - 1, box.depth) not in items and box.line + front.body_line - 1 not in lines
        ] == []
    assert [(one.caption, one.depth) for one in after.items] == [(one.caption, one.depth) for one in before.items]
    assert bool(faults(after)) == bool(faults(before))
    assert normalise(stored) == stored
