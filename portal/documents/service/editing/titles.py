"""What a text that is not published is called."""

from __future__ import annotations

from portal import text


def title_of(source: str, slug: str) -> str:
    """The title in the front matter, else the name in the address."""
    title = text.read_front_matter(source).values.get("title")
    return title if isinstance(title, str) and title else slug
