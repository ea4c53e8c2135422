"""A form that came too late is not lost: it comes back as a page that holds everything typed.

After an expired log-in or form token, a POST from our own page is answered with what was typed, and, once the
same person has logged in, one button to send it. What was typed travels inside the page, signed, and is never
stored.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import current_app, request, session
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect

if TYPE_CHECKING:
    from collections.abc import Iterable

# Never shown back, never carried on.
SECRETS = frozenset({"csrf_token", "password", "new_password", "new_password_again", "held"})
# Carried on, but not words that somebody typed.
SILENT = frozenset(
    {"company", "typed_by", "once", "version", "state", "next"}
    | {"stamp", "typing", "then", "mend", "reference"}
    | {"item", "hire", "earlier", "topic", "language", "seen", "after", "outcome", "office", "consultant"}
)
HOURS = 12


@dataclass(frozen=True)
class Held:
    """A form's address, its fields in order, and the number of the person who typed it, if known."""

    path: str
    fields: tuple[tuple[str, str], ...]
    typed_by: int | None

    @property
    def words(self) -> tuple[str, ...]:
        """What somebody typed in their own words, to be shown and copied."""
        return tuple(value for name, value in self.fields if name not in SILENT and value.strip())


def from_request() -> Held | None:
    """Return what this POST brought, if it came from a page of ours and there is a place to send it again."""
    if request.method != "POST" or not from_our_page() or request.files:
        return None
    fields = tuple((name, value) for name, value in request.form.items(multi=True) if name not in SECRETS)
    return Held(request.path, fields, _number(request.form.get("typed_by", "")))


def seal(held: Held) -> str:
    """Write it as a signed word for a hidden field."""
    return str(_serializer().dumps([held.path, held.fields, held.typed_by, _browser()]))


def unseal(word: str) -> Held | None:
    """Read it back; None if forged, too old, made in another browser, or pointing outside."""
    try:
        path, fields, typed_by, browser = _serializer().loads(word, max_age=HOURS * 3600)
    except (BadData, ValueError):
        return None
    if browser != _browser():
        return None
    held = Held(str(path), _pairs(fields), typed_by)
    return held if _leads_to_a_form(held.path) else None


def _browser() -> str:
    """A word that only this browser's cookie holds: nobody can have a form sent that was prepared elsewhere."""
    return str(session.setdefault("browser", secrets.token_urlsafe()))


def _pairs(fields: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    return tuple((str(name), str(value)) for name, value in fields)


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="held form")


def from_our_page() -> bool:
    """Whether the request was sent by a page of this portal, as far as the browser says."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    return bool(origin) and urlsplit(origin).netloc == request.host


def _number(word: str) -> int | None:
    return int(word) if word.isascii() and word.isdigit() and len(word) < 19 else None


def _leads_to_a_form(path: str) -> bool:
    try:
        current_app.url_map.bind("").match(path, method="POST")
    except (NotFound, RequestRedirect):
        return False
    except Exception:  # noqa: BLE001 - whatever the router says, it is no place to send a form
        return False
    return True
