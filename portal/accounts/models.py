"""Tables of people and their log-ins."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.model import Model
from portal.db.types import Id, Line, Moment, Ref, UtcDateTime, Word


class User(Model):
    """A person who may log in. Staff roles are columns: a closed set, asked for in queries."""

    __tablename__ = "users"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(254))
    # The address as it is compared: trimmed and case folded.
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[Line]
    sort_key: Mapped[Line]
    password_hash: Mapped[str | None] = mapped_column(String(300))
    language: Mapped[str] = mapped_column(String(2), default="de")
    is_consultant: Mapped[bool] = mapped_column(default=False)
    is_editor: Mapped[bool] = mapped_column(default=False)
    is_admin: Mapped[bool] = mapped_column(default=False)
    is_funder: Mapped[bool] = mapped_column(default=False)
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Moment]
    deactivated_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    last_login_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())

    __table_args__ = (Index(None, "sort_key", "id"),)


class LoginSession(Model):
    """One log-in. The cookie carries a random token; here is its hash. Ending the row ends the log-in."""

    __tablename__ = "login_sessions"

    id: Mapped[Id]
    token_hash: Mapped[Word] = mapped_column(unique=True)
    user_id: Mapped[Ref] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    # The company chosen in this log-in, for people who work for several.
    company_id: Mapped[Ref | None] = mapped_column(ForeignKey("companies.id", onupdate="CASCADE", ondelete="SET NULL"))
    created_at: Mapped[Moment]
    last_seen_at: Mapped[Moment]
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())


class PasswordLink(Model):
    """A link to set a password, good for one use."""

    __tablename__ = "password_links"

    id: Mapped[Id]
    token_hash: Mapped[Word] = mapped_column(unique=True)
    user_id: Mapped[Ref] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    made_by: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    used_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())


class PasswordRequest(Model):
    """Somebody asked for a link to set a password. Whether the address has an account, the worker looks up later."""

    __tablename__ = "password_requests"

    id: Mapped[Id]
    email_key: Mapped[str] = mapped_column(String(254))
    asked_at: Mapped[Moment]


class DigestChoice(Model):
    """On which weekday a person gets the weekly mail; None: never. Whoever has the token may switch it off."""

    __tablename__ = "digest_choices"

    id: Mapped[Id]
    user_id: Mapped[Ref] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    weekday: Mapped[int | None] = mapped_column(index=True)
    token: Mapped[Word] = mapped_column(unique=True)
    # The last week that was looked at, as "2026-W48": one mail a week at most; or "again".
    done_week: Mapped[Word] = mapped_column(default="")


class LoginAttempts(Model):
    """Failed log-ins in a window of time, by address typed and by network address; `key` is a hash."""

    __tablename__ = "login_attempts"

    id: Mapped[Id]
    key: Mapped[Word]
    window_start: Mapped[Moment]
    failures: Mapped[int] = mapped_column(default=0)

    __table_args__ = (UniqueConstraint("key", "window_start"),)
