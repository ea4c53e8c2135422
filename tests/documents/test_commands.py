"""The editor's commands: check, sync, render, export."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.access import Role
from portal.cli import content as commands
from portal.db.session import Database
from portal.documents import parsing, service
from portal.documents.models import Document, Revision
from portal.documents.service import editing
from portal.settings import ROOT, Settings
from tests import build
from tests.conftest import ENVIRONMENT
from tests.documents.texts import Point, checklist, prose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.databases import TestDatabase

Run = "Callable[..., Result]"
ONE, TWO = Point("eins", "Erster Punkt", "kind=duty src=F1.4-40"), Point("zwei", "Zweiter Punkt")


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A small content folder of a test's own."""
    root = tmp_path / "content"
    write(root, "de/checklists/liste.md", checklist([ONE, TWO]))
    write(root, "en/checklists/liste.md", checklist([Point("eins", "First"), Point("zwei", "Second")], "en"))
    write(root, "de/guides/text.md", prose("## Worum\n\nSatz mit [Liste](/checklists/liste)."))
    for name in ("facts.yaml", "figures.yaml", "site.yaml"):
        shutil.copy(ROOT / "content" / name, root / name)
    return root


def write(root: Path, name: str, text: str | bytes) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.fixture
def run(database: TestDatabase, texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Calls a command on the folder, in German as by default."""
    from portal.app import create_app  # noqa: PLC0415 - as in conftest: the whole portal takes long to import

    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    places = {"DATABASE_URL": database.url, "PORTAL_DATA": str(tmp_path / "data"), "PORTAL_CONTENT": str(texts)}
    app = create_app(Settings.read(ENVIRONMENT | places))
    yield lambda *words: app.test_cli_runner().invoke(commands, list(words))
    app.extensions["portal_database"].dispose()


def revisions(database: TestDatabase) -> int:
    own = Database(database.url)
    with own.session(read_only=True) as session:
        count = session.scalar(select(func.count()).select_from(Revision)) or 0
    own.dispose()
    return count


# sync --------------------------------------------------------------------------------


@pytest.mark.in_a_child
def test_sync_says_new_then_unchanged_and_then_changes_nothing(run: Run, database: TestDatabase) -> None:
    first, again = run("sync"), run("sync")
    assert (first.exit_code, again.exit_code) == (0, 0), first.output
    assert first.output.index("de/checklists/liste.md: neu") < first.output.index("en/checklists/liste.md: neu")
    assert again.output.count(": unverändert") == 5
    assert revisions(database) == 3


def test_sync_tells_what_became_of_each_point(run: Run, texts: Path) -> None:
    run("sync")
    points = [Point("neu", "Neuer Punkt"), Point("eins", "Anderer Wortlaut", "kind=duty src=F1.4-40 rev=2"), TWO]
    write(texts, "de/checklists/liste.md", checklist(points))
    output = run("sync").output
    assert "de/checklists/liste.md: geändert (Version 2)" in output
    assert "#neu hinzugefügt: Neuer Punkt" in output
    assert "#eins Bedeutung geändert" in output
    assert "#zwei" not in output


def test_a_refused_file_stops_no_other_and_keeps_the_live_text(run: Run, texts: Path, database: TestDatabase) -> None:
    run("sync")
    write(texts, "de/checklists/liste.md", checklist([ONE, Point("anders", "Zweiter Punkt")]))
    write(texts, "de/guides/text.md", prose("Neuer Satz."))
    result = run("sync")
    assert result.exit_code == 1
    assert "de/checklists/liste.md: abgelehnt" in result.output
    assert "#zwei" in result.output
    assert "de/guides/text.md: geändert" in result.output
    assert revisions(database) == 4
    assert run("sync").output.count("unverändert") >= 2


def test_a_translation_follows_the_german_text_that_is_live(run: Run, texts: Path) -> None:
    """The German file is refused, so English is measured by the old German text, and is fine."""
    run("sync")
    write(texts, "de/checklists/liste.md", checklist([ONE]))
    write(texts, "en/checklists/liste.md", checklist([Point("eins", "First!"), Point("zwei", "Second!")], "en"))
    result = run("sync")
    assert "de/checklists/liste.md: abgelehnt" in result.output
    assert "en/checklists/liste.md: geändert" in result.output


def test_a_file_that_is_gone_is_listed_and_its_text_stays(run: Run, texts: Path) -> None:
    run("sync")
    (texts / "de/guides/text.md").unlink()
    result = run("sync")
    assert result.exit_code == 0
    assert "de/guides/text.md: Datei fehlt" in result.output


BROKEN = {
    "de/guides/no-utf8.md": b"---\nid: no-utf8\ntitle: \xff\xfe\n---\n",
    "de/guides/huge.md": b"a" * 1_000_000,
    "de/guides/Text 1.md": b"---\nid: x\n---\n",
    "de/guides/yaml.md": b"---\ntitle: Eins: zwei\n---\n",
    "de/guides/nul.md": b"\x00\x01",
    "de/guides/empty.md": b"",
    "de/guides/brackets.md": b"[" * 100_000,
    "de/offices/open.md": b"---\nid: open\n",
    "de/checklists/many.md": b"- [ ] " * 20_000,
}


def test_broken_files_are_refused_in_a_sentence_and_stop_no_other(run: Run, texts: Path) -> None:
    for name, data in BROKEN.items():
        write(texts, name, data)
    for command in ("sync", "check"):
        result = run(command)
        assert result.exit_code == 1
        assert isinstance(result.exception, SystemExit)
        for name in BROKEN:
            assert re.search(rf"{name}:[123]: Fehler: .", result.output), name
    assert "de/guides/text.md: unverändert" in run("sync").output


def test_a_link_out_of_the_folder_is_not_followed(run: Run, texts: Path, tmp_path: Path) -> None:
    secret = write(tmp_path, "secret.md", prose("Geheim.", slug="leck"))
    (texts / "de/guides/leck.md").symlink_to(secret)
    (texts / "de/guides/ordner.md").mkdir()
    os.mkfifo(texts / "de/guides/rohr.md")
    result = run("sync")
    assert result.exit_code == 1
    assert result.output.count(": abgelehnt") == 3
    assert "Geheim" not in result.output


def test_sync_without_migrations_says_what_to_run(empty_url: str, texts: Path, tmp_path: Path) -> None:
    from portal.app import create_app  # noqa: PLC0415 - as above

    places = {"DATABASE_URL": empty_url, "PORTAL_DATA": str(tmp_path / "data"), "PORTAL_CONTENT": str(texts)}
    app = create_app(Settings.read(ENVIRONMENT | places))
    result = app.test_cli_runner().invoke(commands, ["sync"])
    app.extensions["portal_database"].dispose()
    assert result.exit_code == 1
    assert "flask db upgrade" in result.output


# check -------------------------------------------------------------------------------


def test_check_is_quiet_about_good_texts_and_names_the_line_of_bad_ones(run: Run, texts: Path) -> None:
    assert run("check").exit_code == 0
    write(texts, "de/checklists/liste.md", checklist([ONE, TWO]).replace("{: #zwei  }", "{: #zwei foo=1 }"))
    result = run("check")
    assert result.exit_code == 1
    line = next(line for line in result.output.split("\n") if "foo" in line)
    assert "de/checklists/liste.md:15: Fehler: " in line
    assert "liste.md:15: error: " in _english(run, "check")


def _english(run: Run, *words: str) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LANG", "en_GB.UTF-8")
        output: str = run(*words).output
    return output


def test_check_compares_with_what_is_live(run: Run, texts: Path) -> None:
    run("sync")
    write(texts, "de/checklists/liste.md", checklist([ONE]))
    result = run("check", str(texts / "de" / "checklists" / "liste.md"))
    assert result.exit_code == 1
    assert "#zwei" in result.output


def test_warnings_fail_only_when_strict(run: Run, texts: Path) -> None:
    write(texts, "de/guides/text.md", prose("Satz mit [Nichts](/guides/nichts)."))
    result, strict = run("check"), run("check", "--strict")
    assert (result.exit_code, strict.exit_code) == (0, 1)
    assert "Warnung: Der Link auf /guides/nichts" in result.output
    assert "Hinweis" in result.output, "the funding line of the repository has a gap"


def test_a_missing_translation_is_a_warning(run: Run, texts: Path) -> None:
    (texts / "en/checklists/liste.md").unlink()
    assert (
        "liste.md:1: Warnung: Es gibt noch keinen englischen Text" in run("check", str(texts / "de/checklists")).output
    )


def test_the_hardest_texts_are_printed_as_a_table(run: Run, texts: Path) -> None:
    write(texts, "de/guides/schwer.md", prose("Ein ganzer Satz mit vielen Bedingungen steht hier. " * 6, "schwer"))
    table = run("check").output.split("Die schwersten deutschen Texte")[1]
    assert re.search(
        r"Wörter je Satz +lange Wörter +Wiener Formel +Text\n +8\.0 +\d+% +\d+\.\d  de/guides/schwer\.md", table
    )


def test_statements_are_listed_and_fail_without_a_fact(run: Run, texts: Path) -> None:
    write(texts, "de/guides/text.md", prose("Bis zu 30.000 Euro.", extra="field: ankommen\nsources: [F1.4-43]\n"))
    good = run("statements")
    assert good.exit_code == 0
    assert "belegt\tde/guides/text.md\t\t30000\tF1.4-43\tBis zu 30.000 Euro." in good.output
    write(texts, "de/guides/text.md", prose("Bis zu 30.000 Euro."))
    bad = run("statements", str(texts / "de/guides"))
    assert bad.exit_code == 1
    assert "OHNE FAKT\tde/guides/text.md" in bad.output


def test_a_gap_is_an_error_in_production(
    database: TestDatabase, texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    from portal.app import create_app  # noqa: PLC0415 - as above

    write(texts, "de/pages/impressum.md", prose("[vom Betreiber auszufüllen: Anschrift]", "impressum", extra=""))
    assert run("check").exit_code == 0
    places = {"DATABASE_URL": database.url, "PORTAL_DATA": str(tmp_path / "data"), "PORTAL_CONTENT": str(texts)}
    live = {"PORTAL_ENV": "production", "PORTAL_BASE_URL": "https://portal.example"}
    app = create_app(Settings.read(ENVIRONMENT | places | live))
    result = app.test_cli_runner().invoke(commands, ["check"])
    app.extensions["portal_database"].dispose()
    assert result.exit_code == 1
    lines = [line for line in result.output.split("\n") if "impressum.md:9:" in line]
    assert any(": Fehler: Hier hat der Betreiber" in line for line in lines), lines


def test_a_figure_that_ended_is_reported_from_the_next_day_on(
    run: Run, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(texts, "de/guides/text.md", prose("Wert: {{ figure:blue-card }}"))
    at(monkeypatch, dt.datetime(2026, 12, 31, 12, tzinfo=dt.UTC))
    assert "blue-card" not in run("check").output
    at(monkeypatch, dt.datetime(2027, 1, 11, 12, tzinfo=dt.UTC))
    result = run("check", "--strict")
    assert "Die Kennzahl „blue-card“ endete am 2026-12-31, und 1 Texte zeigen sie" in result.output
    assert result.exit_code == 1


def at(monkeypatch: pytest.MonkeyPatch, moment: dt.datetime) -> None:
    """Move the system's time there."""
    monkeypatch.setattr(clock, "now", lambda: moment)


def test_unknown_figures_and_broken_settings_are_errors(run: Run, texts: Path) -> None:
    write(texts, "de/guides/text.md", prose("Wert: {{ figure:gibt-es-nicht }}"))
    write(texts, "site.yaml", "operatr: x\n")
    output = run("check").output
    assert "gibt-es-nicht" in output
    assert "site.yaml:1: Fehler" in output


@pytest.mark.in_a_child
def test_fix_writes_ids_and_order_and_nothing_more(run: Run, texts: Path) -> None:
    text = checklist([ONE, TWO]).replace("{: #zwei  }", "").replace("- [ ] Zweiter", "* [ ] Zweiter")
    path = write(texts, "de/checklists/liste.md", text)
    path.chmod(0o640)
    run("check", "--fix")
    assert "{: #zweiter-punkt }" in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o640
    before = path.read_bytes()
    assert "in Ordnung gebracht" not in run("check", "--fix").output
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("path", ["/nirgends", "/"])
def test_a_path_without_texts_is_one_sentence(run: Run, path: str) -> None:
    result = run("check", path)
    assert result.exit_code == 1
    assert len(result.output.strip().split("\n")) == 1


# render and export -------------------------------------------------------------------


def test_export_gives_back_what_sync_took(run: Run, tmp_path: Path, texts: Path, database: TestDatabase) -> None:
    run("check", "--fix")
    run("sync")
    target = tmp_path / "out"
    assert run("export", str(target)).exit_code == 0
    for path in sorted(texts.rglob("*.md")):
        assert (target / path.relative_to(texts)).read_bytes() == path.read_bytes()
    assert "Es wurden 3" in run("render").output
    assert revisions(database) == 3


def test_files_follow_a_text_to_its_new_address(
    run: Run, texts: Path, tmp_path: Path, database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parsing, "read_safely", parsing.read_all)
    run("check", "--fix")
    run("sync")
    own = Database(database.url)
    with own.session() as session:
        document = session.scalars(select(Document).where(Document.slug == "liste")).one()
        editor = build.user(session, Role.EDITOR)
        editing.rename(session, editor.id, document.id, "liste", "neu", editing.Notes("", ""))
        session.commit()
    own.dispose()
    old, new = (f"de/checklists/{name}.md" for name in ("liste", "neu"))
    moved = run("sync")
    assert moved.exit_code == 0, moved.output
    assert f"{old}: umbenannt" in moved.output
    assert f"Im Portal heißt sie {new}; flask content export schreibt die neue Datei." in moved.output
    assert "weg" not in moved.output
    # Elsewhere an export only writes; into the folder that is synced it takes the old file away.
    write(tmp_path, f"elsewhere/{old}", (texts / old).read_bytes())
    run("export", str(tmp_path / "elsewhere"))
    assert (tmp_path / "elsewhere" / old).exists()
    assert "liste.md: entfernt" in run("export", str(texts)).output
    assert ((texts / old).exists(), (texts / new).exists()) == (False, True)
    assert "(/checklists/neu)" in (texts / "de/guides/text.md").read_text(encoding="utf-8")
    again = run("sync")
    assert (again.exit_code, again.output.count(": unverändert")) == (0, 5)
    assert "Es wurden 0" in run("export", str(texts)).output
    write(texts, "de/guides/text.md", prose("Satz mit [Liste](/checklists/liste)."))
    assert "führt weiter zu /checklists/neu" in run("check").output


def test_the_texts_of_this_repository_are_clean_and_sync(
    run: Run, texts: Path, database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On the day that they were checked; later they ask to be reviewed, as they should.
    at(monkeypatch, dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC))
    shutil.rmtree(texts)
    shutil.copytree(ROOT / "content", texts)
    checked = run("check", "--strict")
    assert checked.exit_code == 0, checked.output
    assert run("sync").exit_code == 0
    assert run("sync").output.count(": unverändert") == len([*texts.glob("*/*/*.md"), *texts.glob("[fs]i*.yaml")])
    own = Database(database.url)
    with own.session(read_only=True) as session:
        shown = [one for audience in ("company", "hire") for one in service.checklists(session, "en", audience)]
        assert len(shown) == len(list((texts / "de/checklists").glob("*.md")))
    own.dispose()
