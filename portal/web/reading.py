"""Reading forms whose bytes are no text: what cannot be read is marked, so that the form can say so.

Werkzeug leaves broken escapes as they are (`%FF` would be stored as if typed) and drops a whole form with raw
broken bytes in it, and with it everything typed.
"""

from __future__ import annotations

from typing import IO
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.formparser import FormDataParser


class _Parser(FormDataParser):
    """Puts U+FFFD where the bytes were no text."""

    def _parse_urlencoded(
        self,
        stream: IO[bytes],
        mimetype: str,  # noqa: ARG002 - Werkzeug's signature
        content_length: int | None,  # noqa: ARG002
        options: dict[str, str],  # noqa: ARG002
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        body = stream.read().decode("utf-8", "replace")
        items = parse_qsl(body, keep_blank_values=True, errors="replace")
        return stream, self.cls(items), self.cls()


class PortalRequest(Request):
    """A request of which every form can be read."""

    form_data_parser_class = _Parser
