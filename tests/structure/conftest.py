"""The world that tests of all pages look at: made once for each engine and worker."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from portal.app import create_app
from portal.db.tenancy import Scope
from portal.settings import Settings
from tests import databases
from tests.client import PortalClient
from tests.conftest import ENVIRONMENT
from tests.structure import world as worlds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask


@pytest.fixture(scope="session", params=databases.ENGINES)
def world(
    request: pytest.FixtureRequest, folder: str, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[worlds.World]:
    """Do not change it: tests of other files look at it too."""
    database = databases.make(request.param, folder, f"world_{worker_id}")
    app = _make_app(database.url, str(tmp_path_factory.mktemp("world")))
    with app.extensions["portal_database"].session() as session:
        session.info["scope"] = Scope(None, team=True, reason="tests build rows of any company")
        made = worlds.make(app, session, Path(folder))
        session.rollback()
        yield made
    app.extensions["portal_database"].dispose()
    database.close()


def _make_app(url: str, data: str) -> Flask:
    app = create_app(Settings.read(ENVIRONMENT | {"DATABASE_URL": url, "PORTAL_DATA": data}))
    app.testing = True
    app.test_client_class = PortalClient
    return app
