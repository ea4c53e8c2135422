"""Parsing in a process of its own, so that a nasty text costs seconds and not a worker."""

from __future__ import annotations

import gc
import pickle  # both ends are ours: the text travels as a string, never as a pickle
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

from .problems import N_, Problem, error

Params = ParamSpec("Params")
Result = TypeVar("Result")

# Of processor time: on a busy machine a good text takes longer by the clock, but not more work.
SECONDS = 5
# By the clock, for what waits instead of working.
PATIENCE = 60.0
_ROOT = Path(__file__).resolve().parents[2]


def render_in_child(
    function: Callable[Params, Result], *args: Params.args, **kwargs: Params.kwargs
) -> Result | Problem:
    """`function(*args, **kwargs)`, or a problem where it takes too long or dies.

    For publishing and previews, not for reading: a child takes about half a second to start.
    """
    return cast("Result | Problem", run_in_child(SECONDS, PATIENCE, function, *args, **kwargs))


def run_in_child(seconds: int, patience: float, function: Callable[..., Any], *args: Any, **kwargs: Any) -> object:
    """The same with limits of one's own: `seconds` of work, `patience` by the clock."""
    task = pickle.dumps((seconds, function, args, kwargs))
    try:
        done = subprocess.run(
            [sys.executable, "-c", "from portal.text.child import main; main()"],
            input=task,
            capture_output=True,
            timeout=patience,
            check=True,
            cwd=_ROOT,
        )
    except subprocess.TimeoutExpired:
        return _too_slow(seconds)
    except subprocess.CalledProcessError as fault:
        if fault.returncode == -signal.SIGXCPU:
            return _too_slow(seconds)
        return error(1, N_("The text cannot be read: make its lists and links simpler."))
    return pickle.loads(done.stdout)  # noqa: S301 - written by our own child


def _too_slow(seconds: int) -> Problem:
    message = N_("The text takes longer than %(seconds)s seconds to read: make it simpler.")
    return error(1, message, seconds=seconds)


def main() -> None:
    # Whoever ends so soon need not look for garbage among all the pieces of a text: a sixth of the work.
    gc.disable()
    seconds, function, args, kwargs = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - from our parent
    # One second more at the hard end: the soft one ends the process with a signal that names the reason.
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    sys.stdout.buffer.write(pickle.dumps(function(*args, **kwargs)))
