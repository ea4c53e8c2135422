"""Pages of this area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from portal.access import public

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("documents", __name__)


@blueprint.get("/guides")
@public
def guides() -> ResponseReturnValue:
    return ""


@blueprint.get("/pages/<slug>")
@public
def page(slug: str) -> ResponseReturnValue:
    return ""


@blueprint.get("/impressum")
@public
def impressum() -> ResponseReturnValue:
    return ""


@blueprint.get("/datenschutz")
@public
def datenschutz() -> ResponseReturnValue:
    return ""


@blueprint.get("/barrierefreiheit")
@public
def barrierefreiheit() -> ResponseReturnValue:
    return ""
