"""Keeping registers in step with their files in `content/`: neither replaces the other silently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.documents.service import Report, Result, Unusable, read_file, write_file
from portal.registers import queries
from portal.registers.rules import Register
from portal.registers.service import versions
from portal.text import load_figures

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from sqlalchemy.orm import Session


def sync(session: Session, content: Path) -> list[Report]:
    """Bring in what has changed in the files; what was changed on both sides is kept beside the register."""
    return [_put(session, register, content) for register in Register]


def _put(session: Session, register: Register, content: Path) -> Report:
    name = register.file_name
    queries.stand_in_line(session, register)
    newest = queries.newest(session, register)
    try:
        source = read_file(content / name)
    except Unusable as unusable:
        return Report(name, Result.GONE) if newest else Report(name, Result.REFUSED, problems=(unusable.problem,))
    if newest is not None and newest.source == source:
        newest.in_files = True
        _nothing_aside(session, register)
        return Report(name, Result.UNCHANGED, newest.number)
    problems = versions.problems_of(register, source)
    if problems:
        return Report(name, Result.REFUSED, problems=problems)
    if newest is not None and not newest.in_files:
        if queries.has_hash(session, register, versions.hash_of(source)):
            return Report(name, Result.OLDER)
        versions.keep(session, register, source)
        return Report(name, Result.CONFLICT)
    base = versions.Held(register, newest.number if newest else 0, newest.source if newest else "")
    made = versions.add(session, None, base, source, in_files=True)
    return Report(name, Result.CHANGED if newest else Result.NEW, made.number)


def _nothing_aside(session: Session, register: Register) -> None:
    kept = queries.kept(session, register)
    if kept is not None:
        session.delete(kept)


def export(session: Session, folder: Path, *, ours: bool = False) -> list[Path]:
    """Write every register to where `sync` would read it; returns what was written. Raises Unusable.

    `ours`: it is the folder that is synced, so from now on a file that changes may replace the register.
    """
    written = []
    for one in queries.newest_of_all(session):
        path = write_file(folder.resolve(), Register(one.register).file_name, one.source)
        written += [path] if path else []
        if ours:
            one.in_files = True
            _nothing_aside(session, Register(one.register))
    session.flush()
    return written


def figure_keys(session: Session, content: Path) -> Collection[str]:
    """The names of the figures that texts may show."""
    return tuple(sorted(load_figures(versions.held(session, Register.FIGURES, content).source)[0]))
