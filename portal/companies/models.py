"""Tables of companies and their people."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.model import Model
from portal.db.tenancy import CompanyOwned
from portal.db.types import Id, Line, Moment, Ref, UtcDateTime, Word


class Company(Model):
    """A company that the service works with. Vocabulary of the columns: companies/rules.py."""

    __tablename__ = "companies"

    id: Mapped[Id]
    name: Mapped[Line]
    sort_key: Mapped[Line]
    # The name without legal form, folded: two companies with the same key may be one.
    name_key: Mapped[Line] = mapped_column(index=True)
    # The part of members' addresses behind the @, where it is the company's own.
    mail_domain: Mapped[str | None] = mapped_column(String(254), index=True)
    place: Mapped[Line | None]
    district: Mapped[Word]
    size_class: Mapped[Word]
    sector: Mapped[Word]
    chamber: Mapped[Word]
    consultant_id: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Moment]
    deactivated_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())

    __table_args__ = (Index(None, "sort_key", "id"),)


class Membership(Model):
    """A person belongs to a company. Read at every log-in across companies, so not scoped to one."""

    __tablename__ = "memberships"

    id: Mapped[Id]
    company_id: Mapped[Ref] = mapped_column(ForeignKey("companies.id", onupdate="CASCADE"), index=True)
    user_id: Mapped[Ref] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    role: Mapped[Word]
    function: Mapped[Line | None]
    created_at: Mapped[Moment]
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    # When the person was told who reads what; empty until the first log-in.
    welcomed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())

    __table_args__ = (UniqueConstraint("company_id", "user_id"),)


class Invitation(CompanyOwned, Model):
    """A link that lets somebody belong to the company; good for one use. Sending it again makes a new row."""

    __tablename__ = "invitations"

    id: Mapped[Id]
    token_hash: Mapped[Word] = mapped_column(unique=True)
    name: Mapped[Line]
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254))
    role: Mapped[Word]
    language: Mapped[str] = mapped_column(String(2))
    invited_by: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    used_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    revoked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    # A newer invitation to the same address took its place.
    replaced_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())

    __table_args__ = (Index(None, "company_id", "email_key"),)


class TermsAcceptance(CompanyOwned, Model):
    """The company's admin has accepted the terms of use and the processing agreement in this version."""

    __tablename__ = "terms_acceptances"

    id: Mapped[Id]
    # The number of the live German text.
    version: Mapped[int]
    accepted_by: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    accepted_at: Mapped[Moment]

    __table_args__ = (UniqueConstraint("company_id", "version"),)
