"""The application for gunicorn and for `flask`: the web and the commands, joined here."""

from __future__ import annotations

from portal.app import create_app
from portal.cli import refuse_demo_on_network, register

app = create_app()
register(app)
refuse_demo_on_network(app)
