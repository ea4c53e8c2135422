"""Which language a reader gets, the catalogues it comes from, and how dates and times are written in it.

Each area keeps its own catalogue, `portal/<area>/translations/de/LC_MESSAGES/messages.po`. They are read as they
are when first needed: there is no compiled file that could be older than its source.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import has_request_context, request
from flask_babel import Babel, Domain, force_locale, format_date, get_locale, gettext, pgettext
from flask_babel import format_datetime as babel_format_datetime

from portal import clock
from portal.web import people

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from datetime import date, datetime

    from flask import Flask

LANGUAGES = ("de", "en")
DEFAULT = "de"
AREAS = Path(__file__).resolve().parent.parent


class _Catalogues(Domain):  # type: ignore[misc] # Flask-Babel is untyped
    """All areas' catalogues as one."""

    def get_translations(self) -> Translations:
        """Return the catalogue of the reader's language; English is the language of the source."""
        locale = get_locale()
        return catalogue(str(locale) if locale else DEFAULT)


class _Babel(Babel):  # type: ignore[misc] # Flask-Babel is untyped
    @property
    def domain_instance(self) -> _Catalogues:
        return _CATALOGUES


_CATALOGUES = _Catalogues()


@cache
def catalogue(language: str) -> Translations:
    """All areas' texts in a language, for what is written apart from any page."""
    whole = Catalog(locale=language)
    for path in catalogue_files(language):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string:
                    whole[message.id] = message
    buffer = BytesIO()
    write_mo(buffer, whole)
    buffer.seek(0)
    return Translations(buffer)


def catalogue_files(language: str) -> Iterator[Path]:
    """The areas' catalogues of a language, in the order of their names."""
    yield from sorted(AREAS.glob(f"*/translations/{language}/LC_MESSAGES/messages.po"))


def install(app: Flask) -> None:
    """Let every page of the app speak the reader's language."""
    _Babel().init_app(app, default_locale=DEFAULT, default_timezone="Europe/Berlin", locale_selector=reader_language)
    # As the extraction of the catalogues does: a text may go over several lines of a template.
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.url_defaults(_carry_language)


def current() -> str:
    """The language of this page or command, "de" or "en"."""
    locale = get_locale()
    return str(locale.language) if locale else DEFAULT


def speaking(language: str) -> AbstractContextManager[None]:
    """Speak another language inside the block."""
    return force_locale(language)  # type: ignore[no-any-return] # Flask-Babel is untyped


def reader_language() -> str:
    """The person's own choice, else what the address asks for, else what the browser prefers."""
    if not has_request_context():
        return DEFAULT
    actor = people.current()
    if actor is not None:
        return actor.language
    return asked_language() or request.accept_languages.best_match(LANGUAGES) or DEFAULT


def asked_language() -> str | None:
    """The language in the address, if it is one of ours."""
    asked = request.args.get("lang", "")
    return asked if asked in LANGUAGES else None


def _carry_language(endpoint: str, values: dict[str, object]) -> None:
    """Readers without log-in have no cookie, so their choice travels in the links."""
    if not has_request_context() or endpoint == "static" or people.current() is not None:
        return
    asked = asked_language()
    if asked:
        values.setdefault("lang", asked)


def short_date(day: date) -> str:
    """Write "3. Dez." or "3 Dec", with the year only when it is another one."""
    return str(format_date(day, _pattern(day, "d. MMM", "d MMM")))


def long_date(day: date) -> str:
    """Write "Mo., 30. November", with the year only when it is another one."""
    return str(format_date(day, _pattern(day, "EE, d. MMMM", "EE, d MMMM")))


def full_date(day: date) -> str:
    """Write "22. November 2026": for what is printed, kept or quoted."""
    return str(format_date(day, "d. MMMM y" if current() == "de" else "d MMMM y"))


def day_word(moment: datetime) -> str:
    """Write "heute", "gestern", or the short date."""
    day = clock.local(moment).date()
    away = (clock.today() - day).days
    if away == 0:
        return str(gettext("today"))
    return str(gettext("yesterday")) if away == 1 else short_date(day)


def moment_words(moment: datetime) -> str:
    """Write "heute 9:12 Uhr", or the day and the time."""
    return str(gettext("%(day)s, %(time)s", day=day_word(moment), time=time_of_day(moment)))


def time_of_day(moment: datetime) -> str:
    """Write "9:12 Uhr" or "9:12"."""
    return str(pgettext("time of day", "%(time)s", time=babel_format_datetime(moment, "H:mm")))


def _pattern(day: date, german: str, english: str) -> str:
    pattern = german if current() == "de" else english
    return pattern if day.year == clock.today().year else f"{pattern} y"
