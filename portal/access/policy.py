"""What a route demands, declared beside it; and the decision that follows from declaration and actor.

`@needs(permission, scope)` or `@public` stands on every view. `seal` refuses to start an app where it is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from portal.access.actor import Actor
    from portal.access.roles import Permission


class Scope(Enum):
    """Which companies' rows a route touches, where its address does not name one."""

    NONE = auto()
    """None at all."""
    OWN = auto()
    """The company the actor works in."""
    OWN_IF_ANY = auto()
    """The same, but people of the service without a company may come too."""
    EVERY = auto()
    """All of them, for people of the service."""


View = TypeVar("View", bound=Callable[..., Any])

# Finds the company of the object in the address; None: no such object.
CompanyFinder = Callable[..., "int | None"]


@dataclass(frozen=True)
class Rule:
    """One route's demand. `permission` None: public. `before_terms`: also while the company has not accepted them."""

    permission: Permission | None
    scope: Scope | CompanyFinder = Scope.NONE
    before_terms: bool = False


class Verdict(Enum):
    """What follows for this request."""

    ALLOWED = auto()
    LOG_IN = auto()
    FORBIDDEN = auto()
    NOT_FOUND = auto()
    NO_COMPANY = auto()


@dataclass(frozen=True)
class Decision:
    """The verdict, the company it holds for, and whether the actor is here for the service."""

    verdict: Verdict
    company_id: int | None = None
    team: bool = False


class UndeclaredRoutes(RuntimeError):
    """Some routes say neither @needs nor @public."""


def public(view: View) -> View:
    """Everybody may, also without logging in."""
    return _declare(view, Rule(None))


def entrance(view: View) -> View:
    """Everybody may; and somebody of a company finds its rows there, which the view itself enters."""
    return _declare(view, Rule(None, Scope.OWN))


def needs(
    permission: Permission, scope: Scope | CompanyFinder = Scope.NONE, *, before_terms: bool = False
) -> Callable[[View], View]:
    """Only who holds the permission, in the company that `scope` names.

    A company enters nothing before its admin has accepted the terms; `before_terms` says that this is no entry.
    """
    return lambda view: _declare(view, Rule(permission, scope, before_terms))


def _declare(view: View, rule: Rule) -> View:
    view.access_rule = rule  # type: ignore[attr-defined]
    return view


def rule_of(view: Callable[..., Any] | None) -> Rule | None:
    """What the view declares, or None."""
    return getattr(view, "access_rule", None)


def seal(app: Flask) -> None:
    """Refuse to go on while a route is undeclared."""
    open_routes = sorted(name for name, view in app.view_functions.items() if rule_of(view) is None)
    if open_routes:
        message = f"These routes say neither @needs nor @public: {', '.join(open_routes)}."
        raise UndeclaredRoutes(message)


def decide(
    rule: Rule,
    actor: Actor | None,
    session: Session,
    address: dict[str, Any],
    named_company: int | None,
) -> Decision:
    """Judge a request.

    `address` holds the URL's arguments; `named_company` is the company that the form or the query string names.
    Another company's object is not found rather than forbidden: its existence is nobody's business.
    """
    if rule.permission is None:
        return Decision(Verdict.ALLOWED)
    if actor is None:
        return Decision(Verdict.LOG_IN)
    if not actor.can(rule.permission):
        return _refused(rule, actor)
    if isinstance(rule.scope, Scope):
        return _without_object(rule.permission, rule.scope, actor, named_company)
    return _with_object(rule.permission, rule.scope(session, **address), actor, named_company)


def _refused(rule: Rule, actor: Actor) -> Decision:
    lost = rule.scope is Scope.OWN and not actor.belongings and not actor.is_staff
    return Decision(Verdict.NO_COMPANY if lost else Verdict.FORBIDDEN)


def _without_object(permission: Permission, scope: Scope, actor: Actor, named_company: int | None) -> Decision:
    team = actor.staff_can(permission)
    if scope is Scope.NONE:
        return Decision(Verdict.ALLOWED, team=team)
    if scope is Scope.EVERY:
        return Decision(Verdict.ALLOWED if team else Verdict.FORBIDDEN, team=team)
    place = actor.company if named_company is None else actor.belonging(named_company)
    if place is not None and actor.can(permission, place.company_id):
        return Decision(Verdict.ALLOWED, place.company_id)
    if scope is Scope.OWN_IF_ANY and team and named_company is None:
        return Decision(Verdict.ALLOWED, team=True)
    return Decision(Verdict.NOT_FOUND if named_company is not None else Verdict.FORBIDDEN)


def _with_object(permission: Permission, company_id: int | None, actor: Actor, named_company: int | None) -> Decision:
    mismatch = named_company not in (None, company_id)
    if company_id is None or mismatch or not actor.can(permission, company_id):
        return Decision(Verdict.NOT_FOUND)
    return Decision(Verdict.ALLOWED, company_id, team=actor.staff_can(permission))
