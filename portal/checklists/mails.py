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


def item_path(company_id: int, slug: str, key: str) -> str:
    """Where a link to an item of a company's checklist leads."""
    return f"/checklists/{slug}?company={company_id}#item-{key}"


def hire_path(hire_id: int, key: str) -> str:
    """Where a link to an item of a hire leads."""
    return f"/hires/{hire_id}#item-{key}"


def delegated(session: Session, reader: Person, run: Run, item: ItemName, cause: str, **who: str) -> None:
    """To a colleague: an item is theirs. `cause` says which handing over it was; `who` names person and company."""
    # A subject is one line, and a caption may be long.
    caption = shorten(item.caption, LONGEST_CAPTION, placeholder=" …")
    path = hire_path(run.hire_id, item.key) if run.hire_id else item_path(run.company_id, item.slug, item.key)
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
