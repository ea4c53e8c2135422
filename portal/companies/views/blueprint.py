"""What the pages of this area hang on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("companies", __name__)

# A number in an address that fits into the database; any other is an address that leads nowhere.
NUMBER = f"int(max={2**63 - 1})"
