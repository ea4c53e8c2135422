"""For the machines that watch the portal: does the process answer, is the database there and migrated."""

from __future__ import annotations

from flask import Blueprint, Response, current_app

from portal.access import public
from portal.db import migrate
from portal.web import transaction

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def alive() -> Response:
    """The process answers."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@public
def ready() -> Response:
    """The database is reachable and has every migration."""
    try:
        current = migrate.is_current(transaction.database())
    except Exception:
        current_app.logger.exception("The database cannot be reached.")
        return Response("database not reachable\n", 503, mimetype="text/plain")
    return (
        Response("ok\n", mimetype="text/plain")
        if current
        else Response("database not migrated\n", 503, mimetype="text/plain")
    )
