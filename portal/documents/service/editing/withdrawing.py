"""Taking the published version back: at once, told to the other editors, and before more mails tell of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from portal.documents import queries
from portal.documents.queries import editing
from portal.documents.rules import LANGUAGES, SOURCE_LANGUAGE, Kind
from portal.documents.service.editing import telling
from portal.documents.service.editing.faults import Behind, NoSuchText, NothingBefore, NothingToPublish
from portal.documents.service.editing.following import followed
from portal.documents.service.editing.saving import demand_document, follow_dates
from portal.documents.service.editing.wording import Wording, takeable
from portal.documents.service.publishing import Deed, Outcome, Published, restore

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from portal.documents.models import Document, Revision
    from portal.documents.queries.editing import Issue

# Who writes letters may do so on another machine, whose clock goes a little differently.
CLOCKS_DIFFER = dt.timedelta(minutes=1)
_State = tuple[int, bool]


@dataclass(frozen=True)
class Withdrawn:
    """A version of a checklist is taken back: letters that were written since then in one of these languages may tell
    of it.
    """

    since: dt.datetime
    languages: tuple[str, ...]


class Recall(Protocol):
    """Takes letters back that have not left, and lets them be written anew. Given by app.py: they are written above
    texts.
    """

    def __call__(self, session: Session, withdrawn: Withdrawn, /) -> None: ...


def no_letters(_session: Session, _withdrawn: Withdrawn) -> None:
    """Where nobody writes of texts."""


@dataclass(frozen=True)
class ItemsBack:
    """What a withdrawal did to a checklist: how many items it retired, brought back, gave their old meaning again."""

    retired: int
    returned: int
    meaning: int

    @classmethod
    def between(cls, before: Mapping[str, _State], after: Mapping[str, _State]) -> ItemsBack:
        pairs = [(before[key], after[key]) for key in before]
        return cls(
            retired=sum(not old[1] and new[1] for old, new in pairs),
            returned=sum(old[1] and not new[1] for old, new in pairs),
            meaning=sum(old[0] != new[0] and not new[1] for old, new in pairs),
        )


def withdraw(
    session: Session, actor_id: int, document_id: int, language: str, number: int, recall: Recall = no_letters
) -> Published:
    """Put back what readers saw before version `number`, at once and without a second person: its extra items are
    retired, what was answered before it holds again, and the other editors are told. Which versions can be taken back
    says `takeable`. Raises NoSuchText, Behind, NothingBefore, NothingToPublish, Refused.
    """
    document = demand_document(session, document_id, locked=True)
    issues = editing.revisions(session, document_id, language)
    if not issues:
        raise NoSuchText
    gone = _demand_takeable(session, document, issues, number)
    again = next((one.revision for one in issues if one.revision.number == number - 1), None)
    follows = followed(session, again) if again else None
    deed = Deed(in_files=_stayed_in_files(issues, number), withdraws=number, follows=follows, said=True)
    kind, before = Kind(document.kind), _states(session, document_id)
    done = restore(session, kind, document.slug, language, number - 1, author_id=actor_id, deed=deed)
    if done.outcome is Outcome.UNCHANGED:
        # Nothing but what follows by itself was another.
        raise NothingToPublish
    follow_dates(session, issues[0].revision)
    withdrawn = gone[-1].revision
    _tell(session, actor_id, document, withdrawn, before)
    _recall(session, document, withdrawn, recall)
    return done


def _demand_takeable(session: Session, document: Document, issues: list[Issue], number: int) -> list[Issue]:
    """The versions that go: this one at the end, and before it those that came after it."""
    offered = takeable(Wording.of(session, document), [one.revision for one in issues])
    gone = [one for one in issues if one.revision.number >= number]
    if number in offered:
        return gone
    if gone and number > max(offered, default=1):
        raise NothingToPublish
    if number == len(issues) == 1:
        raise NothingBefore
    raise Behind(0)


def _stayed_in_files(issues: list[Issue], number: int) -> bool:
    """Whether content/ says what readers see again: it said so before, and heard of nothing that goes now."""
    here = {one.revision.number: one.publication is None or one.publication.in_files for one in issues}
    return here[number - 1] and not any(stays for one, stays in here.items() if one >= number)


def _tell(
    session: Session, actor_id: int, document: Document, withdrawn: Revision, before: Mapping[str, _State]
) -> None:
    live = queries.live_revision(session, document.id, withdrawn.language)
    if live is not None:
        is_list = document.kind == Kind.CHECKLIST and live.language == SOURCE_LANGUAGE
        items = ItemsBack.between(before, _states(session, document.id)) if is_list else None
        telling.taken_back(session, actor_id, document, live, withdrew=withdrawn.number, items=items)


def _states(session: Session, document_id: int) -> dict[str, _State]:
    return {item.key: (item.rev, item.retired_at is not None) for item in queries.items(session, document_id)}


def _recall(session: Session, document: Document, withdrawn: Revision, recall: Recall) -> None:
    """Of what waits only checklists are told, and whoever has no translation reads the German text."""
    if document.kind == Kind.CHECKLIST:
        languages = LANGUAGES if withdrawn.language == SOURCE_LANGUAGE else (withdrawn.language,)
        recall(session, Withdrawn(withdrawn.created_at - CLOCKS_DIFFER, languages))
