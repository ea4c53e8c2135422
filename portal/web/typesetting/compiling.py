"""One template and one set of data to one PDF, in a short process of its own with limits.

Texts reach the template as data and never become its source. A process that lives long would keep the memory of
every page it ever set; one that meets a text it cannot set ends alone.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from portal.web.typesetting.characters import FOLDER, printable

# Templates lie in the areas: `papers/templates/plan.typ`.
TEMPLATES = Path(__file__).resolve().parents[2]
# Of processor time; the longest checklist takes half a second.
SECONDS = 20
# By the clock, on a machine that has much else to do.
PATIENCE = 60.0
MOST_MEMORY = 2 * 1024**3
# More at once would only slow down each other and the pages.
AT_ONCE = 2

_places = BoundedSemaphore(AT_ONCE)


class PaperFailed(RuntimeError):
    """The PDF could not be made; the message says why, for the log."""


def typeset(template: str, data: dict[str, Any]) -> bytes:
    """The PDF of `template`, a path below portal/. Raises PaperFailed."""
    task = json.dumps({"template": template, "data": printable(data)})
    if not _places.acquire(timeout=PATIENCE):
        raise PaperFailed("too many papers at once")
    try:
        return _in_a_child(task)
    finally:
        _places.release()


def _in_a_child(task: str) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-c", "from portal.web.typesetting.compiling import main; main()"],
            input=task.encode(),
            capture_output=True,
            timeout=PATIENCE,
            check=True,
            cwd=TEMPLATES.parent,
        )
    except subprocess.TimeoutExpired as fault:
        raise PaperFailed("it took too long") from fault
    except subprocess.CalledProcessError as fault:
        raise PaperFailed(fault.stderr.decode("utf-8", "replace")[-2000:]) from fault
    return done.stdout


def main() -> None:
    """Be the child: the task comes in, the PDF goes out."""
    # One second more at the hard end: the soft one ends the process with a signal that names the reason.
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    task = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(compiled(task["template"], task["data"]))


def compiled(template: str, data: dict[str, Any]) -> bytes:
    """Set it here and now."""
    import typst  # noqa: PLC0415 - 20 MB of typesetting that only the child needs

    return typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        font_paths=[str(FOLDER)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=["ua-1"],
    )
