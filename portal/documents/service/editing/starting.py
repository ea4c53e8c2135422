"""Beginning a text from a template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal import clock, text
from portal.documents import files
from portal.documents.models import Document, Draft
from portal.documents.rules import SOURCE_LANGUAGE, Kind
from portal.documents.service import addresses
from portal.documents.service.editing.faults import NameTaken
from portal.documents.service.editing.saving import write
from portal.documents.service.editing.taking import taking

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

TEMPLATES = "templates"


def begin(session: Session, actor_id: int, kind: Kind, title: str, slug: str, template: str) -> int:
    """Make a document that nobody sees yet, with its first draft; returns its number. Raises NameTaken.

    `template` is a text of this kind without front matter; `slug` "" is made from the title.
    """
    name = slug or text.slugify(title, fallback=str(kind))
    taken = addresses.holder_id(session, kind, name)
    if taken is not None:
        raise NameTaken(taken)
    document = Document(kind=kind, slug=name, created_at=clock.now())
    with taking(session, kind, name):
        session.add(document)
    today = clock.today()
    head = text.with_meta("---\n---", {"id": name, "title": title, "as_of": today.isoformat()})
    draft = Draft(document_id=document.id, language=SOURCE_LANGUAGE, base=0)
    write(draft, text.normalise(text.join(head, template)), actor_id)
    session.add(draft)
    session.flush()
    return document.id


def template(content: Path, kind: Kind) -> str:
    """The body that a new text of this kind begins with; nothing where the operator has written none."""
    try:
        return files.read_text(content / TEMPLATES / f"{kind}.md")
    except files.Unusable:
        return ""
