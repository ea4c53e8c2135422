"""One transaction per request: a GET cannot write, a POST commits once, a refusal leaves nothing behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from flask import Blueprint, abort
from sqlalchemy import event, func, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal import clock
from portal.access import public
from portal.app import create_app
from portal.audit.models import AuditEvent
from portal.settings import Settings
from portal.web import transaction
from tests.client import PortalClient
from tests.conftest import ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from flask.typing import ResponseReturnValue

    from tests.databases import TestDatabase

blueprint = Blueprint("throwaway", __name__)


def write() -> None:
    """Write a row of a table that needs nothing else."""
    transaction.session().add(AuditEvent(at=clock.now(), action="tried", details={}))
    transaction.session().flush()


@blueprint.get("/try/get")
@public
def get_that_writes() -> ResponseReturnValue:
    write()
    return "written"


@blueprint.get("/try/core")
@public
def get_that_writes_past_the_session() -> ResponseReturnValue:
    statement = insert(AuditEvent.__table__).values(at=clock.now(), action="tried", details={})
    transaction.session().connection().execute(statement)
    transaction.session().commit()
    return "written"


@blueprint.post("/try/answer/<int:status>")
@public
def answer_with(status: int) -> ResponseReturnValue:
    write()
    return "an answer", status


@blueprint.post("/try/keep")
@public
def keep_with_a_refusal() -> ResponseReturnValue:
    write()
    transaction.keep_changes()
    return "refused", 422


@blueprint.post("/try/reads-first/<int:begins>")
@public
@transaction.reads_first
def read_first(begins: int) -> ResponseReturnValue:
    transaction.session().info["scope"] = "the company's"
    transaction.session().scalars(select(AuditEvent)).all()
    if begins:
        transaction.begin_writing()
    write()
    return str(transaction.session().info["scope"])


@blueprint.post("/try/abort/<int:status>")
@public
def abort_with(status: int) -> ResponseReturnValue:
    write()
    abort(status)


@blueprint.post("/try/fail")
@public
def fail() -> ResponseReturnValue:
    write()
    raise ArithmeticError


@pytest.fixture
def throwaway(database: TestDatabase, tmp_path: Path) -> Iterator[Flask]:
    """The portal with routes that no portal should have. Not `testing`: errors become pages, as for people."""
    app = create_app(Settings.read(ENVIRONMENT | {"DATABASE_URL": database.url, "PORTAL_DATA": str(tmp_path)}))
    app.register_blueprint(blueprint)
    app.test_client_class = PortalClient
    yield app
    app.extensions["portal_database"].dispose()


@pytest.fixture
def visitor(throwaway: Flask) -> PortalClient:
    client: Any = throwaway.test_client()
    return client


def written(app: Flask) -> int:
    with app.extensions["portal_database"].session(read_only=True) as session:
        return int(session.scalar(select(func.count()).select_from(AuditEvent)) or 0)


@pytest.mark.parametrize("path", ["/try/get", "/try/core"])
def test_the_database_refuses_what_a_get_writes(path: str, throwaway: Flask, visitor: PortalClient) -> None:
    refusals: list[BaseException] = []
    event.listen(
        throwaway.extensions["portal_database"].engine,
        "handle_error",
        lambda context: refusals.append(context.original_exception),
    )
    assert visitor.get(path).status_code == 500
    assert len(refusals) == 1
    assert "read-only transaction" in str(refusals[0]) or "readonly database" in str(refusals[0])
    assert written(throwaway) == 0


def test_a_reading_session_leaves_a_connection_that_can_write(throwaway: Flask, visitor: PortalClient) -> None:
    visitor.get("/try/get")
    assert visitor.post("/try/answer/200").status_code == 200
    assert visitor.get("/try/get").status_code == 500
    assert written(throwaway) == 1


def test_a_post_commits_once(throwaway: Flask, visitor: PortalClient) -> None:
    commits: list[Session] = []
    remember = commits.append
    event.listen(Session, "after_commit", remember)
    try:
        visitor.post("/try/answer/200")
    finally:
        event.remove(Session, "after_commit", remember)
    assert len(commits) == 1
    assert written(throwaway) == 1


def test_a_post_that_reads_first_writes_from_when_it_says_so(throwaway: Flask, visitor: PortalClient) -> None:
    assert visitor.post("/try/reads-first/0").status_code == 500
    assert written(throwaway) == 0
    assert visitor.post("/try/reads-first/1").text == "the company's"
    assert written(throwaway) == 1


@pytest.mark.parametrize("status", [200, 204, 303])
def test_success_is_kept(status: int, throwaway: Flask, visitor: PortalClient) -> None:
    visitor.post(f"/try/answer/{status}")
    assert written(throwaway) == 1


@pytest.mark.parametrize(
    "path",
    ["/try/answer/409", "/try/answer/422", "/try/answer/503", "/try/abort/404", "/try/abort/409", "/try/fail"],
)
def test_a_refusal_keeps_nothing(path: str, throwaway: Flask, visitor: PortalClient) -> None:
    assert visitor.post(path).status_code >= 400
    assert written(throwaway) == 0


def test_a_refusal_can_keep_what_it_says(throwaway: Flask, visitor: PortalClient) -> None:
    assert visitor.post("/try/keep").status_code == 422
    assert written(throwaway) == 1


def test_a_form_without_its_token_writes_nothing(throwaway: Flask, visitor: PortalClient) -> None:
    assert visitor.post("/try/answer/200", csrf=False).status_code in {400, 403}
    assert written(throwaway) == 0


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_commit_that_fails_is_said(
    language: str, throwaway: Flask, visitor: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(_session: Session) -> None:
        raise DBAPIError("COMMIT", None, Exception("the disk is full"))

    event.listen(Session, "before_commit", break_off)
    try:
        response = visitor.post("/try/answer/303", headers={"Accept-Language": language})
    finally:
        event.remove(Session, "before_commit", break_off)
    assert response.status_code == 500
    assert f'<html lang="{language}">' in response.text
    assert "the disk is full" not in response.text
    assert written(throwaway) == 0
