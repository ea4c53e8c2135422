"""Pages of this area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from portal.access import public

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/login")
@public
def login() -> ResponseReturnValue:
    return ""


@blueprint.post("/logout")
@public
def logout() -> ResponseReturnValue:
    return ""


@blueprint.get("/account")
@public
def account() -> ResponseReturnValue:
    return ""


@blueprint.post("/account/language")
@public
def set_language() -> ResponseReturnValue:
    return ""


@blueprint.get("/admin")
@public
def administration() -> ResponseReturnValue:
    return ""
