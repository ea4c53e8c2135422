"""Every SELECT on registers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from portal.registers.models import KeptRegister, RegisterVersion
from portal.registers.rules import Register

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


# Any number, as long as no other lock has it; the second one is the register's place in the list.
_LOCK = 2_031


def stand_in_line(session: Session, register: Register) -> None:
    """For whoever makes a version, before reading the newest: waits until another one's is committed. A lock on the row
    would not do, since its waiter gets the old row. SQLite needs none: its writing sessions stand in line.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCK, list(Register).index(register))))


def newest(session: Session, register: Register) -> RegisterVersion | None:
    """The version that holds."""
    statement = select(RegisterVersion).where(RegisterVersion.register == register)
    return session.scalars(statement.order_by(RegisterVersion.number.desc()).limit(1)).one_or_none()


def newest_of_all(session: Session) -> list[RegisterVersion]:
    """The versions that hold, of every register."""
    numbers = select(RegisterVersion.register, func.max(RegisterVersion.number)).group_by(RegisterVersion.register)
    last = numbers.subquery()
    columns = tuple(last.c)
    joined = select(RegisterVersion).join(
        last, (RegisterVersion.register == columns[0]) & (RegisterVersion.number == columns[1])
    )
    return list(session.scalars(joined))


def versions(session: Session, register: Register) -> list[RegisterVersion]:
    """All of them, the newest first."""
    statement = select(RegisterVersion).where(RegisterVersion.register == register)
    return list(session.scalars(statement.order_by(RegisterVersion.number.desc())))


def version(session: Session, register: Register, number: int) -> RegisterVersion | None:
    statement = select(RegisterVersion).where(RegisterVersion.register == register, RegisterVersion.number == number)
    return session.scalars(statement).one_or_none()


def has_hash(session: Session, register: Register, source_hash: str) -> bool:
    """Whether the register ever said this."""
    statement = select(RegisterVersion.id).where(
        RegisterVersion.register == register, RegisterVersion.source_hash == source_hash
    )
    return session.scalars(statement.limit(1)).first() is not None


def kept(session: Session, register: Register) -> KeptRegister | None:
    return session.get(KeptRegister, register)
