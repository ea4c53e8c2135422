"""The texts of this repository in a database of a test. Reading them all takes twenty seconds, so it is done once a run."""

from __future__ import annotations

import pickle  # written and read by the workers of one run, in its own folder
from pathlib import Path
from typing import TYPE_CHECKING, cast

from portal.documents import service as documents
from portal.registers import service as registers
from tests import databases

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.documents.service import Step

CONTENT = Path(__file__).resolve().parents[1] / "content"
NAME = "read_texts.pickle"


def read(folder: Path) -> list[Step]:
    """What `content sync` would publish in an empty portal; whoever needs it first reads it."""
    file = folder / NAME
    with databases.alone(folder):
        if not file.exists():
            unfinished = file.with_suffix(".unfinished")
            unfinished.write_bytes(pickle.dumps(documents.plan(CONTENT, [])))
            unfinished.rename(file)
    return cast("list[Step]", pickle.loads(file.read_bytes()))  # noqa: S301 - our own


def publish(session: Session, steps: list[Step]) -> None:
    """Let readers see them, in the session's one transaction."""
    assert {documents.put(session, step).result for step in steps} == {documents.Result.NEW}
    registers.sync(session, CONTENT)
