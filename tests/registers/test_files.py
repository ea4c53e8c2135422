"""Registers and their files: neither replaces the other silently, and what goes out comes back the same."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from portal.access import Role
from portal.db.session import Database
from portal.documents.service import Result
from portal.registers import service
from portal.registers.rules import Register
from portal.text import Figure, Localised
from tests import build
from tests.structure.sources import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from tests.databases import TestDatabase

NEXT = Figure("minimum-wage", Localised("14,60 €", "€14.60"), dt.date(2027, 1, 1), dt.date(2027, 12, 31))


class Folder:
    """A content folder with our two files, brought in; and an editor."""

    def __init__(self, session: Session, root: Path) -> None:
        self.session, self.root = session, root
        for name in ("figures.yaml", "site.yaml"):
            (root / name).write_bytes((ROOT / "content" / name).read_bytes())
        self.editor = build.user(session, Role.EDITOR).id

    def sync(self) -> list[Result]:
        return [one.result for one in service.sync(self.session, self.root)]

    def held(self) -> service.Held:
        return service.held(self.session, Register.FIGURES, self.root)

    def edit(self, figure: Figure = NEXT) -> None:
        service.put_figure(self.session, self.editor, self.held(), figure)

    def type_into_file(self, old: str, new: str) -> None:
        file = self.root / "figures.yaml"
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.fixture
def place(db_session: Session, tmp_path: Path) -> Folder:
    return Folder(db_session, tmp_path)


def test_files_hold_until_they_are_brought_in_and_again_after_the_export(place: Folder) -> None:
    assert place.held().number == 0
    assert place.sync() == [Result.NEW, Result.NEW]
    assert place.sync() == [Result.UNCHANGED, Result.UNCHANGED]
    place.type_into_file("13,90 €", "13,95 €")
    assert place.sync() == [Result.CHANGED, Result.UNCHANGED]
    place.edit()
    assert place.sync()[0] is Result.OLDER
    before = (place.root / "site.yaml").read_bytes()
    assert service.export(place.session, place.root, ours=True) == [place.root / "figures.yaml"]
    assert (place.root / "site.yaml").read_bytes() == before
    assert place.sync() == [Result.UNCHANGED, Result.UNCHANGED]
    place.type_into_file("14,60 €", "14,70 €")
    assert place.sync()[0] is Result.CHANGED
    assert "14,70 €" in place.held().source


def test_what_was_changed_on_both_sides_waits_for_a_choice(place: Folder) -> None:
    place.sync()
    place.edit()
    place.type_into_file("603 €", "620 €")
    for _again in range(2):
        assert place.sync()[0] is Result.CONFLICT
    assert "620 €" not in place.held().source
    found = service.aside(place.session, place.held())
    assert found is not None
    assert any("620" in words for one in found.changes for kind, words in one.pieces if kind == "insert")
    service.take_aside(place.session, place.editor, place.held())
    assert "620 €" in place.held().source
    assert "14,60 €" not in place.held().source
    assert place.sync()[0] is Result.UNCHANGED
    service.bring_back(place.session, place.editor, place.held(), 2)
    assert "14,60 €" in place.held().source


def test_a_faulty_file_changes_nothing_and_a_lost_one_is_told(place: Folder) -> None:
    place.sync()
    (place.root / "site.yaml").write_text("operatr: x\n", encoding="utf-8")
    place.type_into_file("- key: blue-card\n", "- kei: blue-card\n")
    assert place.sync() == [Result.REFUSED, Result.REFUSED]
    assert place.held().number == 1
    place.edit()
    assert place.sync()[0] is Result.REFUSED
    assert service.aside(place.session, place.held()) is None
    (place.root / "figures.yaml").unlink()
    assert place.sync()[0] is Result.GONE
    assert "50.700 €" in place.held().source


def test_of_two_who_change_at_once_the_second_is_told(place: Folder) -> None:
    place.sync()
    seen = place.held()
    place.edit()
    other = Figure("minijob-limit", Localised("630 €"), dt.date(2027, 1, 1))
    with pytest.raises(service.ChangedMeanwhile):
        service.put_figure(place.session, place.editor, seen, other)
    assert "630 €" not in place.held().source


@pytest.mark.postgresql
@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_of_two_who_save_in_the_same_moment_the_second_is_told(database: TestDatabase, tmp_path: Path) -> None:
    told: list[Exception] = []
    own = Database(database.url)

    def save_too(editor: int) -> None:
        with own.session() as session:
            seen = service.held(session, Register.FIGURES, tmp_path)
            other = Figure("minijob-limit", Localised("630 €"), dt.date(2027, 1, 1))
            try:
                service.put_figure(session, editor, seen, other)
            except service.ChangedMeanwhile as fault:
                told.append(fault)
            session.commit()

    with own.session() as session:
        place = Folder(session, tmp_path)
        place.sync()
        session.commit()
        place.edit()
        second = threading.Thread(target=save_too, args=[place.editor], daemon=True)
        second.start()
        waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        with own.engine.connect() as looking:
            while second.is_alive() and not looking.scalar(waits):
                looking.rollback()
        session.commit()
        second.join()
        assert len(told) == 1
        assert "14,60 €" in place.held().source
    own.dispose()


def test_periods_do_not_overlap_and_no_figure_is_lost_while_texts_show_it(place: Folder) -> None:
    place.sync()
    with pytest.raises(service.Unreadable, match="overlap"):
        place.edit(Figure("minimum-wage", Localised("1 €"), dt.date(2026, 6, 1)))
    with pytest.raises(service.KeyTaken):
        service.put_figure(place.session, place.editor, place.held(), NEXT, new=True)
    place.edit()
    assert service.remove_value(place.session, place.editor, place.held(), "minimum-wage", dt.date(2027, 1, 1))
    assert not service.remove_value(place.session, place.editor, place.held(), "minimum-wage", dt.date(2026, 1, 1))
    with pytest.raises(service.NoSuchEntry):
        service.figure(place.session, place.held(), "minimum-wage")
