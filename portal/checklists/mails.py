"""The letter about an item that somebody shall take care of."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING

from portal.mail import service as mail

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.accounts.service import Person
    from portal.checklists.models import Run
    from portal.documents.service import ItemName

LONGEST_CAPTION = 200


def delegated(session: Session, reader: Person, run: Run, item: ItemName, cause: str, **who: str) -> None:
    """To a colleague: an item is theirs. `cause` says which handing over it was; `who` names person and company."""
    # A subject is one line, and a caption may be long.
    caption = shorten(item.caption, LONGEST_CAPTION, placeholder=" …")
    place = f"/checklists/{item.slug}" if run.hire_id is None else f"/hires/{run.hire_id}"
    path = f"{place}?company={run.company_id}#item-{item.key}"
    subject, text, html = mail.render(
        "checklists/delegated", reader.language, reader=reader.name, path=path, caption=caption, **who
    )
    mail.enqueue(
        session,
        key=f"checklists/owner/{cause}/{reader.id}",
        to_email=reader.email,
        to_name=reader.name,
        language=reader.language,
        subject=subject,
        text=text,
        html=html,
    )
