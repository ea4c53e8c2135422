"""Pages of this area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from portal.access import public

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("consultations", __name__)


@blueprint.get("/consultations")
@public
def overview() -> ResponseReturnValue:
    return ""


@blueprint.get("/inbox")
@public
def inbox() -> ResponseReturnValue:
    return ""
