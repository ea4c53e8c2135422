"""A PDF as its readers get it: pages of words, links, and what a screen reader is told."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pypdf import PdfReader

if TYPE_CHECKING:
    from collections.abc import Iterator


class Paper:
    """A PDF that has been read."""

    def __init__(self, content: bytes) -> None:
        self.reader = PdfReader(BytesIO(content), strict=True)
        self.pages = [page.extract_text() for page in self.reader.pages]

    @property
    def words(self) -> str:
        """All text, with any space between words as one."""
        return re.sub(r"\s+", " ", " ".join(self.pages))

    @property
    def root(self) -> Any:
        return self.reader.trailer["/Root"]

    @property
    def links(self) -> list[str]:
        notes = (note.get_object() for page in self.reader.pages for note in page.get("/Annots", ()))
        return [str(note["/A"]["/URI"]) for note in notes if note["/Subtype"] == "/Link"]

    @property
    def tags(self) -> list[str]:
        """The roles in the tree for screen readers, in reading order."""
        return [str(one["/S"]).removeprefix("/") for one in _below(self.root["/StructTreeRoot"])]


def _below(node: Any) -> Iterator[Any]:
    children = node.get("/K", ())
    for child in children if isinstance(children, list) else [children]:
        found = child.get_object()
        if isinstance(found, dict) and "/S" in found:
            yield found
            yield from _below(found)
