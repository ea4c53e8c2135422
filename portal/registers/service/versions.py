"""The versions of a register: what holds, what held, and how a new one is made."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from portal import clock, text
from portal.accounts import service as accounts
from portal.audit import service as audit
from portal.audit.rules import Action
from portal.documents.service import Unusable, read_file
from portal.documents.service import editing as documents
from portal.registers import queries
from portal.registers.models import KeptRegister, RegisterVersion
from portal.registers.rules import Register
from portal.registers.service.errors import ChangedMeanwhile, NoSuchEntry, Unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sqlalchemy.orm import Session

    from portal.text import Problem

# Far beyond any list of figures; what is larger is no such list.
MOST_BYTES = 200_000


@dataclass(frozen=True)
class Held:
    """What a register says now. `number` 0: nobody has brought it in, the file holds."""

    register: Register
    number: int
    source: str

    @property
    def stamp(self) -> str:
        """A word for this state, sent along with what was filled from it."""
        return f"{self.register}-{self.number}"


@dataclass(frozen=True)
class Version:
    """A state of a register in the list; `changes`: what it says otherwise than the one before."""

    number: int
    at: dt.datetime
    by: str | None
    about: str
    holds: bool
    changes: tuple[documents.Passage, ...]


@dataclass(frozen=True)
class Aside:
    """What the file says instead, since both were changed."""

    at: dt.datetime
    changes: tuple[documents.Passage, ...]


def problems_of(register: Register, source: str) -> tuple[Problem, ...]:
    """What is wrong with a register's source."""
    if len(source.encode()) > MOST_BYTES:
        message = text.N_("The text has %(size)s bytes; at most %(most)s are possible: split it.")
        return (text.error(1, message, size=len(source.encode()), most=MOST_BYTES),)
    load = text.load_figures if register is Register.FIGURES else text.load_site
    found = load(source)[1]
    return tuple(one for one in found if one.severity == "error")


def held(session: Session, register: Register, content: Path) -> Held:
    """What the register says: its newest version, else its file."""
    newest = queries.newest(session, register)
    if newest is not None:
        return Held(register, newest.number, newest.source)
    try:
        return Held(register, 0, read_file(content / register.file_name))
    except Unusable:
        return Held(register, 0, "")


def newest_sources(session: Session) -> Mapping[str, tuple[int, str]]:
    """Row and source of what holds, by register: for the pages that show it."""
    return {one.register: (one.id, one.source) for one in queries.newest_of_all(session)}


def save(
    session: Session, actor_id: int, base: Held, source: str, *, about: str = "", in_files: bool = False
) -> RegisterVersion | None:
    """Let the register say this from now on; None where it does so already. Raises ChangedMeanwhile, Unreadable."""
    queries.stand_in_line(session, base.register)
    newest = queries.newest(session, base.register)
    if (newest.number if newest else 0) != base.number:
        raise ChangedMeanwhile
    if newest is not None and source == newest.source:
        newest.in_files = newest.in_files or in_files
        return None
    return add(session, actor_id, base, source, about=about, in_files=in_files)


def add(
    session: Session, actor_id: int | None, base: Held, source: str, *, about: str = "", in_files: bool = False
) -> RegisterVersion:
    """Make the version after this one. Raises Unreadable, ChangedMeanwhile."""
    problems = problems_of(base.register, source)
    if problems:
        raise Unreadable(problems)
    made = RegisterVersion(
        register=base.register,
        number=base.number + 1,
        source=source,
        source_hash=hash_of(source),
        about=about[:64],
        in_files=in_files,
        created_at=clock.now(),
        author_id=actor_id,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        # Of two at the same moment, one was first.
        raise ChangedMeanwhile from None
    audit.record(session, Action.REGISTER_CHANGED, actor_id=actor_id, register=str(base.register), number=made.number)
    return made


def hash_of(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()


def versions(session: Session, register: Register) -> tuple[Version, ...]:
    """All versions, the newest first: two queries."""
    found = queries.versions(session, register)
    names = accounts.names(session, [one.author_id for one in found if one.author_id])
    before = [*(one.source for one in found[1:]), ""]
    return tuple(
        Version(
            number=one.number,
            at=one.created_at,
            by=names.get(one.author_id or 0),
            about=one.about,
            holds=number == 0,
            changes=_changes(before[number], one.source) if number + 1 < len(found) else (),
        )
        for number, one in enumerate(found)
    )


def _changes(old: str, new: str) -> tuple[documents.Passage, ...]:
    return documents.passages(old.split("\n"), new.split("\n"))


def bring_back(session: Session, actor_id: int, base: Held, number: int) -> None:
    """Let an older version hold again, as a new one. Raises NoSuchEntry, ChangedMeanwhile, Unreadable."""
    found = queries.version(session, base.register, number)
    if found is None:
        raise NoSuchEntry
    save(session, actor_id, base, found.source)


# Beside the register --------------------------------------------------------------------


def aside(session: Session, base: Held) -> Aside | None:
    """What the file says instead, if somebody has to choose."""
    kept = queries.kept(session, base.register)
    return Aside(kept.kept_at, _changes(base.source, kept.source)) if kept else None


def keep(session: Session, register: Register, source: str) -> None:
    """Put what the file says beside the register."""
    kept = queries.kept(session, register) or KeptRegister(register=register)
    if kept.source_hash != hash_of(source):
        kept.source, kept.source_hash, kept.kept_at = source, hash_of(source), clock.now()
    session.add(kept)
    session.flush()


def take_aside(session: Session, actor_id: int, base: Held) -> None:
    """Let the register say what the file says. Raises NoSuchEntry, ChangedMeanwhile, Unreadable."""
    kept = queries.kept(session, base.register)
    if kept is None:
        raise NoSuchEntry
    save(session, actor_id, base, kept.source, in_files=True)
    session.delete(kept)


def drop_aside(session: Session, register: Register) -> None:
    """Stay with what the register says. Raises NoSuchEntry."""
    kept = queries.kept(session, register)
    if kept is None:
        raise NoSuchEntry
    session.delete(kept)
