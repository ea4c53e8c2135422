"""Letters of this area, to editors: what another editor did with a text, and which texts are to be looked at again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal.mail import service as mail

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from portal.accounts.service import Person, Reader
    from portal.documents.service.editing.reminding import Upkeep
    from portal.documents.service.editing.withdrawing import ItemsBack


@dataclass(frozen=True)
class About:
    """The text that a letter is about."""

    document_id: int
    language: str
    title: str

    @property
    def path(self) -> str:
        """Where the text is written."""
        return f"/editor/{self.document_id}/{self.language}"

    def versions_path(self, old: int, new: int) -> str:
        """Where two of its versions are compared."""
        chosen = f"?old={old}&new={new}" if old else ""
        return f"{self.path}/versions{chosen}"


@dataclass(frozen=True)
class Said:
    """A comment, and a word for the one time that it was given."""

    comment: str
    event: str


@dataclass(frozen=True)
class Withdrawal:
    """Version `withdrew` was taken back by version `number`. `items` None: the text has none of its own."""

    withdrew: int
    number: int
    at: dt.datetime
    items: ItemsBack | None


def taken_back(session: Session, readers: Iterable[Person], about: About, who: str, deed: Withdrawal) -> None:
    """To all other editors: what was published is not to be read any more."""
    path = about.versions_path(deed.withdrew, deed.number)
    for reader in readers:
        event = f"{about.document_id}/{about.language}/{deed.number}"
        _send(session, "taken_back", reader, about, event, who=who, path=path, deed=deed)


def handed_in(session: Session, readers: Iterable[Person], about: About, who: str, said: Said) -> None:
    """To those who may publish: a text waits for a second look."""
    for reader in readers:
        _send(session, "handed_in", reader, about, said.event, who=who, path=about.path, comment=said.comment)


def handed_back(session: Session, reader: Person, about: About, who: str, said: Said) -> None:
    """To the writer: the text is a draft again."""
    _send(session, "handed_back", reader, about, said.event, who=who, path=about.path, comment=said.comment)


def published(session: Session, reader: Person, about: About, who: str, number: int) -> None:
    """To the writer: what they handed in is what readers see."""
    event = f"{about.document_id}/{about.language}/{number}"
    _send(session, "published", reader, about, event, who=who, path=about.versions_path(number - 1, number))


def not_published(session: Session, reader: Person, about: About, stamp: str, *, at: dt.datetime, moved: bool) -> None:
    """To who planned it: at its time the text could not be published. `moved`: readers see another text by now."""
    _send(session, "not_published", reader, about, f"{stamp}/{at.isoformat()}", path=about.path, at=at, moved=moved)


def unscheduled(session: Session, reader: Person, about: About, who: str, event: str, *, at: dt.datetime) -> None:
    """To who planned it: somebody went on with the text, so at its time it is not published."""
    _send(session, "unscheduled", reader, about, event, who=who, path=about.path, at=at)


def _send(session: Session, name: str, reader: Person, about: About, event: str, **values: Any) -> None:
    key = f"documents/{name}/{event}/{reader.id}"
    mail.write(session, f"documents/{name}", reader, key=key, about=about, **values)


# Once a week -----------------------------------------------------------------------------


def text_path(document_id: int) -> str:
    """Where a link to a text in the editor leads."""
    return f"/editor/{document_id}"


def upkeep(session: Session, reader: Reader, upkeep: Upkeep, week: str, today: dt.date) -> None:
    """What the reader is to look at: at most once a week, and rather not at all than twice."""
    mail.write(
        session,
        "documents/upkeep",
        reader.person,
        key=f"upkeep/{reader.person.id}/{week}",
        at_most_once=True,
        off_path=reader.off_path,
        upkeep=upkeep,
        today=today,
        path=text_path,
    )
