"""The people around a request, in a session or before the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from portal.access import Role
from portal.accounts.models import User
from tests import build
from tests.consultations.desk import Desk, Watch

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.companies.models import Company
    from tests.client import PortalClient

AsUser = Callable[[User], "PortalClient"]


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    return Watch(monkeypatch)


@pytest.fixture
def desk(db_session: Session, watch: Watch) -> Desk:
    return Desk(db_session)


@pytest.fixture
def company(rows: Session) -> Company:
    return build.company(rows, "Muster Maschinenbau GmbH")


@pytest.fixture
def anna(rows: Session, company: Company, as_user: AsUser) -> PortalClient:
    return as_user(build.member(rows, company, name="Anna Beispiel"))


@pytest.fixture
def jana(rows: Session, as_user: AsUser) -> PortalClient:
    return as_user(build.user(rows, Role.CONSULTANT, name="Jana Muster"))
