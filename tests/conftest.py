"""What every test may ask for.

`database` (and so everything built on it) runs a test twice, on SQLite and on PostgreSQL.
Tests of a service take `db_session`, which is rolled back. Tests of pages take `client` (nobody is logged
in) or `as_user`, whose requests commit, and build and look at rows through `rows`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool

from portal.db.session import Database
from portal.db.tenancy import Scope
from tests import databases
from tests.postgres import Cluster

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

    from portal.accounts.models import User
    from tests.client import PortalClient

pytest_plugins = ["tests.counts", "tests.sharing"]

CLUSTER = pytest.StashKey[Cluster]()
FOLDER = "portal_folder"


ENVIRONMENT = {"SECRET_KEY": "only-for-tests-" * 3}

# The server: one for the whole run, started where the run is started, not in its workers.


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL in the background; whoever needs it first waits for it."""
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        config.stash[CLUSTER] = Cluster()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker where the server is."""
    node.workerinput[FOLDER] = node.config.stash[CLUSTER].folder


def pytest_unconfigure(config: pytest.Config) -> None:
    """End PostgreSQL, also after Ctrl-C."""
    if cluster := config.stash.get(CLUSTER, None):
        cluster.stop()


@pytest.fixture(scope="session")
def folder(pytestconfig: pytest.Config) -> str:
    """The folder of the running server, where other files of this run may lie too: it goes at the end."""
    workerinput: dict[str, str] | None = getattr(pytestconfig, "workerinput", None)
    return workerinput[FOLDER] if workerinput else pytestconfig.stash[CLUSTER].folder


@event.listens_for(Pool, "connect")
def _do_not_wait_for_the_disk(connection: Any, _record: object) -> None:
    if type(connection).__module__ == "sqlite3":
        connection.execute("PRAGMA synchronous=OFF")


# Databases.


@pytest.fixture(params=databases.ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """On which of the two databases the test runs."""
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def _databases(folder: str, worker_id: str) -> Iterator[Callable[[str], databases.TestDatabase]]:
    made: dict[str, databases.TestDatabase] = {}

    def get(engine: str) -> databases.TestDatabase:
        if engine not in made:
            made[engine] = databases.make(engine, folder, worker_id)
        return made[engine]

    yield get
    for database in made.values():
        database.close()


@pytest.fixture
def database(engine_name: str, _databases: Callable[[str], databases.TestDatabase]) -> Iterator[databases.TestDatabase]:
    """A migrated, empty database; what the test commits is gone afterwards."""
    database = _databases(engine_name)
    yield database
    database.clean()


@pytest.fixture
def empty_url(engine_name: str, folder: str) -> Iterator[str]:
    """The address of a database without tables, for the tests of migrations."""
    with databases.empty(engine_name, folder) as url:
        yield url


@pytest.fixture
def db_session(database: databases.TestDatabase) -> Iterator[Session]:
    """A session for tests of a service. Do not mix it with `client`: on SQLite it holds the only write lock."""
    own = Database(database.url)
    with own.engine.connect() as connection, connection.begin() as transaction:
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            yield session
        transaction.rollback()
    own.dispose()


# The app.


@pytest.fixture(scope="session")
def _apps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Flask]]:
    made: dict[str, Flask] = {}

    def get(url: str) -> Flask:
        if url not in made:
            made[url] = _make_app(url, str(tmp_path_factory.mktemp("data")))
        return made[url]

    yield get
    for app in made.values():
        app.extensions["portal_database"].dispose()


def _make_app(url: str, data: str) -> Flask:
    # Here, not at the top: a test of rules does not wait until the whole portal is imported.
    from portal.app import create_app  # noqa: PLC0415
    from portal.settings import Settings  # noqa: PLC0415
    from tests.client import PortalClient  # noqa: PLC0415

    app = create_app(Settings.read(ENVIRONMENT | {"DATABASE_URL": url, "PORTAL_DATA": data}))
    app.testing = True
    app.test_client_class = PortalClient
    return app


@pytest.fixture
def app(database: databases.TestDatabase, _apps: Callable[[str], Flask]) -> Flask:
    """The real app. It is made once for each engine: do not change it; who needs another calls `create_app`."""
    return _apps(database.url)


@pytest.fixture
def rows(app: Flask) -> Iterator[Session]:
    """A session that sees the rows of all companies and commits before each request of a client."""
    with app.extensions["portal_database"].session() as session:
        session.info["scope"] = Scope(None, team=True, reason="tests look at all rows", unreleased=True)
        yield session


@pytest.fixture
def _clients(app: Flask, rows: Session) -> Callable[[], PortalClient]:
    def make() -> PortalClient:
        client: PortalClient = app.test_client()  # type: ignore[assignment] # the class is set on the app
        client.rows = rows
        return client

    return make


@pytest.fixture
def client(_clients: Callable[[], PortalClient]) -> PortalClient:
    """Somebody who has not logged in. `client.log_in(user)` logs them in."""
    return _clients()


@pytest.fixture
def as_user(_clients: Callable[[], PortalClient]) -> Callable[[User], PortalClient]:
    """A client of its own for each person: `as_user(consultant).get("/inbox")`."""
    return lambda user: _clients().log_in(user)
