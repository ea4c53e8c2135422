"""Listens to the database while templates are rendered."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from flask import before_render_template, template_rendered
from sqlalchemy import Engine, event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask


@contextmanager
def asked_while_rendering(app: Flask) -> Iterator[list[str]]:
    """The statements sent between the beginning and the end of a template, with its name."""
    found: list[str] = []
    rendering: list[str] = []

    def begin(_app: Flask, template: Any, **_values: Any) -> None:
        rendering.append(template.name)

    def end(_app: Flask, **_values: Any) -> None:
        rendering.pop()

    def remember(*arguments: Any) -> None:
        if rendering:
            found.append(f"{rendering[-1]}: {arguments[2]}")

    before_render_template.connect(begin, app)
    template_rendered.connect(end, app)
    event.listen(Engine, "before_cursor_execute", remember)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", remember)
        before_render_template.disconnect(begin, app)
        template_rendered.disconnect(end, app)
