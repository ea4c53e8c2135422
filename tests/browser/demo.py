"""The portal as `make run` shows it: the repository's texts and the demo data, made once for a run."""

from __future__ import annotations

import shutil
from pathlib import Path

from portal import clock
from portal.db.registry import load_models
from portal.db.session import Database
from portal.demo import service as demo
from portal.documents import service as documents
from tests import build, databases

CONTENT = Path(__file__).resolve().parents[2] / "content"
NAME = "template_demo.sqlite"


def template(folder: Path) -> Path:
    """A database with texts and demo data; whoever needs it first makes it."""
    # The builders make hashes of passwords cheap, so that logging in costs no time here either.
    assert build.PASSWORD_HASH
    empty, file = databases.sqlite_template(folder), folder / NAME
    with databases.alone(folder):
        if not file.exists():
            unfinished = folder / f"unfinished_{NAME}"
            shutil.copy(empty, unfinished)
            _fill(f"sqlite:///{unfinished}")
            unfinished.rename(file)
    return file


def _fill(url: str) -> None:
    load_models()
    database = Database(url)
    with database.session() as session:
        reports = documents.sync(session, CONTENT)
        assert {one.result for one in reports} == {documents.Result.NEW}
        demo.add(session, today=clock.today(), progressed=lambda _done: None)
        session.commit()
    database.dispose()
