"""The person behind this request, through Flask-Login; and the company that the page works in."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import Flask, current_app, g, request, session
from flask_login import LoginManager, current_user, login_user, logout_user
from werkzeug.exceptions import Unauthorized

from portal.access.actor import Actor, ActorLoader, Belonging
from portal.web import transaction

# Machines ask there whether the portal lives; whoever sends a cookie along is nobody.
WITHOUT_PEOPLE = frozenset({"health"})

if TYPE_CHECKING:
    from flask_login.mixins import AnonymousUserMixin


def install(app: Flask, loader: ActorLoader) -> None:
    """Let Flask-Login find the actor of each request through `loader`."""
    manager = LoginManager(app)
    # The token itself is the proof; a new network address must not log anybody out.
    manager.session_protection = None
    app.extensions["portal_actor_loader"] = loader

    @manager.user_loader  # type: ignore[untyped-decorator] # Flask-Login is untyped
    def _load(token: str) -> Actor | None:
        if g.get("people_unknown", False):
            return None
        try:
            return find(token)
        except Exception:
            # Said once. The page that reports it, and its headers, must not fail for the same reason.
            g.people_unknown = True
            raise


def current() -> Actor | None:
    """The logged-in person, or None; None too where it cannot be known, because the database failed once already."""
    if request.blueprint in WITHOUT_PEOPLE or g.get("people_unknown", False):
        return None
    user: Actor | AnonymousUserMixin = current_user
    return cast("Actor", user._get_current_object()) if user.is_authenticated else None  # type: ignore[union-attr] # noqa: SLF001 - how Werkzeug's proxies hand out the value


def actor() -> Actor:
    """The logged-in person of a route that demands one."""
    person = current()
    if person is None:
        raise Unauthorized
    return person


def find(token: str) -> Actor | None:
    """The person whose log-in the token belongs to."""
    return cast("ActorLoader", current_app.extensions["portal_actor_loader"])(transaction.session(), token)


def log_in(person: Actor) -> None:
    """Give the browser the person's token. Forms that another person left open in it are good no more."""
    if session.get("person") != person.user_id:
        session.pop("csrf_token", None)
        g.pop("csrf_token", None)
    session["person"] = person.user_id
    login_user(person)


def log_out() -> None:
    """Take the token from the browser. The log-in row is ended by accounts."""
    logout_user()


def company_id() -> int | None:
    """The company whose rows this request may touch, if it is one."""
    return cast("int | None", g.get("company_id"))


def is_team() -> bool:
    """Whether the person is here for the service rather than for a company."""
    return bool(g.get("team", False))


def company() -> Belonging | None:
    """The actor's own company that this page works in."""
    person = current()
    if person is None:
        return None
    return person.belonging(company_id()) or (None if is_team() else person.company)
