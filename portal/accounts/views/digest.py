"""Switching the weekly mail off, with a link of that mail and without logging in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.access import public
from portal.accounts import service
from portal.accounts.views.blueprint import blueprint
from portal.web import gate, pages, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.get("/digest/off/<token>")
@public
def digest_off(token: str) -> ResponseReturnValue:
    """A page with a button: programs that open every link of a mail switch nothing off."""
    try:
        service.check_digest_token(transaction.session(), token)
    except service.LinkUnusable:
        return pages.render("accounts/digest_off.html", state="unusable"), 410
    return pages.render("accounts/digest_off.html", state="asks")


@blueprint.post("/digest/off/<token>")
@public
@gate.without_token
def stop_digest(token: str) -> ResponseReturnValue:
    """The page's button, and the one of mail programs (RFC 8058), which have no token of a form and follow no
    redirect.
    """
    try:
        service.stop_digest(transaction.session(), token)
    except service.LinkUnusable:
        return pages.render("accounts/digest_off.html", state="unusable"), 410
    return pages.render("accounts/digest_off.html", state="done")
