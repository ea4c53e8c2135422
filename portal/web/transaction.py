"""One session per request, one commit at its end; a GET reads through a session that cannot write.

So does a POST whose view `reads_first`, until it says that it writes: on SQLite only one can write at a time, and
nobody should wait while another's text is being read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import Flask, current_app, g, request

if TYPE_CHECKING:
    from flask import Response
    from sqlalchemy.orm import Session

    from portal.db.session import Database

READING = frozenset({"GET", "HEAD", "OPTIONS"})
FIRST_FAILURE = 400
View = TypeVar("View", bound=Callable[..., Any])


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
        g.session = database().session(read_only=is_reading())
    return cast("Session", g.session)


def reads_first(view: View) -> View:
    """Let the view write nothing, whatever its method, before it calls `begin_writing`."""
    view.reads_first = True  # type: ignore[attr-defined]
    return view


def is_reading() -> bool:
    """Whether the session of this request cannot write, or not yet."""
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method in READING or (getattr(view, "reads_first", False) and not g.get("writing", False))


def begin_writing() -> None:
    """End what was read, and write from here on: a new session in the same scope, which reads the rows of now."""
    if not is_reading():
        return
    g.writing = True
    held = g.pop("session", None)
    if held is not None:
        held.close()
        session().info.update(held.info)


def keep_changes() -> None:
    """Commit although the answer is a refusal: a failed log-in is counted, for example."""
    g.keep_changes = True


def after_commit(run: Callable[[], None]) -> None:
    """Run this once what the request wrote is seen by everybody; never, if it is refused."""
    g.setdefault("after_commit", []).append(run)


def _finish(response: Response) -> Response:
    if "session" in g and not is_reading():
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
