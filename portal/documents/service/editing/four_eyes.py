"""Four eyes: no words reach readers that only who publishes them has seen.

A draft notes its writers. Whoever hands it in or schedules it stands by the whole text, so from then on somebody else
has seen what the others wrote. Who publishes has seen it all; only words of their own may be left that nobody else saw.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.access.roles import Permission, roles_with
from portal.accounts import service as accounts
from portal.documents.queries import editing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.documents.models import Draft


def four_eyes(session: Session) -> bool:
    """Whether a second person is needed: as it is set, else as soon as two people may publish."""
    chosen = editing.editing_rules(session)
    if chosen is not None and chosen.four_eyes is not None:
        return chosen.four_eyes
    return len(accounts.holders(session, roles_with(Permission.PUBLISH_CONTENT))) > 1


def chosen_four_eyes(session: Session) -> bool | None:
    """What was set; None: nothing."""
    chosen = editing.editing_rules(session)
    return chosen.four_eyes if chosen else None


def choose_four_eyes(session: Session, value: bool | None) -> None:  # noqa: FBT001 - the value is the choice
    editing.choose_four_eyes(session, value)


def wrote(draft: Draft, user_id: int | None) -> None:
    """Note that somebody wrote in it."""
    if user_id is not None:
        draft.writers = sorted({*(draft.writers or ()), user_id})


def gone_through(draft: Draft, user_id: int) -> None:
    """Note that somebody stands by all that it says: what the others wrote has been seen by a second person."""
    draft.writers = [one for one in draft.writers if one == user_id]


def unseen(draft: Draft, user_id: int) -> bool:
    """Whether this person wrote words in it that nobody else has gone through."""
    return user_id in draft.writers


def needs_another(session: Session, user_id: int, draft: Draft) -> bool:
    """Whether this person may not publish the draft without a reason."""
    return unseen(draft, user_id) and four_eyes(session)
