"""Numbers in addresses: one that no row can have leads nowhere, and never reaches the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from werkzeug.routing import IntegerConverter

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.routing import Map

LARGEST = 2**63 - 1


class RowNumber(IntegerConverter):
    """A whole number that fits into a column of numbers."""

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **{"max": LARGEST, **options})


def install(app: Flask) -> None:
    """Let `<int:…>` in the app's addresses mean the number of a row."""
    app.url_map.converters["int"] = RowNumber
