"""What one does with companies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Subquery, select

from portal.companies.models import Company

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.access import Actor


def load_actor(session: Session, token: str) -> Actor | None:  # noqa: ARG001
    """Find who a log-in token belongs to."""
    return None


def sizes() -> Subquery:
    """Every company's `id` and `size_class`, for queries of other areas."""
    return select(Company.id, Company.size_class).subquery("company_sizes")
