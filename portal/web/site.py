"""The operator's data and the yearly figures, from `content/site.yaml` and `content/figures.yaml`.

They are read again when the file changes. A broken file leaves the last good one in use; `flask content check`
says what is wrong with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from flask import Flask, current_app
from flask_babel import gettext

from portal import clock
from portal.text import fill_figures, load_figures, load_site
from portal.web import language

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from portal.text import Figure, Problem, Site

Value = TypeVar("Value")


@dataclass
class _WatchedFile(Generic[Value]):
    """A file's meaning, kept as long as the file is the same."""

    path: Path
    read: Callable[[str], tuple[Value, Any]]
    value: Value
    stamp: tuple[int, int] | None = None
    problems: list[Problem] = field(default_factory=list)

    def current(self) -> Value:
        stamp = self._stamp()
        if stamp != self.stamp:
            self._read()
            self.stamp = stamp
        return self.value

    def _stamp(self) -> tuple[int, int] | None:
        try:
            status = self.path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size

    def _read(self) -> None:
        try:
            value, problems = self.read(self.path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            current_app.logger.warning("%s cannot be read; the last good state stays in use.", self.path.name)
            return
        if any(problem.severity == "error" for problem in problems):
            current_app.logger.warning("%s has faults; the last good state stays in use.", self.path.name)
            return
        self.value = value


def install(app: Flask, content: Path) -> None:
    """Let the app's pages know the operator and the figures."""
    app.extensions["portal_site"] = _WatchedFile(content / "site.yaml", load_site, load_site("")[0])
    app.extensions["portal_figures"] = _WatchedFile(content / "figures.yaml", load_figures, load_figures("")[0])
    app.jinja_env.filters["figures"] = with_figures


def current() -> Site:
    """The operator's data."""
    return cast("_WatchedFile[Site]", current_app.extensions["portal_site"]).current()


def funding_line() -> str:
    """The funders' line of the footer; nothing while the operator has left a gap in it."""
    line = current().funding_line.pick(language.current())
    return "" if "[" in line else line


def figures() -> dict[str, list[Figure]]:
    """All yearly figures by their key, oldest first."""
    return cast("_WatchedFile[dict[str, list[Figure]]]", current_app.extensions["portal_figures"]).current()


def with_figures(html: str, text_language: str | None = None) -> str:
    """Fill the figures into stored HTML as they hold today, in the text's language, else the reader's."""
    own = text_language or language.current()
    with language.speaking(own):
        return fill_figures(html, figures(), clock.today(), own, gettext)
