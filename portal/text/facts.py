"""The facts that texts may rest on: their numbers, how sure they are, and which paragraphs and numbers they name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from .plain_yaml import compose, plain
from .problems import N_, Problem, error

MARKS = ("V", "V2", "G", "P")
VERIFIED = frozenset({"V", "V2"})
_ID = re.compile(r"F\d+\.\d+-\d+")
_KEYS = frozenset({"id", "mark", "part", "names"})


@dataclass(frozen=True, slots=True)
class Fact:
    """`names`: the paragraphs ("§4a") and numbers ("30000") that it speaks of; `part`: not all of it is verified."""

    id: str
    mark: str
    part: bool = False
    names: frozenset[str] = frozenset()

    @property
    def verified(self) -> bool:
        return self.mark in VERIFIED


Facts = Mapping[str, Fact]


def load_facts(yaml_text: str) -> tuple[dict[str, Fact], list[Problem]]:
    """The list in facts.yaml by its numbers; a faulty entry is reported and left out."""
    node, problems = compose(yaml_text)
    if node is None:
        return {}, problems
    if not isinstance(node, yaml.SequenceNode):
        return {}, [error(1, N_("facts.yaml is a list: begin each fact with “- {id: F1.4-40, mark: V}”."))]
    facts: dict[str, Fact] = {}
    for entry in node.value:
        fact = _fact(plain(entry))
        if fact is None or fact.id in facts:
            message = N_("This fact cannot be used: it needs an id of its own and a mark (%(marks)s).")
            problems.append(error(entry.start_mark.line + 1, message, marks=", ".join(MARKS)))
        else:
            facts[fact.id] = fact
    return facts, problems


def _fact(values: Any) -> Fact | None:
    if not isinstance(values, dict) or set(values) - _KEYS or values.get("mark") not in MARKS:
        return None
    names = values.get("names", [])
    if not _ID.fullmatch(str(values.get("id"))) or not isinstance(names, list):
        return None
    return Fact(str(values["id"]), str(values["mark"]), values.get("part") == "yes", frozenset(map(str, names)))
