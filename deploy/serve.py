"""Runs the portal on one machine: `make run`.

Prepares (migrations, texts, demo data), then starts web server and background worker and watches
both: when one ends, or on INT, TERM or HUP, both are stopped and waited for, so that no process
stays behind.
"""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[1]
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]

HOST = os.environ.get("HOST") or "127.0.0.1"
PORT = os.environ.get("PORT") or "8000"
WITH_DEMO = os.environ.get("DEMO", "1") != "0"

LIST_COMMANDS = """
import sys
from portal.settings import SettingsError
try:
    from wsgi import app
except SettingsError as faults:
    sys.exit(f"The portal does not start: {faults}")
print(*app.cli.commands)
"""

WEB_PROCESSES = 2
WEB_THREADS = 8
STOP_SECONDS = 20.0
LOOK_SECONDS = 0.2

DEMO_ACCOUNTS = (
    ("hr@demo.example", "HR, Muster Maschinenbau GmbH"),
    ("hr2@demo.example", "HR, another company"),
    ("hr-dienst@demo.example", "HR, member of both companies"),
    ("consultant@demo.example", "consultant"),
    ("editor@demo.example", "editor"),
    ("editor2@demo.example", "second editor"),
    ("admin@demo.example", "administrator"),
)
DEMO_PASSWORD = "willkommen-demo"  # noqa: S105 (public: demo accounts work on this machine only)

Child = subprocess.Popen[bytes]


class Stop:
    """Whether a signal asked for the end. A flag and no exception: it cannot hit a half-made child."""

    asked = False

    @classmethod
    def ask(cls, _number: int, _frame: FrameType | None) -> None:
        cls.asked = True


def main() -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, Stop.ask)
    os.chdir(ROOT)
    if not port_is_free():
        print(f"Port {PORT} is taken; choose another one: make run PORT=8001", file=sys.stderr)
        return 1
    commands = known_commands()
    if commands and prepare(commands):
        return serve(commands)
    return 0 if Stop.asked else 1


def port_is_free() -> bool:
    """Whether nobody else listens; a HOST or PORT that makes no sense is for the settings to name."""
    family = socket.AF_INET6 if ":" in HOST else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(PORT)))
        except OSError as error:
            return error.errno != errno.EADDRINUSE
        except (ValueError, OverflowError):
            return True
    return True


def serve(commands: set[str]) -> int:
    children = [start(web_command())]
    if "worker" in commands:
        children.append(start([*FLASK, "worker"]))
    try:
        return watch(children)
    finally:
        end(children)


# Before the first request --------------------------------------------------------


def prepare(commands: set[str]) -> bool:
    """Migrate first: it also makes the secret key, once, before several processes need it."""
    if not flask("db", "upgrade"):
        return refuse("The database could not be brought up to date; the portal does not start.")
    if "content" in commands and not flask("content", "sync") and not Stop.asked:
        print("Some texts were refused (see above). The portal starts with those that are good.", flush=True)
    if WITH_DEMO and "demo" in commands and not flask("demo", "--if-empty"):
        return refuse("The demo data could not be added; the portal does not start.")
    return not Stop.asked


def refuse(reason: str) -> bool:
    if not Stop.asked:
        print(reason, file=sys.stderr)
    return False


def flask(*arguments: str) -> bool:
    """Run a command of the portal and wait; whether it succeeded."""
    child = start([*FLASK, *arguments])
    while child.poll() is None and not Stop.asked:
        time.sleep(LOOK_SECONDS)
    end([child])
    return child.returncode == 0 and not Stop.asked


def known_commands() -> set[str]:
    """Names of the portal's commands; empty, with the reason shown, if it cannot be loaded."""
    listed = subprocess.run(
        [sys.executable, "-c", LIST_COMMANDS], check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    )
    return set(listed.stdout.decode().split())


# While it runs -------------------------------------------------------------------


def web_command() -> list[str]:
    """Threads, since most of a request is waiting for the database; a second process for the rest."""
    host = f"[{HOST}]" if ":" in HOST else HOST
    return [
        *(sys.executable, "-m", "gunicorn", "wsgi:app"),
        *("--bind", f"{host}:{PORT}", "--workers", str(WEB_PROCESSES)),
        *("--threads", str(WEB_THREADS), "--graceful-timeout", "10"),
        *("--log-level", "warning", "--no-control-socket"),
    ]


def start(command: Sequence[str]) -> Child:
    """Start in a session of its own, so that Ctrl-C reaches this program alone."""
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)


def watch(children: list[Child]) -> int:
    """Wait until one ends and give its code; greet when the portal can be reached."""
    greeted = False
    while not Stop.asked:
        for child in children:
            if child.poll() is not None:
                print("A process of the portal has ended by itself; so the portal stops.", flush=True)
                return abs(child.returncode) or 1
        if not greeted and is_reachable():
            greet()
            greeted = True
        time.sleep(LOOK_SECONDS)
    return 0


def is_reachable() -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(HOST, HOST)  # noqa: S104 (looks, does not bind)
    try:
        with socket.create_connection((host, int(PORT)), timeout=1):
            return True
    except OSError:
        return False


def greet() -> None:
    host = f"[{HOST}]" if ":" in HOST else HOST
    print(f"\nThe portal runs on http://{host}:{PORT}  (Ctrl-C ends it)\n")
    if WITH_DEMO:
        print(f"Demo accounts, password {DEMO_PASSWORD}:")
        for address, role in DEMO_ACCOUNTS:
            print(f"  {address:<26}{role}")
    else:
        print("Without demo data. The first administrator:")
        print("  .venv/bin/flask users create --role admin --name 'First Last' --email NAME@EXAMPLE.ORG")
    print(flush=True)


def end(children: list[Child]) -> None:
    """Ask every child to end, wait, and kill what does not answer, with all that it started."""
    running = [child for child in children if child.poll() is None]
    for child in running:
        child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in running:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


if __name__ == "__main__":
    sys.exit(main())
