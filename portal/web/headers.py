"""What every answer tells the browser: run nothing that is not ours, keep nothing that is private."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import Flask, g

from portal.web import people

if TYPE_CHECKING:
    from flask import Response

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def install(app: Flask, *, secure: bool) -> None:
    """Set the headers on every answer of the app; `secure` when it is served over https."""
    app.after_request(_set_headers)
    app.jinja_env.globals["nonce"] = nonce
    if secure:
        app.after_request(_set_transport_security)


def nonce() -> str:
    """The word that this page's own scripts carry."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def _set_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=nonce()))
    if people.current() is not None:
        response.headers["Cache-Control"] = "no-store"
    return response


def _set_transport_security(response: Response) -> Response:
    response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
