"""What one does with requests for advice."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.access import Actor


def waiting_for_team(session: Session, actor: Actor, company_id: int | None) -> int:  # noqa: ARG001
    """Count the requests that wait for this consultant."""
    return 0


def waiting_for_company(session: Session, actor: Actor, company_id: int | None) -> int:  # noqa: ARG001
    """Count the requests with an answer that the company has not read."""
    return 0
