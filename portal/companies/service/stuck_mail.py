"""What an administrator does with letters that do not arrive, and that it is noted who did it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.audit import service as audit
from portal.audit.rules import Action
from portal.mail import service as mail

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.access import Actor


def send_mail_again(session: Session, actor: Actor, mail_id: int) -> None:
    """Try a stuck letter anew. Raises NoSuchMail."""
    mail.send_again(session, mail_id)
    audit.record(session, Action.MAIL_SENT_AGAIN, actor_id=actor.user_id, subject_id=mail_id)


def drop_mail(session: Session, actor: Actor, mail_id: int) -> None:
    """Give a stuck letter up. Raises NoSuchMail."""
    mail.drop(session, mail_id)
    audit.record(session, Action.MAIL_DROPPED, actor_id=actor.user_id, subject_id=mail_id)
