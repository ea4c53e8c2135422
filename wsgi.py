"""The application for gunicorn and for `flask`: the web and the commands, joined here."""

from __future__ import annotations

from portal.app import create_app
from portal.cli import register

app = create_app()
register(app)
