"""One session per request, one commit at its end; a GET reads through a session that cannot write."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from flask import Flask, current_app, g, request

if TYPE_CHECKING:
    from flask import Response
    from sqlalchemy.orm import Session

    from portal.db.session import Database

READING = frozenset({"GET", "HEAD", "OPTIONS"})
FIRST_FAILURE = 400


def install(app: Flask, database: Database) -> None:
    """Give every request of the app its session."""
    app.extensions["portal_database"] = database
    app.after_request(_finish)
    app.teardown_request(_close)


def database() -> Database:
    """The app's database, for the few writes that need a transaction of their own."""
    return cast("Database", current_app.extensions["portal_database"])


def session() -> Session:
    """This request's session; made on first use, so a page without rows costs no connection."""
    if "session" not in g:
        g.session = database().session(read_only=request.method in READING)
    return cast("Session", g.session)


def keep_changes() -> None:
    """Commit although the answer is a refusal: a failed log-in is counted, for example."""
    g.keep_changes = True


def after_commit(run: Callable[[], None]) -> None:
    """Run this once what the request wrote is seen by everybody; never, if it is refused."""
    g.setdefault("after_commit", []).append(run)


def _finish(response: Response) -> Response:
    if "session" in g and request.method not in READING:
        if response.status_code < FIRST_FAILURE or g.get("keep_changes", False):
            g.session.commit()
            for run in g.pop("after_commit", ()):
                run()
        else:
            g.session.rollback()
    return response


def _close(_error: BaseException | None) -> None:
    held = g.pop("session", None)
    if held is not None:
        held.close()
