"""The portal as a process of its own, with a database that a test may fill."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from portal.db.session import Database

SECRET_KEY = "only-for-tests-" * 3
KEPT = ("PATH", "HOME", "LANG", "PYTHONPATH", "VIRTUAL_ENV")


@dataclass(frozen=True)
class LiveServer:
    """A portal that answers at `url` (no slash at its end) and reads the rows of `database`."""

    url: str
    database: Database


@contextlib.contextmanager
def running(database_url: str, data: Path) -> Iterator[str]:
    """The address of the portal, served as long as the block."""
    with (
        (data / "server.log").open("w") as log,
        _process(database_url, data, log.fileno()) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        if not port:
            raise RuntimeError("The portal did not start:\n" + (data / "server.log").read_text())
        yield f"http://127.0.0.1:{port}"
        process.stdin.close()


def _process(database_url: str, data: Path, log: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.browser.serve"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        start_new_session=True,
        env=_environment(database_url, data),
    )


def _environment(database_url: str, data: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | {"DATABASE_URL": database_url, "PORTAL_DATA": str(data), "SECRET_KEY": SECRET_KEY}
