"""Writes docs/access.md: every address, what it demands, and who may. `python -m tools.access_table`."""

from __future__ import annotations

import sys
import tempfile
from typing import TYPE_CHECKING

from portal.access import Role, policy
from portal.access.policy import Scope
from portal.access.roles import ANYBODY, COMPANY_ROLES, GRANTS
from portal.app import create_app
from portal.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from portal.access.policy import Rule

HEAD = """# Who may do what

Made from the declarations of the routes by `make access`; a test compares it with the application. What a role
may do is one table, `portal/access/roles.py`; what a route demands stands on its view. *Whose* says which
company's rows the page touches: none; the *own* one of the person; the own one *or none*, for the Welcome
Service; *every* company's; or that of the *object* in the address, where another company's object does not exist.

| address | method | permission | whose | who |
|---|---|---|---|---|
"""
WHOSE = {Scope.NONE: "–", Scope.OWN: "own", Scope.OWN_IF_ANY: "own or none", Scope.EVERY: "every"}
SHOWN = ("GET", "POST", "PUT", "PATCH", "DELETE")


def table(app: Flask) -> str:
    """The whole file."""
    return HEAD + "".join(sorted(_rows(app)))


def _rows(app: Flask) -> Iterator[str]:
    for one in app.url_map.iter_rules():
        rule = policy.rule_of(app.view_functions[one.endpoint])
        if rule is None:
            raise policy.UndeclaredRoutes(one.endpoint)
        for method in SHOWN:
            if method in (one.methods or ()):
                permission = rule.permission or "public"
                yield f"| `{one.rule}` | {method} | {permission} | {_whose(rule)} | {_who(rule)} |\n"


def _whose(rule: Rule) -> str:
    return WHOSE[rule.scope] if isinstance(rule.scope, Scope) else "object"


def _who(rule: Rule) -> str:
    if rule.permission is None:
        return "everybody"
    if rule.permission in ANYBODY and rule.scope is Scope.NONE:
        return "everybody who is logged in"
    return ", ".join(role for role in Role if rule.permission in GRANTS[role] and _comes_in(rule, role)) or "nobody"


def _comes_in(rule: Rule, role: Role) -> bool:
    if rule.scope is Scope.OWN:
        return role in COMPANY_ROLES
    return rule.scope is not Scope.EVERY or role not in COMPANY_ROLES


def main() -> None:
    """Print the file."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings.read({"PORTAL_DATA": folder, "SECRET_KEY": "for-no-request-at-all-" * 2}))
        sys.stdout.write(table(app))


if __name__ == "__main__":
    main()
