"""The application for gunicorn and for `flask`: the web and the commands, joined here."""

from __future__ import annotations

import sys

from portal.app import create_app
from portal.cli import refuse_demo_on_network, register
from portal.settings import SettingsError

try:
    app = create_app()
    register(app)
    refuse_demo_on_network(app)
except SettingsError as error:
    # One line a fault is all that helps; a traceback would hide them.
    sys.exit("\n".join(error.faults))
