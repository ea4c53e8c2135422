"""Codes that a phone reads from paper, as the shape of an inline drawing."""

from __future__ import annotations

from dataclasses import dataclass

import segno

# What the standard asks for around a code, in modules.
QUIET = 4


@dataclass(frozen=True, slots=True)
class Code:
    """`size`: width and height with the white rim; `path`: the dark modules, for the `d` of a path."""

    size: int
    path: str


def code(address: str) -> Code:
    """The code for an address."""
    # Error correction M: a crease or a coffee stain does no harm.
    rows = list(segno.make(address, error="m", micro=False).matrix)
    dark = [
        f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark
    ]
    return Code(len(rows) + 2 * QUIET, "".join(dark))
