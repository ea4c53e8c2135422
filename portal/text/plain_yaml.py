"""YAML read as text alone: nothing is guessed to be a number, a day or a yes."""

from __future__ import annotations

from typing import Any

import yaml

from .problems import N_, Problem, error
from .source import clean


def compose(text: str, first_line: int = 1) -> tuple[yaml.Node | None, list[Problem]]:
    """The tree of a YAML text, or None and why it cannot be read."""
    try:
        return yaml.compose(text, Loader=yaml.BaseLoader), []
    except yaml.YAMLError as fault:
        return None, [_unreadable(fault, first_line)]
    except (RecursionError, ValueError):
        message = N_("This YAML cannot be read: write flat lines of the form “key: value”.")
        return None, [error(first_line, message)]


def plain(node: yaml.Node, seen: dict[int, Any] | None = None) -> Any:
    """Strings, lists and dicts. Aliases share their value, so a small text stays small."""
    seen = {} if seen is None else seen
    if id(node) in seen:
        return seen[id(node)]
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        seen[id(node)] = mapping
        for key, value in node.value:
            mapping[_key(key)] = plain(value, seen)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        sequence: list[Any] = []
        seen[id(node)] = sequence
        sequence.extend(plain(entry, seen) for entry in node.value)
        return sequence
    return _readable(str(node.value))


def _key(node: yaml.Node) -> str:
    """A list or mapping as a key names nothing; written out, a small one could be endless."""
    return _readable(str(node.value)) if isinstance(node, yaml.ScalarNode) else "?"


def _readable(value: str) -> str:
    """A value in whole characters: YAML can also write halves of one, and those that no text has, such as NUL."""
    return clean(value.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def read_mapping(text: str, first_line: int = 1) -> tuple[dict[str, Any], dict[str, int], list[Problem]]:
    """A mapping, the line of each of its keys, and what is wrong with it."""
    node, problems = compose(text, first_line)
    if node is None:
        return {}, {}, problems
    if not isinstance(node, yaml.MappingNode):
        return {}, {}, [error(first_line, N_("Here belong lines of the form “key: value”."))]
    return plain(node), *key_lines(node, first_line)


def key_lines(node: yaml.MappingNode, first_line: int) -> tuple[dict[str, int], list[Problem]]:
    lines: dict[str, int] = {}
    problems = []
    for key, _ in node.value:
        line, name = key.start_mark.line + first_line, _key(key)
        if name in lines:
            message = N_("“%(key)s” is given twice: delete one of the two lines.")
            problems.append(error(line, message, key=name))
        lines.setdefault(name, line)
    return lines, problems


def _unreadable(fault: yaml.YAMLError, first_line: int) -> Problem:
    mark = getattr(fault, "problem_mark", None)
    line = (mark.line if mark else 0) + first_line
    reason = str(getattr(fault, "problem", None) or fault).split("\n", maxsplit=1)[0]
    if "mapping values" in reason:
        message = N_('A value with a colon needs double quotes around it: title: "One: two".')
        return error(line, message)
    message = N_("This line of YAML cannot be read (%(reason)s): put the value in double quotes.")
    return error(line, message, reason=reason)
