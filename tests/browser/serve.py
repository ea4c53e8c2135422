"""Serves the portal to the browser of a test: prints its port, and ends when standard input ends.

Hanging on the pipe to the tests, it does not outlive them, however they end.
"""

from __future__ import annotations

import os
import sys
import threading

from werkzeug.serving import make_server

from portal.app import create_app
from portal.settings import Settings


def main() -> None:
    """Serve until standard input ends."""
    server = make_server("127.0.0.1", 0, create_app(Settings.read(os.environ)), threaded=True)
    print(server.port, flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
