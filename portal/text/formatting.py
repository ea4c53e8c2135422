"""Markdown in mdformat's layout."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdformat import plugins
from mdformat.renderer import MDRenderer

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore

_ROUNDS = 4
_BOX = re.compile(r"\[([ xX])\][ \t\n\v\f\r]")
_ITEM = ("list_item_open", "paragraph_open", "inline")


def laid_out(body: str) -> str | None:
    """A fixed point of mdformat, or None if there is none nearby."""
    # Empty lines before it mean nothing; with them, what is laid out already would be laid out twice to see that it is.
    before = body.lstrip("\n").removesuffix("\n") + "\n"
    for _ in range(_ROUNDS):
        try:
            after = str(_formatter().render(before))
        except (ValueError, RecursionError, IndexError, KeyError, AssertionError):
            return None
        if after == before:
            return after
        before = after
    return None


@cache
def _formatter() -> MarkdownIt:
    """What `mdformat.text` makes anew for each text; and in time that grows with the text, not with its square."""
    made = MarkdownIt(renderer_cls=MDRenderer)  # type: ignore[arg-type] # as mdformat makes it
    github = plugins.PARSER_EXTENSIONS["gfm"]
    made.options.update(mdformat={"number": True}, store_labels=True, parser_extension=[github], codeformatters={})
    github.update_mdit(made)
    made.core.ruler.at("github-tasklists", _mark_items)
    return made


def _mark_items(state: StateCore) -> None:
    """Mark items as mdformat-gfm wants to find them. The plugin's own rule goes back to the list's begin for each."""
    for item, paragraph, inline in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        box = _BOX.match(inline.content)
        if (item.type, paragraph.type, inline.type) != _ITEM or box is None or not inline.children:
            continue
        item.attrSet("class", "task-list-item")
        inline.children[0].content = inline.children[0].content[3:]
        inline.content = inline.content[3:]
        checked = "" if box[1] == " " else 'checked="checked" '
        sign = f'<input class="task-list-item-checkbox" {checked}type="checkbox">'
        inline.children.insert(0, Token("html_inline", "", 0, content=sign))
