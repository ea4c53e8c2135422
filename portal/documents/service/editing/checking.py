"""Reading a text that is not published: how it will look, what is wrong with it, and the deeds that mend it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from portal import text
from portal.documents import parsing, queries
from portal.documents.parsing import Reading, Task
from portal.documents.rules import SOURCE_LANGUAGE, Kind
from portal.documents.service import items
from portal.documents.service.items import RENAMED, VANISHED, VANISHED_AT_THE_START

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.documents.models import Document
    from portal.text import Problem


@dataclass(frozen=True)
class Checked:
    """A text as it was read; `problems` in the order of their lines."""

    reading: Reading
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity == "error")


def read(
    session: Session, document: Document, language: str, source: str, figures: tuple[str, ...] | None = None
) -> Checked:
    """Read a text in a process of its own, and hold its items against the live ones."""
    kind = Kind(document.kind)
    german, gone = None, frozenset[str]()
    if kind is Kind.CHECKLIST and language != SOURCE_LANGUAGE:
        live = queries.live_revision(session, document.id, SOURCE_LANGUAGE)
        german = live.source if live else None
        gone = queries.gone_keys(session, document.id).get(document.id, gone)
    reading = parsing.read_safely([Task(kind, document.slug, language, source, german, figures, gone)])[0]
    found = [*reading.problems]
    if kind is Kind.CHECKLIST and language == SOURCE_LANGUAGE and reading.items:
        live = queries.live_revision(session, document.id, SOURCE_LANGUAGE)
        before = items.states(session, document.id, live.id if live else None)
        found += items.identity_problems(before, items.read_states(reading.items))
    return Checked(reading, tuple(sorted(found, key=lambda problem: problem.line)))


# Mending -------------------------------------------------------------------------------


class Cure(StrEnum):
    """What a button beside a problem does."""

    PUT_BACK = "put_back"
    RETIRE = "retire"
    NEW_ID = "new_id"
    OLD_ID = "old_id"
    SPLIT = "split"
    ADD_MISSING = "add_missing"
    TAKE_ID = "take_id"
    DROP = "drop"


@dataclass(frozen=True)
class Mend:
    """One way to mend a problem: what to do, with which item, on which line."""

    cure: Cure
    key: str
    line: int

    @property
    def word(self) -> str:
        return f"{self.cure}/{self.key}/{self.line}"

    @classmethod
    def read(cls, word: str) -> Mend | None:
        """The mend of a button; None for anything that is none."""
        parts = word.split("/")
        if len(parts) != 3 or parts[0] not in set(Cure) or not parts[2].isdecimal() or len(parts[2]) > 9:
            return None
        return cls(Cure(parts[0]), parts[1][:64], int(parts[2]))


_GONE = (VANISHED, VANISHED_AT_THE_START)


def mends(problem: Problem, untranslated: str | None = None) -> tuple[Mend, ...]:
    """The buttons that mend a problem, the likeliest first. `untranslated`: of a translation, the first item that it
    lacks, "" if it lacks none.
    """
    key = str(problem.params.get("key", ""))
    if problem.message in _GONE:
        return (Mend(Cure.PUT_BACK, key, problem.line), Mend(Cure.RETIRE, key, problem.line))
    if problem.message == RENAMED:
        return (Mend(Cure.OLD_ID, key, problem.line), Mend(Cure.SPLIT, key, problem.line))
    if problem.message == text.SAME_ID:
        return (Mend(Cure.NEW_ID, str(problem.params["id"]), problem.line),)
    if problem.message == text.UNTRANSLATED:
        return (Mend(Cure.ADD_MISSING, "", problem.line),)
    if problem.message == text.WITHOUT_ID and untranslated is not None:
        taken = (Mend(Cure.TAKE_ID, untranslated, problem.line),) if untranslated else ()
        return (*taken, Mend(Cure.DROP, "", problem.line))
    return ()


def mend(session: Session, document: Document, source: str, wanted: Mend, today: dt.date) -> str:
    """The text with one problem less. The text itself where there is nothing to mend any more."""
    if wanted.cure is Cure.NEW_ID:
        taken = items.keys(session, document.id)
        return text.with_attributes(source, wanted.line, {"id": text.unused_id(source, wanted.key, taken)})
    if wanted.cure in {Cure.OLD_ID, Cure.TAKE_ID}:
        return text.with_attributes(source, wanted.line, {"id": wanted.key})
    if wanted.cure is Cure.DROP:
        return text.without_item(source, wanted.line)
    live = queries.live_revision(session, document.id, SOURCE_LANGUAGE)
    return _from_live(source, live.source, wanted, today) if live else source


def _from_live(source: str, live: str, wanted: Mend, today: dt.date) -> str:
    """The text with what the live German one has and it lacks."""
    if wanted.cure is Cure.ADD_MISSING:
        return text.with_missing(source, live)
    if wanted.cure is Cure.SPLIT:
        source = text.with_attributes(source, wanted.line, {"was": wanted.key})
    back = text.put_back(source, live, wanted.key)
    place = text.place(back, key=wanted.key)
    if wanted.cure is Cure.PUT_BACK or place is None:
        return back
    return text.with_attributes(back, place.line, {"retired": today.isoformat()})
