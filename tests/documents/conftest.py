"""Texts are read in this process, each once: a child costs a third of a second, and reading has no memory."""

from __future__ import annotations

import pytest

from portal.documents import parsing
from tests.documents.texts import read_here


@pytest.fixture(autouse=True)
def _without_a_child(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Save with `@pytest.mark.in_a_child`, where the way through the child is the point."""
    if request.node.get_closest_marker("in_a_child") is None:
        monkeypatch.setattr(parsing, "read_safely", read_here)
        monkeypatch.setattr(parsing, "mend_safely", parsing.mended)
