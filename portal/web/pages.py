"""Rendering: everything a template may say is computed before it begins, so that no template asks the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from flask import Flask, render_template, request, url_for
from jinja2 import FileSystemLoader, PrefixLoader, StrictUndefined

from portal.web import assets, language, navigation, people, site

if TYPE_CHECKING:
    from pathlib import Path


def install(app: Flask, root: Path) -> None:
    """Give the app its templates: `<area>/<name>` is the file portal/<area>/templates/<name>."""
    folders = {path.parent.name: FileSystemLoader(path) for path in sorted(root.glob("*/templates"))}
    app.jinja_env.loader = PrefixLoader(folders)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=assets.asset,
        other_language_url=other_language_url,
        here=here,
        asked_language=language.asked_language,
    )
    app.jinja_env.filters.update(
        short_date=language.short_date,
        long_date=language.long_date,
        full_date=language.full_date,
        day_word=language.day_word,
        moment=language.moment_words,
    )


def render(template: str, **values: Any) -> str:
    """A whole page with header, navigation and footer."""
    return render_template(template, menu=navigation.menu(), **_frame(), **values)


def render_bare(template: str, **values: Any) -> str:
    """A whole page without the counts in its navigation: for errors, when the database may be gone."""
    return render_template(template, menu=(), **_frame(), **values)


def render_part(template: str, **values: Any) -> str:
    """A part of a page, without the frame around it."""
    return render_template(template, language=language.current(), **values)


def other_language_url() -> str:
    """This page in the other language, for readers without log-in."""
    other = "en" if language.current() == "de" else "de"
    # The query is data, never arguments of url_for: its own names (endpoint, _method) would be taken as such.
    query = urlencode({**request.args.to_dict(), "lang": other})
    return f"{_path_of_page()}?{query}"


def here() -> str:
    """The address of this page; of a page that came back for a form, the one that the form stands on."""
    if request.method in {"GET", "HEAD"}:
        return request.full_path.rstrip("?")
    came_from = urlsplit(request.referrer or "")
    return came_from.path if came_from.netloc == request.host and came_from.path else url_for("engagement.home")


def _path_of_page() -> str:
    return request.path if request.endpoint else url_for("engagement.home")


def _frame() -> dict[str, Any]:
    return {
        "person": people.current(),
        "company": people.company(),
        "language": language.current(),
        "site": site.current(),
        "funding": site.funding_line(),
    }
