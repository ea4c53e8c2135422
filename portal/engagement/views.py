"""Pages of this area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from portal.access import public

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("engagement", __name__)


@blueprint.get("/")
@public
def home() -> ResponseReturnValue:
    return ""


@blueprint.get("/companies")
@public
def portfolio() -> ResponseReturnValue:
    return ""
