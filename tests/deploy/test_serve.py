"""The supervisor of `make run`, around a portal of a few lines: what it starts it also ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

SERVE = Path(__file__).resolve().parents[2] / "deploy/serve.py"
PATIENCE_SECONDS = 30

PORTAL = """
import os
import time

import click
from flask import Flask

from portal.settings import SettingsError

if os.environ.get("WRONG"):
    raise SettingsError(["WRONG is wrong", "and so is the rest"])

app = Flask(__name__)


def done(name):
    click.echo(f"did {name}")
    with open(f"{name}.pid", "w") as file:
        file.write(str(os.getpid()))


@app.get("/")
def home():
    return "hello"


@app.cli.group()
def db(): ...


@db.command()
def upgrade():
    done("upgrade")


@app.cli.group()
def content(): ...


@content.command()
def sync():
    done("sync")
    raise SystemExit(1)


@app.cli.command()
@click.option("--if-empty", is_flag=True)
def demo(if_empty):
    done("demo")


@app.cli.command()
def worker():
    done("worker")
    while True:
        time.sleep(1)
"""

SETTINGS = "class SettingsError(Exception): ..."

Running = subprocess.Popen[str]


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    return number


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in {
        "deploy/serve.py": SERVE.read_text(),
        "portal/settings.py": SETTINGS,
        "wsgi.py": PORTAL,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.fixture
def serve(root: Path, port: int) -> Iterator[Callable[..., Running]]:
    started: list[Running] = []

    def start(**environment: str) -> Running:
        known = {"PATH": os.environ["PATH"], "PORT": str(port), "PYTHONPATH": str(root)}
        child = subprocess.Popen(
            [sys.executable, "deploy/serve.py"],
            cwd=root,
            env=known | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(child)
        return child

    yield start
    for child in started:
        child.terminate()
        child.communicate(timeout=PATIENCE_SECONDS)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_everything(serve: Callable[..., Running], root: Path, port: int, number: signal.Signals) -> None:
    child = serve()
    greeting = read_until(child, "admin@demo.example")
    worker = wait_for_worker(root)
    child.send_signal(number)
    assert child.wait(PATIENCE_SECONDS) == 0
    assert not is_alive(worker)
    assert not answers(port)
    steps = [greeting.index(word) for word in ("did upgrade", "did sync", "refused", "did demo", "runs on")]
    assert steps == sorted(steps)


def test_it_ends_when_the_worker_ends(serve: Callable[..., Running], root: Path, port: int) -> None:
    child = serve()
    read_until(child, "runs on")
    os.kill(wait_for_worker(root), signal.SIGKILL)
    assert child.wait(PATIENCE_SECONDS) != 0
    assert not answers(port)


def test_without_demo_it_says_how_to_begin(serve: Callable[..., Running], root: Path) -> None:
    child = serve(DEMO="0")
    greeting = read_until(child, "users create")
    assert "demo.example" not in greeting
    assert not (root / "demo.pid").exists()
    child.terminate()
    assert child.wait(PATIENCE_SECONDS) == 0


def test_a_taken_port_is_one_sentence(serve: Callable[..., Running], root: Path, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)):
        output, _ = serve().communicate(timeout=PATIENCE_SECONDS)
    assert output == f"Port {port} is taken; choose another one: make run PORT=8001\n"
    assert not (root / "upgrade.pid").exists()


def test_faults_of_the_environment_come_without_a_traceback(serve: Callable[..., Running]) -> None:
    child = serve(WRONG="1")
    output, _ = child.communicate(timeout=PATIENCE_SECONDS)
    assert child.returncode == 1
    assert "WRONG is wrong" in output
    assert "Traceback" not in output


def read_until(child: Running, word: str) -> str:
    """Give what the supervisor has printed up to the line with `word`."""
    assert child.stdout
    text = ""
    while word not in text:
        line = child.stdout.readline()
        assert line, f"it ended before it said {word!r}:\n{text}"
        text += line
    return text


def wait_for_worker(root: Path) -> int:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        path = root / "worker.pid"
        if path.exists() and path.read_text():
            return int(path.read_text())
        time.sleep(0.05)
    pytest.fail("the worker did not start")


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
