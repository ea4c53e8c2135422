"""Sources for tests: a checklist from its points, a guide from its body."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from portal.documents import parsing, service
from portal.documents.parsing import Task
from portal.documents.rules import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from portal.documents.parsing import Reading
    from portal.documents.service import Published


_read = lru_cache(maxsize=1_000)(parsing.read)


def read_here(tasks: list[Task]) -> list[Reading]:
    """Read texts in this process, each once."""
    return [_read(task) for task in tasks]


@dataclass(frozen=True)
class Point:
    """One item of a source."""

    id: str
    caption: str
    more: str = ""
    why: str = ""
    section: str = "Anfang"


def checklist(points: Sequence[Point], language: str = "de", title: str = "Liste", extra: str = "") -> str:
    """A checklist's file; sections follow each other as the points name them."""
    head = f'id: liste\ntitle: "{title}"\n'
    if language == "de":
        head += f"audience: company\nfield: ankommen\nas_of: 2026-11-01\nreview_by: 2027-11-01\n{extra}"
    lines, section = [f"---\n{head}---\n"], ""
    for point in points:
        if point.section != section:
            section = point.section
            lines.append(f"\n## {section}\n")
        lines.append(f"- [ ] {point.caption} {{: #{point.id} {point.more} }}\n")
        if point.why:
            lines.append(f"  **Warum:** {point.why}\n")
    return "\n".join(lines)


def prose(body: str, slug: str = "text", title: str = "Ein Text", extra: str = "field: ankommen\n") -> str:
    """A guide's, page's or office's file."""
    return (
        f'---\nid: {slug}\ntitle: "{title}"\nsummary: "Ein Satz."\n{extra}'
        f"as_of: 2026-11-22\nreview_by: 2027-05-22\n---\n\n{body}\n"
    )


def put(
    session: Session, source: str, kind: Kind = Kind.CHECKLIST, slug: str = "liste", language: str = "de"
) -> Published:
    """Publish without a child process, which costs a third of a second; one test looks at the child itself."""
    german = None
    if kind is Kind.CHECKLIST and language != "de":
        live = {(one.kind, one.slug, one.language): one.source for one in service.live_sources(session)}
        german = live.get((kind, slug, "de"))
    return service.publish_reading(session, parsing.read(Task(kind, slug, language, source, german)))
