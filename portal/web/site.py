"""The operator's data and the yearly figures: as they were saved last, else as `content/site.yaml` and
`content/figures.yaml` say.

They are kept in memory and looked for again after a few seconds, so no page asks for them. A broken source leaves the
last good one in use; `flask content check` says what is wrong with a file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, current_app
from flask_babel import gettext
from sqlalchemy.exc import SQLAlchemyError

from portal import clock
from portal.text import fill_figures, fill_plain, load_figures, load_site
from portal.web import language, transaction

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from portal.text import Figure, Site

# What another process saved is seen after so long.
LOOK_AGAIN = dt.timedelta(seconds=5)
READERS: Mapping[str, Callable[[str], tuple[Any, list[Any]]]] = {"site": load_site, "figures": load_figures}

# Given by app.py: version and source of each register that was saved, by its name.
NewestSources = Callable[["Session"], Mapping[str, tuple[int, str]]]


def _none(_session: Session) -> Mapping[str, tuple[int, str]]:
    return {}


@dataclass
class _Registers:
    """What both say, and from which state that was read."""

    content: Path
    newest: NewestSources = _none
    values: dict[str, Any] = field(default_factory=lambda: {name: read("")[0] for name, read in READERS.items()})
    stamps: dict[str, object] = field(default_factory=dict)
    saved: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    looked_at: dt.datetime | None = None

    def get(self, name: str) -> Any:
        self._look()
        stamp, source = self._stamp(name)
        if stamp != self.stamps.get(name):
            self.stamps[name] = stamp
            self._read(name, source)
        return self.values[name]

    def _look(self) -> None:
        now = clock.now()
        if self.looked_at is not None and abs(now - self.looked_at) < LOOK_AGAIN:
            return
        self.looked_at = now
        try:
            # Apart from the page's own session, which may be about to fail or does not exist yet.
            with transaction.database().session(read_only=True) as session:
                self.saved = self.newest(session)
        except SQLAlchemyError:
            current_app.logger.warning("The registers cannot be read; the last good state stays in use.")

    def _stamp(self, name: str) -> tuple[object, str | None]:
        """What tells one state from another; and its source, if it is at hand."""
        if name in self.saved:
            return self.saved[name]
        try:
            status = self._file(name).stat()
        except OSError:
            return None, None
        return (status.st_mtime_ns, status.st_size), None

    def _file(self, name: str) -> Path:
        return self.content / f"{name}.yaml"

    def _read(self, name: str, source: str | None) -> None:
        try:
            value, problems = READERS[name](self._file(name).read_text(encoding="utf-8") if source is None else source)
        except (OSError, UnicodeDecodeError):
            current_app.logger.warning("%s cannot be read; the last good state stays in use.", name)
            return
        if any(problem.severity == "error" for problem in problems):
            current_app.logger.warning("%s has faults; the last good state stays in use.", name)
            return
        self.values[name] = value


def install(app: Flask, content: Path) -> None:
    """Let the app's pages know the operator and the figures."""
    app.extensions["portal_registers"] = _Registers(content)
    app.jinja_env.filters["figures"] = with_figures


def give_registers(app: Flask, newest: NewestSources) -> None:
    """Let what was saved hold before the files."""
    cast("_Registers", app.extensions["portal_registers"]).newest = newest


def look_again() -> None:
    """Look for a newer state with the next page, since one was saved."""
    _registers().looked_at = None


def _registers() -> _Registers:
    return cast("_Registers", current_app.extensions["portal_registers"])


def current() -> Site:
    """The operator's data."""
    return cast("Site", _registers().get("site"))


def funding_line() -> str:
    """The funders' line of the footer; nothing while the operator has left a gap in it."""
    line = current().funding_line.pick(language.current())
    return "" if "[" in line else line


def figures() -> dict[str, list[Figure]]:
    """All yearly figures by their key, oldest first."""
    return cast("dict[str, list[Figure]]", _registers().get("figures"))


def with_figures(html: str, text_language: str | None = None) -> str:
    """Fill the figures into stored HTML as they hold today, in the text's language, else the reader's."""
    own = text_language or language.current()
    with language.speaking(own):
        return fill_figures(html, figures(), clock.today(), own, gettext)


def plain_with_figures(line: str, text_language: str) -> str:
    """The same for a line that is no HTML."""
    with language.speaking(text_language):
        return fill_plain(line, figures(), clock.today(), text_language, gettext)
