"""Letters of this area: which texts an editor is to look at again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.mail import service as mail

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from portal.accounts.service import Reader
    from portal.documents.service.editing.reminding import Upkeep


def text_path(document_id: int) -> str:
    """Where a link to a text in the editor leads."""
    return f"/editor/{document_id}"


def upkeep(session: Session, reader: Reader, upkeep: Upkeep, week: str, today: dt.date) -> None:
    """What the reader is to look at: at most once a week, and rather not at all than twice."""
    person = reader.person
    subject, text, html = mail.render(
        "documents/upkeep",
        person.language,
        reader=person.name,
        upkeep=upkeep,
        count=len(upkeep),
        today=today,
        path=text_path,
        off_path=reader.off_path,
    )
    mail.enqueue(
        session,
        key=f"upkeep/{person.id}/{week}",
        to_email=person.email,
        to_name=person.name,
        language=person.language,
        subject=subject,
        text=text,
        html=html,
        at_most_once=True,
        unsubscribe_url=mail.link(reader.off_path),
    )
