"""Files and browser agree: neither silently replaces the other, and what goes out comes back the same."""

from __future__ import annotations

import itertools
import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal import text
from portal.access import Role
from portal.documents import files, service
from portal.documents.models import Document, KeptText
from portal.documents.rules import FOLDER_OF, Kind
from portal.documents.service import Refused, Result, editing
from portal.documents.service.editing import Fit, Plan, Typed
from tests import build
from tests.documents.texts import Point, checklist, put

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

ONE, TWO = Point("eins", "Erster Punkt"), Point("zwei", "Zweiter Punkt")


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
    assert (kept.origin, kept.source, kept.base) == ("files", place.file.read_text(encoding="utf-8"), 2)
    assert "Der erste Punkt" in place.live
    assert "Der zweite" not in place.live


@pytest.mark.parametrize("drops", [True, False])
def test_what_somebody_decided_of_a_file_is_not_asked_again(place: Folder, *, drops: bool) -> None:
    place.edit("Erster", "Der erste")
    place.write(checklist([ONE, Point("zwei", "Der zweite Punkt")]))
    assert place.sync() is Result.CONFLICT
    kept = place.session.scalars(select(KeptText)).one()
    where, seal = (place.session, place.document.id, "de", kept.id), editing.seal(kept.source)
    if drops:
        editing.drop_kept(*where, seal)
    else:
        stamp = editing.desk(place.session, place.editor, place.document.id, "de").stamp
        editing.put_in(place.session, place.editor, *where[1:], seal, stamp)
    assert place.sync() is Result.OLDER
    assert place.session.scalars(select(KeptText)).all() == []
    place.write(place.file.read_text(encoding="utf-8").replace("Der zweite", "Der andere"))
    assert place.sync() is Result.CONFLICT


def test_after_the_export_files_go_on(place: Folder) -> None:
    place.edit("Erster", "Der erste")
    assert service.export(place.session, place.root, ours=True) == [place.file]
    assert place.sync() is Result.UNCHANGED
    place.write(place.live.replace("Zweiter", "Der zweite"))
    assert place.sync() is Result.CHANGED
    assert "Der zweite" in place.live


def test_a_file_of_a_translation_does_not_follow_what_was_written_in_the_browser(place: Folder) -> None:
    path = place.root / "en/checklists/liste.md"
    path.parent.mkdir(parents=True)

    def fit(*captions: str) -> Fit:
        points = [replace(one, caption=words) for one, words in zip((ONE, TWO), captions, strict=True)]
        path.write_text(text.normalise(checklist(points, "en")), encoding="utf-8")
        assert service.sync(place.session, place.root)[1].result in {Result.NEW, Result.CHANGED}
        found = editing.desk(place.session, place.editor, place.document.id, "en").languages[1].translation
        assert found is not None
        return found.fit

    assert fit("Point one", "Point two") is Fit.CURRENT
    place.edit("Erster", "Der erste")
    assert fit("Point one!", "Point two") is Fit.OUTDATED
    service.export(place.session, place.root, ours=True)
    assert fit("The first point", "Point two") is Fit.CURRENT


def test_a_file_that_says_the_same_by_hand_goes_on(place: Folder) -> None:
    place.edit("Erster", "Der erste")
    place.write(place.live)
    assert place.sync() is Result.UNCHANGED
    place.write(place.live.replace("Zweiter", "Der zweite"))
    assert place.sync() is Result.CHANGED


def test_files_go_on_where_the_browser_took_its_version_back(place: Folder) -> None:
    place.edit("Erster", "Der erste")
    editing.withdraw(place.session, place.editor, place.document.id, "de", 2)
    place.write(place.live.replace("Zweiter", "Der zweite"))
    assert place.sync() is Result.CHANGED
    # What came from the files and was taken back in the browser does not come again by itself.
    editing.withdraw(place.session, place.editor, place.document.id, "de", 4)
    assert place.sync() is Result.OLDER
    assert "Der zweite" not in place.live


def test_an_export_elsewhere_changes_nothing_here(place: Folder, tmp_path: Path) -> None:
    place.edit("Erster", "Der erste")
    service.export(place.session, tmp_path / "copy")
    place.write(checklist([ONE, Point("zwei", "Der zweite Punkt")]))
    assert place.sync() is Result.CONFLICT


