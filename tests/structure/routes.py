"""The routes of an app with what each of them declares: from here the tests of pages and access are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.access import policy
from portal.access.policy import Scope

if TYPE_CHECKING:
    from flask import Flask

METHODS = ("GET", "POST")


@dataclass(frozen=True)
class Route:
    """An address and a method; `arguments` are the names in the address."""

    endpoint: str
    method: str
    path: str
    arguments: frozenset[str]
    rule: policy.Rule

    @property
    def names_an_object(self) -> bool:
        """Whether the address holds a thing of a company, and so decides whose page it is."""
        return not isinstance(self.rule.scope, Scope)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def routes(app: Flask, method: str | None = None) -> list[Route]:
    """All routes of the app, or those of one method, by address."""
    found = [
        Route(one.endpoint, verb, one.rule, frozenset(one.arguments), declared)
        for one in app.url_map.iter_rules()
        for verb in METHODS
        if verb in (one.methods or ()) and method in (None, verb)
        if (declared := policy.rule_of(app.view_functions[one.endpoint])) is not None
    ]
    return sorted(found, key=lambda route: (route.path, route.method))
