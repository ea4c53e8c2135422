"""The portal as `make run` shows it: the repository's texts and the demo data, made once for a run."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from portal import clock
from portal.db.registry import load_models
from portal.db.session import Database
from portal.demo import service as demo
from tests import build, databases, repository

if TYPE_CHECKING:
    from pathlib import Path

    from portal.documents.service import Step

NAME = "template_demo.sqlite"


def template(folder: Path) -> Path:
    """A database with texts and demo data; whoever needs it first makes it."""
    # The builders make hashes of passwords cheap, so that logging in costs no time here either.
    assert build.PASSWORD_HASH
    empty, file, steps = databases.sqlite_template(folder), folder / NAME, repository.read(folder)
    with databases.alone(folder):
        if not file.exists():
            unfinished = folder / f"unfinished_{NAME}"
            shutil.copy(empty, unfinished)
            _fill(f"sqlite:///{unfinished}", steps)
            unfinished.rename(file)
    return file


def _fill(url: str, steps: list[Step]) -> None:
    load_models()
    database = Database(url)
    with database.session() as session:
        repository.publish(session, steps)
        demo.add(session, today=clock.today(), progressed=lambda _done: None)
        session.commit()
    database.dispose()
