"""Letters as words: subject, text and HTML from `<area>/templates/mails/<name>.{subject.txt,txt,html}`.

Apart from the pages: a letter is written wherever its cause is, also by a command, and in its reader's language
instead of the writer's.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from babel.dates import format_date, format_time
from flask import current_app, has_app_context
from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined, select_autoescape

from portal import clock
from portal.mail.message import Sender
from portal.text import Site
from portal.web import language as languages
from portal.web import site

if TYPE_CHECKING:
    from collections.abc import Callable

AREAS = Path(__file__).resolve().parent.parent
# Where no app is (tests of a service): nobody follows such a letter's links.
NOWHERE = "http://127.0.0.1:8000"
SHORT_DAYS = {"de": "EE, d. MMMM", "en": "EE, d MMMM"}
DAYS = {"de": "EEEE, d. MMMM y", "en": "EEEE, d MMMM y"}


def render(name: str, language: str, **values: Any) -> tuple[str, str, str]:
    """Subject, text and HTML of the letter `<area>/<name>` in the reader's language.

    A value `reader` is the name in the salutation. In the templates `link(path)` is a whole address.
    """
    area, _, own = name.partition("/")
    letters, house = _environment(language), _house(language)

    def part(ending: str, **more: Any) -> str:
        return letters.get_template(f"{area}/mails/{own}.{ending}").render(link=link, **house, **values, **more)

    subject = " ".join(part("subject.txt").split())
    text = re.sub(r"\n{3,}", "\n\n", part("txt")).strip() + "\n"
    return subject, text, part("html", subject=subject)


def base_url() -> str:
    """The address that people use, without a slash at its end."""
    return str(current_app.extensions["portal_settings"].base_url) if has_app_context() else NOWHERE


def link(path: str) -> str:
    """The whole address of a path on the portal."""
    return f"{base_url()}{path}"


def sender() -> Sender:
    """Who letters come from: the operator's address, else one at the portal's host."""
    known = operator()
    host = urlsplit(base_url()).hostname or "localhost"
    return Sender(known.operator.pick("de") or known.product_name.pick("de"), known.mail or f"portal@{host}")


def operator() -> Site:
    """Who runs the portal."""
    return site.current() if has_app_context() else Site()


def _house(language: str) -> dict[str, Any]:
    known = operator()
    return {
        "language": language,
        "product": known.product_name.pick(language),
        "operator": known.operator.pick(language),
        "telephone": known.telephone,
        "mail": known.mail,
    }


@cache
def _environment(language: str) -> Environment:
    folders = {path.parent.name: FileSystemLoader(path) for path in sorted(AREAS.glob("*/templates"))}
    made = Environment(
        loader=PrefixLoader(folders),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_translations(languages.catalogue(language), newstyle=True)  # type: ignore[attr-defined]
    made.filters["full_date"] = _in_words(language)
    made.filters["short_day"] = _in_short(language)
    made.filters["time_of_day"] = _at_what_time(language)
    return made


def _in_words(language: str) -> Callable[[dt.date], str]:
    """Write "Montag, 23. November 2026"."""
    return lambda day: format_date(day, DAYS[language], locale=language)


def _in_short(language: str) -> Callable[[dt.date], str]:
    """Write "Mo., 23. November", with the year only when it is another one."""

    def write(day: dt.date) -> str:
        year = "" if day.year == clock.today().year else " y"
        return format_date(day, SHORT_DAYS[language] + year, locale=language)

    return write


def _at_what_time(language: str) -> Callable[[dt.datetime], str]:
    """Write "17:58"."""
    return lambda moment: format_time(clock.local(moment).time(), "H:mm", locale=language)
