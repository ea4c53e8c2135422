"""Whom editors' deeds are told by mail: who may act on it, is active, and has not done it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal import clock
from portal.access.roles import Permission, roles_with
from portal.accounts import service as accounts
from portal.documents import mails
from portal.documents.mails import About
from portal.documents.service.editing.faults import LiveMoved
from portal.documents.service.editing.titles import title_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.accounts.service import Person
    from portal.documents.models import Document, Draft, Revision
    from portal.documents.service.editing.withdrawing import ItemsBack


def taken_back(
    session: Session, actor_id: int, document: Document, live: Revision, *, withdrew: int, items: ItemsBack | None
) -> None:
    """Tell all other editors that version `withdrew` was taken back; `live` is what readers see instead."""
    about = About(document.id, live.language, live.title)
    deed = mails.Withdrawal(withdrew, live.number, clock.now(), items)
    mails.taken_back(
        session, _holders(session, Permission.EDIT_CONTENT, actor_id), about, _name(session, actor_id), deed
    )


def handed_in(session: Session, actor_id: int, document: Document, draft: Draft) -> None:
    """Tell those who may publish that a text is to be checked."""
    readers = _holders(session, Permission.PUBLISH_CONTENT, actor_id)
    mails.handed_in(session, readers, _about(document, draft), _name(session, actor_id), _said(draft))


def handed_back(session: Session, actor_id: int, document: Document, draft: Draft, writer_id: int | None) -> None:
    """Tell the writer that the text is theirs again."""
    for reader in _person(session, writer_id, actor_id):
        mails.handed_back(session, reader, _about(document, draft), _name(session, actor_id), _said(draft))


def published(session: Session, actor_id: int | None, document: Document, draft: Draft, number: int) -> None:
    """Tell the writer that what they handed in is published."""
    for reader in _person(session, draft.handed_in_by, actor_id):
        mails.published(session, reader, _about(document, draft), _name(session, actor_id), number)


def not_published(session: Session, document: Document, draft: Draft, fault: Exception) -> None:
    """Tell who planned it that it could not be published at its time."""
    at = draft.publish_at or clock.now()
    for reader in _person(session, draft.planned_by, None):
        moved = isinstance(fault, LiveMoved)
        mails.not_published(session, reader, _about(document, draft), draft.stamp, at=at, moved=moved)


def unscheduled(session: Session, actor_id: int, document: Document, draft: Draft) -> None:
    """Tell who planned it that it is not published at its time, because another person went on with it."""
    at = draft.publish_at or clock.now()
    for reader in _person(session, draft.planned_by, actor_id):
        event = f"{draft.stamp}/{clock.now().isoformat()}"
        mails.unscheduled(session, reader, _about(document, draft), _name(session, actor_id), event, at=at)


def _holders(session: Session, permission: Permission, but: int | None) -> list[Person]:
    """The active people who have the permission, without one of them."""
    return [one for one in accounts.holders(session, roles_with(permission)) if one.id != but]


def _person(session: Session, user_id: int | None, but: int | None) -> list[Person]:
    """This one, as long as they are an editor; nobody is told their own deed."""
    if user_id is None or user_id == but:
        return []
    return [one for one in _holders(session, Permission.EDIT_CONTENT, but) if one.id == user_id]


def _name(session: Session, user_id: int | None) -> str:
    """What the person is called; nothing where nobody knows any more."""
    return accounts.names(session, [user_id]).get(user_id, "") if user_id else ""


def _about(document: Document, draft: Draft) -> About:
    return About(document.id, draft.language, title_of(draft.source, document.slug))


def _said(draft: Draft) -> mails.Said:
    """The same draft may be handed in and back again and again, so its stamp alone does not say which time it is."""
    return mails.Said(draft.comment, f"{draft.stamp}/{clock.now().isoformat()}")
