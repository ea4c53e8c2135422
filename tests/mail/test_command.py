"""`flask worker`, as `make run` starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from portal.db.session import Database
from tests import build
from tests.conftest import ENVIRONMENT
from tests.mail.postbox import letter, letters, opened
from tests.structure.sources import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.databases import TestDatabase

COMMAND = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]


def write(database: TestDatabase) -> None:
    own = Database(database.url)
    with own.session() as session:
        build.outgoing_mail(session)
    own.dispose()


def environment(database: TestDatabase, data: Path, mail_url: str = "") -> dict[str, str]:
    given = {"DATABASE_URL": database.url, "PORTAL_DATA": str(data), "MAIL_URL": mail_url, "LANG": "C.UTF-8"}
    return {**os.environ, **ENVIRONMENT, **given}


def once(database: TestDatabase, data: Path, mail_url: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, "--once"],
        cwd=ROOT,
        env=environment(database, data, mail_url),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_without_a_server_letters_become_files(database: TestDatabase, tmp_path: Path) -> None:
    write(database)
    done = once(database, tmp_path)
    assert (done.returncode, done.stdout) == (0, "Mail: 1 sent, 0 not delivered.\n"), done.stderr
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_server_that_is_down_is_said_without_its_password(database: TestDatabase, tmp_path: Path) -> None:
    with opened() as gone:
        url = f"smtp://post:geheim@127.0.0.1:{gone.port}"
    write(database)
    done = once(database, tmp_path, url)
    assert done.returncode == 1
    assert "The mail server cannot be used" in done.stderr
    assert "geheim" not in done.stderr + done.stdout
    assert letter(database).state == "waiting"


def test_the_worker_delivers_and_ends_when_asked(database: TestDatabase, tmp_path: Path) -> None:
    with opened() as box:
        url = f"smtp://127.0.0.1:{box.port}"
        running = subprocess.Popen(COMMAND, cwd=ROOT, env=environment(database, tmp_path, url), stderr=subprocess.PIPE)
        try:
            write(database)
            _wait_for(lambda: len(box.letters) == 1 and letters(database)[0].state == "sent")
            running.send_signal(signal.SIGTERM)
            _, said = running.communicate(timeout=20)
        finally:
            running.kill()
    assert (running.returncode, said) == (0, b"")


def _wait_for(happened: object) -> None:
    deadline = time.monotonic() + 40
    while not happened():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.2)
