"""Fira Sans for paper: the web's files as plain fonts, and a list of the characters that they have.

The web's fonts come in parts by script, all of one name. Typesetting looks for a character in one font of a name
and then in the next name, so each part gets a name of its own, in the order of `SCRIPTS`.
"""

from __future__ import annotations

import json
from pathlib import Path

from fontTools.ttLib import TTFont

from portal.web.typesetting.characters import LIST

SCRIPTS = ("latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "greek-ext", "vietnamese")
WEIGHTS = (400, 500, 600)
FAMILY_NAMES = (1, 16)


def write(source: Path, target: Path) -> None:
    """Write every font of `source`, and which characters have a shape in all weights."""
    target.mkdir(parents=True)
    characters: set[int] = set()
    for script in SCRIPTS:
        fonts = [_convert(source, target, script, weight) for weight in WEIGHTS]
        characters |= set.intersection(*fonts)
    (target / LIST).write_text(json.dumps(sorted(characters)) + "\n")


def family(script: str) -> str:
    """The name under which typesetting knows a part."""
    return "Fira Sans" if script == "latin" else f"Fira Sans {script}"


def _convert(source: Path, target: Path, script: str, weight: int) -> set[int]:
    # WOFF 1: WOFF 2 would need one more package to be unpacked.
    font = TTFont(source / f"fira-sans-{script}-{weight}-normal.woff")
    font.flavor = None
    for number in FAMILY_NAMES:
        font["name"].setName(family(script), number, 3, 1, 0x409)
    font.save(target / f"fira-sans-{script}-{weight}.ttf")
    return set(font.getBestCmap())