def test_an_export_marks_what_it_wrote_and_nothing_newer(place: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody publishes while the files are being written."""
    write = files.write

    def busy(*args: Any) -> Path | None:
        if "Der erste" not in place.live:
            place.edit("Erster", "Der erste")
        return write(*args)

    place.edit("Zweiter", "Der zweite")
    monkeypatch.setattr(files, "write", busy)
    service.export(place.session, place.root, ours=True)
    assert "Erster" in place.file.read_text(encoding="utf-8")
    assert place.sync() is Result.OLDER
    assert "Der erste" in place.live


THREE = Point("drei", "Dritter Punkt")
ENGLISH = checklist([replace(one, caption=f"Point {one.id}") for one in (ONE, THREE, TWO)], "en")


@pytest.fixture
def behind(place: Folder) -> Folder:
    """The German version that brought an item is taken back, and the English text has it still."""
    put(place.session, checklist([ONE, TWO, THREE]))
    put(place.session, ENGLISH, language="en")
    editing.withdraw(place.session, place.editor, place.document.id, "de", 2)
    return place


def in_english(session: Session) -> list[str]:
    shown = service.checklist(session, "liste", "en")
    assert shown is not None
    return [one.caption for one in shown.items]


def test_a_translation_may_have_what_german_once_had(behind: Folder) -> None:
    """It is read again, checked, changed and published; only what was never known is refused."""
    place, session = behind, behind.session
    assert service.render(session) == 2
    checked = editing.read(session, place.document, "en", ENGLISH)
    assert not checked.errors
    assert [one.params["id"] for one in checked.problems if "retired in German" in one.message] == ["drei"]
    put(session, ENGLISH.replace("Point eins", "First point"), language="en")
    assert in_english(session) == ["First point", "Point zwei"]
    with pytest.raises(Refused, match="#vier is not in the German text"):
        put(session, ENGLISH.replace("#drei", "#vier"), language="en")


def test_the_files_are_in_step_where_nobody_has_heard_of_an_item(behind: Folder) -> None:
    place, session, root = behind, behind.session, behind.root
    path = root / "en/checklists/liste.md"
    path.parent.mkdir(parents=True)
    for ours in (False, True):
        service.export(session, root, ours=ours)
        assert "drei" not in path.read_text(encoding="utf-8")
        assert {report.result for report in service.sync(session, root)} == {Result.UNCHANGED}
    fresh = root / "fresh"
    for one in (place.file, path):
        copy = fresh / one.relative_to(root).with_name("frisch.md")
        copy.parent.mkdir(parents=True)
        copy.write_text(one.read_text(encoding="utf-8").replace("id: liste", "id: frisch"), encoding="utf-8")
    found = {report.name: report.result for report in service.sync(session, fresh)}
    assert [found[f"{language}/checklists/frisch.md"] for language in ("de", "en")] == [Result.NEW] * 2

    # When the item comes back, so do its words, whatever the file says meanwhile.
    editing.bring_back(session, place.editor, place.document.id, "de", 2, "")
    service.sync(session, root)
    assert in_english(session) == ["Point eins", "Point zwei", "Point drei"]
    assert service.render(session) == 4
    assert in_english(session) == ["Point eins", "Point zwei", "Point drei"]


WORDS = st.text(st.sampled_from("abcäöüß §.,:„“–'\"#*_`[]<>&|€مر🎉"), max_size=25).map(
    lambda words: f"a{words}".strip()
)
BRACES = st.sampled_from(["", "kind=duty", "due=-3d", "groups=moving", "retired=2026-01-01", "rev=3 src=F1.4-40"])
BLOCKS = st.one_of(
    WORDS,
    WORDS.map(lambda words: f"## {words}"),
    st.sampled_from(
        ["| a | b |\n|:--|--:|\n| 1 | 2 |", "1. eins\n2. zwei", "* a\n    * b", "> Zitat", "```\n  Code\n```", "***", "a  \nb",
         "[x][r]\n\n[r]: https://example.org", "<!-- still -->", "Titel\n=====", "&amp; &nbsp; \\*"]
    ),
)  # fmt: skip
FRONTS: dict[Kind, str] = {
    Kind.CHECKLIST: "audience: company\nfield: ankommen\n# warum\ngroups: [training, moving]\n",
    Kind.GUIDE: "field: sprache\nsources: [F1.4-40, 'F1.4-41']\n",
    Kind.PAGE: "handout: true\nvalid_until: 2027-01-01\n",
    Kind.OFFICE: "concerns: [visum]\nwho: company\nlanguages: [Deutsch, 'العربية']\nlink: https://example.org\n",
}


def front(kind: Kind, language: str, title: str) -> str:
    """Front matter in a hand of its own: other quotes, order and blanks than ours."""
    more = f"{FRONTS[kind]}as_of: 2026-11-01   \nreview_by: '2027-11-01'\n" if language == "de" else ""
    return f"---\nid: text\n{more}summary: >\n  {json.dumps(title)}\ntitle: {json.dumps(title)}\n---\n\n\n"


def body(kind: Kind, points: list[tuple[str, str]], blocks: list[str], language: str) -> str:
    if kind is not Kind.CHECKLIST:
        return "\n\n".join(blocks)
    return "## Anfang\n\n" + "".join(
        f"{'  ' * (number % 3)}* [ ] {words} {{: #p{number} {braces if language == 'de' else ''} }}\n"
        for number, (words, braces) in enumerate(points)
    )


@given(st.lists(st.tuples(WORDS, BRACES), min_size=1, max_size=4), st.lists(BLOCKS, min_size=1, max_size=5), WORDS)
@settings(
    max_examples=8,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_export_is_the_inverse_of_sync(
    place: Folder, points: list[tuple[str, str]], blocks: list[str], title: str
) -> None:
    """All four kinds in both languages: what was synced is exported as it was, and what was exported is synced already."""
    root = place.root / "all"
    for kind, language in itertools.product(FRONTS, ("de", "en")):
        path = root / language / FOLDER_OF[kind] / "text.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        source = text.normalise(front(kind, language, title) + body(kind, points, blocks, language))
        path.write_text(source, encoding="utf-8")
    with place.session.begin_nested() as savepoint:
        before = {path: path.read_bytes() for path in root.rglob("*.md")}
        synced = {report.name: report.result for report in service.sync(place.session, root)}
        good = [root / name for name, result in synced.items() if result in {Result.NEW, Result.CHANGED}]
        out = place.root / "out"
        service.export(place.session, out)
        assert [path for path in good if (out / path.relative_to(root)).read_bytes() != before[path]] == []
        assert {report.result for report in service.sync(place.session, out)} == {Result.UNCHANGED}
        assert service.export(place.session, out) == []
        shutil.rmtree(out)
        savepoint.rollback()
    event("all eight" if len(good) == 8 else f"refused {8 - len(good)}")
