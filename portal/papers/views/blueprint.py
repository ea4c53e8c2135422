"""What the addresses of this area hang on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("papers", __name__)
