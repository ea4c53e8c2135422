"""The table of calendar addresses."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.model import Model
from portal.db.types import Id, Moment, Ref, Word


class Feed(Model):
    """A person's calendar address. It is made of `nonce` and the portal's own secret: the row alone betrays none, and
    deleting it ends it.
    """

    __tablename__ = "feeds"

    id: Mapped[Id]
    user_id: Mapped[Ref] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    nonce: Mapped[Word]
    token_hash: Mapped[Word] = mapped_column(unique=True)
    created_at: Mapped[Moment]
