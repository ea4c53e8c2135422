"""Who is responsible for a text: who was chosen, else who last wrote it in the browser, else all editors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal.access.roles import Permission, Role, roles_with
from portal.accounts import service as accounts
from portal.documents.queries import editing
from portal.documents.service.editing.faults import NotAnEditor
from portal.documents.service.editing.saving import demand_document

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.accounts.service import Person


@dataclass(frozen=True)
class Keeper:
    """Who is responsible for a text. `id` None: all editors; `chosen`: somebody said so."""

    id: int | None = None
    name: str = ""
    chosen: bool = False


EVERYBODY = Keeper()


@dataclass(frozen=True)
class Team:
    """Everybody who may edit and has not left, by name."""

    people: Mapping[int, Person]

    def keeper(self, chosen: int | None, writer: int | None) -> Keeper:
        """Who is responsible. Whoever has left is passed over."""
        for number in (chosen, writer):
            if number is not None and number in self.people:
                return Keeper(number, self.people[number].name, chosen=number == chosen)
        return EVERYBODY

    @property
    def editors(self) -> tuple[int, ...]:
        """Who takes care of what nobody alone does: the editors; where there are none, all who may edit."""
        own = tuple(number for number, person in self.people.items() if Role.EDITOR in person.roles)
        return own or tuple(self.people)


def team(session: Session) -> Team:
    """One query."""
    return Team({one.id: one for one in accounts.holders(session, roles_with(Permission.EDIT_CONTENT))})


def written(history: Iterable[Any]) -> Any | None:
    """The last German revision whose words are others than before; `history`: all revisions of a text, oldest first."""
    return next((one for one in reversed([*history]) if not one.confirms), None)


def writer(history: Iterable[Any]) -> int | None:
    """Who last published the German text in the browser. To find it still true is not to write it: who helps out with
    that does not get the text for good.
    """
    return next((one.author_id for one in reversed([*history]) if one.author_id and not one.confirms), None)


def choose_keeper(session: Session, document_id: int, keeper_id: int | None) -> Keeper:
    """Let this person be responsible from now on; None: nobody is chosen. Returns who is. Raises NoSuchText,
    NotAnEditor.
    """
    document, known = demand_document(session, document_id, locked=True), team(session)
    if keeper_id is not None and keeper_id not in known.people:
        raise NotAnEditor
    document.keeper_id = keeper_id
    session.flush()
    return known.keeper(keeper_id, writer(editing.german_history(session, [document_id])))
