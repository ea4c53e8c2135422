"""Texts are read in this process, each once: a child costs a third of a second, and reading has no memory."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import pytest

from portal.documents import parsing

if TYPE_CHECKING:
    from portal.documents.parsing import Reading, Task

_read = lru_cache(maxsize=1_000)(parsing.read)


def _read_here(tasks: list[Task]) -> list[Reading]:
    return [_read(task) for task in tasks]


@pytest.fixture(autouse=True)
def _without_a_child(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Save with `@pytest.mark.in_a_child`, where the way through the child is the point."""
    if request.node.get_closest_marker("in_a_child") is None:
        monkeypatch.setattr(parsing, "read_safely", _read_here)
        monkeypatch.setattr(parsing, "mend_safely", parsing.mended)
