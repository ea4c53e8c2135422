"""The commands that keep search in step: render makes it again, sync puts in what is missing."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete

from portal.app import create_app
from portal.cli import content as commands
from portal.documents.rules import Kind
from portal.search import service
from portal.search.models import SearchEntry, TextLink
from portal.search.rules import Find
from portal.settings import ROOT, Settings
from tests.conftest import ENVIRONMENT
from tests.documents.texts import prose, put

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from tests.databases import TestDatabase

GUIDE = "## A\n\nVom Kamel zum [Dromedar](/guides/dromedar)."


@pytest.mark.parametrize("command", ["render", "sync"])
def test_what_is_missing_is_put_in(command: str, database: TestDatabase, rows: Session, tmp_path: Path) -> None:
    put(rows, prose(GUIDE), Kind.GUIDE, "text")
    rows.execute(delete(SearchEntry))
    rows.execute(delete(TextLink))
    rows.commit()
    assert run(command, database, tmp_path) == 0
    assert [one.slug for one in service.find(rows, "kamel", "de", frozenset(Find)).results] == ["text"]
    assert [one.address for one in service.link_report(rows, "de").dead] == ["/guides/dromedar"]


def run(command: str, database: TestDatabase, folder: Path) -> int:
    """Call the command on a content folder without any text."""
    content = folder / "content"
    (content / "de").mkdir(parents=True)
    for name in ("figures.yaml", "site.yaml"):
        shutil.copy(ROOT / "content" / name, content / name)
    places = {"DATABASE_URL": database.url, "PORTAL_DATA": str(folder / "data"), "PORTAL_CONTENT": str(content)}
    app = create_app(Settings.read(ENVIRONMENT | places))
    result = app.test_cli_runner().invoke(commands, [command])
    app.extensions["portal_database"].dispose()
    return result.exit_code
