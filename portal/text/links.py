"""Links in a source, found by the parser and changed where they stand: nothing else of the text moves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .editing import part
from .front_matter import split
from .outline import parser

_HREF = re.compile(r"""href\s*=\s*["']?([^"'\s>]*)""", re.IGNORECASE)
_BEHIND = re.compile(r"[?#].*", re.DOTALL)
_PROBE = "zz0probe"


def links(source: str) -> frozenset[str]:
    """The addresses that a text links to, without what stands behind ? or #; also by link definitions and in HTML."""
    return _paths(part(source).body)


def with_addresses(source: str, changes: Mapping[str, str]) -> str:
    """The source with other addresses wherever it links to one of `changes`, or to a place in it.

    Every occurrence is tried with an address of its own, and the parser says which of them are links: code, words and
    longer addresses stay as they are.
    """
    head, body = split(source) or ("", source)
    if not any(old in body for old in changes):
        return source
    wanted = re.compile(rf"(?<![\w.-])(?:{'|'.join(map(re.escape, sorted(changes)))})(?![\w-])")
    probe = _unused(source)
    found = [match[0] for match in wanted.finditer(body)]
    tried = _each(wanted, body, lambda number, _old: f"/{probe}-{number}")
    paths = _paths(tried)
    genuine = {number for number in range(len(found)) if f"/{probe}-{number}" in paths}
    if not genuine:
        return source
    return head + _each(wanted, body, lambda number, old: changes[old] if number in genuine else old)


def _unused(source: str) -> str:
    probe = _PROBE
    while probe in source:
        probe += "0"
    return probe


def _each(wanted: re.Pattern[str], body: str, new: Callable[[int, str], str]) -> str:
    numbers = iter(range(len(body)))
    return wanted.sub(lambda match: new(next(numbers), match[0]), body)


def _paths(body: str) -> frozenset[str]:
    return frozenset(_BEHIND.sub("", address) for address in _addresses(body))


def _addresses(body: str) -> Iterator[str]:
    env: dict[str, Any] = {}
    for token in parser().parse(body, env):
        for one in (token, *(token.children or ())):
            if one.type == "link_open":
                yield str(one.attrGet("href") or "")
            elif one.type in {"html_inline", "html_block"}:
                yield from _HREF.findall(one.content)
    for definition in (*env.get("references", {}).values(), *env.get("duplicate_refs", ())):
        yield str(definition["href"])
