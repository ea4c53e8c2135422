"""Every SELECT on feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.feeds.models import Feed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def of_user(session: Session, user_id: int) -> Feed | None:
    return session.scalar(select(Feed).where(Feed.user_id == user_id).with_for_update())


def made(session: Session, user_id: int) -> Feed | None:
    return session.scalar(select(Feed).where(Feed.user_id == user_id))


def owner(session: Session, token_hash: str) -> int | None:
    """Whose address it is."""
    return session.scalar(select(Feed.user_id).where(Feed.token_hash == token_hash))
