"""Files and browser agree: neither silently replaces the other, and what goes out comes back the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal import text
from portal.access import Role
from portal.documents import parsing, service
from portal.documents.models import Document, KeptText
from portal.documents.service import Result, editing
from portal.documents.service.editing import Plan, Typed
from tests import build
from tests.documents.texts import Point, checklist

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

ONE, TWO = Point("eins", "Erster Punkt"), Point("zwei", "Zweiter Punkt")


@pytest.fixture(autouse=True)
def _without_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "read_safely", parsing.read_all)
    monkeypatch.setattr(parsing, "mend_safely", parsing.mended)


class Folder:
    """A content folder with one checklist that is published, and an editor."""

    def __init__(self, session: Session, root: Path) -> None:
        self.session, self.root = session, root
        self.file = root / "de/checklists/liste.md"
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.write(checklist([ONE, TWO]))
        assert self.sync() is Result.NEW
        self.document = session.scalars(select(Document)).one()
        self.editor = build.user(session, Role.EDITOR).id

    def write(self, source: str) -> None:
        self.file.write_text(text.normalise(source), encoding="utf-8")

    def sync(self) -> Result:
        return service.sync(self.session, self.root)[0].result

    def edit(self, old: str, new: str) -> None:
        """In the browser, from typing to publishing."""
        shown = editing.desk(self.session, self.editor, self.document.id, "de")
        typed = Typed(shown.source.replace(old, new), shown.stamp, "")
        editing.save(self.session, self.editor, self.document.id, "de", typed)
        stamp = editing.desk(self.session, self.editor, self.document.id, "de").stamp
        plan = Plan(meanings={"eins": False, "zwei": False})
        editing.publish_draft(self.session, self.editor, self.document.id, "de", stamp, plan)

    @property
    def live(self) -> str:
        return next(one.source for one in service.live_sources(self.session))


@pytest.fixture
def place(db_session: Session, tmp_path: Path) -> Folder:
    return Folder(db_session, tmp_path)


def test_an_older_file_does_not_undo_what_was_written_in_the_browser(place: Folder) -> None:
    place.edit("Erster", "Der erste")
    assert place.sync() is Result.OLDER
    assert "Der erste Punkt" in place.live


def test_a_text_changed_on_both_sides_is_kept_beside_the_draft(place: Folder) -> None:
    place.edit("Erster", "Der erste")
    place.write(checklist([ONE, Point("zwei", "Der zweite Punkt")]))
    for _again in range(2):
        assert place.sync() is Result.CONFLICT
    kept = place.session.scalars(select(KeptText)).one()
    assert (kept.origin, kept.source) == ("files", place.file.read_text(encoding="utf-8"))
    assert "Der erste Punkt" in place.live
    assert "Der zweite" not in place.live


def test_after_the_export_files_go_on(place: Folder) -> None:
    place.edit("Erster", "Der erste")
    assert service.export(place.session, place.root, ours=True) == [place.file]
    assert place.sync() is Result.UNCHANGED
    place.write(place.live.replace("Zweiter", "Der zweite"))
    assert place.sync() is Result.CHANGED
    assert "Der zweite" in place.live


def test_an_export_elsewhere_changes_nothing_here(place: Folder, tmp_path: Path) -> None:
    place.edit("Erster", "Der erste")
    service.export(place.session, tmp_path / "copy")
    place.write(checklist([ONE, Point("zwei", "Der zweite Punkt")]))
    assert place.sync() is Result.CONFLICT


CAPTIONS = st.text(st.sampled_from("abcäöüß §.,*_`"), min_size=1, max_size=25).filter(lambda words: words.strip(" *_`"))


@given(st.lists(CAPTIONS, min_size=1, max_size=5), st.sampled_from(["", "kind=duty", "due=-3d", "groups=moving"]))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_export_is_the_inverse_of_sync(place: Folder, captions: list[str], more: str) -> None:
    points = [ONE, TWO, *(Point(f"neu-{n}", words, more, why=words) for n, words in enumerate(captions))]
    place.write(
        checklist([*points, *(Point(f"neu-{n}", "Alt", "retired=2026-01-01") for n in range(len(captions), 5))])
    )
    before = place.file.read_bytes()
    if place.sync() is Result.REFUSED:
        return
    assert service.export(place.session, place.root, ours=True) == []
    assert place.file.read_bytes() == before
    assert place.sync() is Result.UNCHANGED
