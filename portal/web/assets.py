"""Built files by their lasting names: the manifest says which hashed name holds which file."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "static" / "dist"
PREFIX = "/static/"


class AssetsMissing(RuntimeError):
    """The assets were not built."""


@cache
def _manifest() -> dict[str, str]:
    try:
        names: dict[str, str] = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        message = "The assets are not built yet. Run: python -m portal.web.build"
        raise AssetsMissing(message) from None
    return names


def asset(name: str) -> str:
    """The address of a built file, for example asset("portal.css")."""
    return PREFIX + _manifest()[name]
