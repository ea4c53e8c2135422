"""Parsing in a process of its own, so that a nasty text costs seconds and not a worker."""

from __future__ import annotations

import pickle  # both ends are ours: the text travels as a string, never as a pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

from .problems import N_, Problem, error

Params = ParamSpec("Params")
Result = TypeVar("Result")

SECONDS = 5.0
_ROOT = Path(__file__).resolve().parents[2]


def render_in_child(
    function: Callable[Params, Result], *args: Params.args, **kwargs: Params.kwargs
) -> Result | Problem:
    """`function(*args, **kwargs)`, or a problem where it takes too long or dies.

    For publishing and previews, not for reading: a child takes about half a second to start.
    """
    return cast("Result | Problem", run_in_child(SECONDS, function, *args, **kwargs))


def run_in_child(seconds: float, function: Callable[..., Any], *args: Any, **kwargs: Any) -> object:
    """The same with a time limit of one's own."""
    task = pickle.dumps((function, args, kwargs))
    try:
        done = subprocess.run(
            [sys.executable, "-c", "from portal.text.child import main; main()"],
            input=task,
            capture_output=True,
            timeout=seconds,
            check=True,
            cwd=_ROOT,
        )
    except subprocess.TimeoutExpired:
        message = N_("The text takes longer than %(seconds)s seconds to read: make it simpler.")
        return error(1, message, seconds=int(seconds))
    except subprocess.CalledProcessError:
        return error(1, N_("The text cannot be read: make its lists and links simpler."))
    return pickle.loads(done.stdout)  # noqa: S301 - written by our own child


def main() -> None:
    function, args, kwargs = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - from our parent
    sys.stdout.buffer.write(pickle.dumps(function(*args, **kwargs)))
