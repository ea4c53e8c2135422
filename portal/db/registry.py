"""Loads every area's tables, for what must know them all: migrations and the tests of the house."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

AREAS = Path(__file__).resolve().parent.parent


def load_models() -> None:
    """Import `portal.<area>.models` of every area that has tables. By name: this layer imports nothing above it."""
    for folder in sorted(AREAS.iterdir()):
        name = f"portal.{folder.name}.models"
        if (folder / "__init__.py").exists() and find_spec(name) is not None:
            import_module(name)
