"""Every route says who may, and means it: each role at each address, at its own company and at another."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, Any

import pytest
from flask import Blueprint
from sqlalchemy.orm import Session

from portal.access import Permission, Role, needs, policy, public
from portal.access.policy import Scope
from portal.access.roles import ANYBODY, COMPANY_ROLES, GRANTS
from portal.app import create_app
from portal.settings import Settings
from tests.conftest import ENVIRONMENT
from tests.structure.routes import Route, routes
from tests.structure.sources import ROOT
from tests.structure.world import NOBODY, PEOPLE, VISITOR, NoExample, World, example
from tools import access_table

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from werkzeug.test import TestResponse

# Says in its form where to go, so the view judges it; see test_nobody_switches_to_a_company_of_others.
JUDGED_BY_THE_VIEW = frozenset({"companies.switch"})
# A page for everybody; who belongs to no company reads there whom to ask, as a refusal.
WHOM_TO_ASK = ("engagement.home", NOBODY)
MUCH_TOO_LARGE = (2**40, 2**63, 10**30)


# Declared.


@pytest.fixture(scope="module")
def plain_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = str(tmp_path_factory.mktemp("plain"))
    return create_app(Settings.read(ENVIRONMENT | {"PORTAL_DATA": folder}))


def test_an_undeclared_route_does_not_start(tmp_path: Path) -> None:
    app = create_app(Settings.read(ENVIRONMENT | {"PORTAL_DATA": str(tmp_path)}))
    blueprint = Blueprint("throwaway", __name__)

    @blueprint.get("/open-door")
    def open_door() -> str:
        return ""

    app.register_blueprint(blueprint)
    with pytest.raises(policy.UndeclaredRoutes, match=r"throwaway\.open_door"):
        policy.seal(app)


def test_an_undeclared_route_that_came_later_is_shut(tmp_path: Path) -> None:
    app = create_app(Settings.read(ENVIRONMENT | {"PORTAL_DATA": str(tmp_path)}))
    app.add_url_rule("/open-door", "open_door", lambda: "in")
    assert app.test_client().get("/open-door").status_code == 403


def test_the_app_seals_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sealed: list[Any] = []
    monkeypatch.setattr(policy, "seal", sealed.append)
    app = create_app(Settings.read(ENVIRONMENT | {"PORTAL_DATA": str(tmp_path)}))
    assert sealed == [app]


def test_the_table_in_the_documentation_is_true(plain_app: Flask) -> None:
    written = (ROOT / "docs/access.md").read_text(encoding="utf-8")
    assert written == access_table.table(plain_app), "run `make access`"


def test_every_permission_is_used_and_granted(plain_app: Flask) -> None:
    """One that nobody has, or that nothing demands, is a mistake in one of the two tables."""
    granted = ANYBODY.union(*GRANTS.values())
    assert granted == set(Permission)
    assert {route.rule.permission for route in routes(plain_app)} >= {Permission.USE_ACCOUNT}


def test_methods_are_told_apart(plain_app: Flask) -> None:
    """The session of a request is chosen by its method, so no view serves both reading and writing."""
    verbs: dict[str, set[str]] = {}
    for rule in plain_app.url_map.iter_rules():
        verbs.setdefault(rule.endpoint, set()).update(set(rule.methods or ()) - {"HEAD", "OPTIONS"})
    assert {endpoint: methods for endpoint, methods in verbs.items() if len(methods) != 1} == {}


def test_an_argument_without_an_example_is_named() -> None:
    route = Route("throwaway.thing", "GET", "/things/<thing_id>", frozenset({"thing_id"}), policy.Rule(None))
    with pytest.raises(NoExample, match=r'Add "throwaway\.thing:thing_id" to EXAMPLES'):
        example(route, "thing_id")


# Enforced.


class Outcome(Enum):
    """What somebody meets."""

    IN = "comes in"
    LOG_IN = "is asked to log in"
    REFUSED = "is refused"
    MISSING = "finds nothing"


def expected(rule: policy.Rule, who: str, *, at_home: bool) -> Outcome:
    """Say it from the declaration and the table of roles. `at_home`: the page is about the person's own company."""
    if rule.permission is None:
        return Outcome.IN
    if who == VISITOR:
        return Outcome.LOG_IN
    if rule.permission not in ANYBODY | (GRANTS[Role(who)] if who != NOBODY else frozenset()):
        return Outcome.REFUSED
    if rule.scope is Scope.NONE:
        return Outcome.IN
    return of_a_company(rule.scope, at_home=at_home) if who in COMPANY_ROLES else of_no_company(rule.scope, who)


def of_a_company(scope: Any, *, at_home: bool) -> Outcome:
    if scope is Scope.EVERY:
        return Outcome.REFUSED
    return Outcome.IN if at_home else Outcome.MISSING


def of_no_company(scope: Any, who: str) -> Outcome:
    return Outcome.REFUSED if scope is Scope.OWN or who == NOBODY else Outcome.IN


def met(response: TestResponse) -> Outcome:
    """Read from the answer what somebody met."""
    asked = response.status_code in {302, 303} and response.headers["Location"].startswith("/login?next=")
    if asked or response.status_code == 401:
        return Outcome.LOG_IN
    if response.status_code == 404:
        return Outcome.MISSING
    return Outcome.REFUSED if response.status_code == 403 else Outcome.IN


def is_as(expectation: Outcome, outcome: Outcome, route: Route) -> bool:
    if expectation is Outcome.REFUSED:
        # Never a redirect: it would look like a log-in that did not work.
        return outcome in {Outcome.REFUSED, Outcome.MISSING}
    if expectation is Outcome.LOG_IN and route.method == "POST":
        # What comes from no page of ours is refused plainly.
        return outcome in {Outcome.LOG_IN, Outcome.REFUSED}
    return outcome is expectation


def ask(world: World, route: Route, who: str, *, at_home: bool) -> TestResponse:
    """Open the address, or send an empty form there, naming the company where the address does not."""
    place = world.ours if at_home else world.theirs
    silent = route.names_an_object or is_staff(who) or (at_home and route.method == "GET")
    named = {} if silent else {"company": place.company.id}
    client, address = world.client(who), world.address(route, place)
    return client.get(address, query_string=named) if route.method == "GET" else client.post(address, data=named)


def is_staff(who: str) -> bool:
    return who not in {VISITOR, NOBODY, *COMPANY_ROLES}


def names_a_company(route: Route) -> bool:
    """A public page that shows more to a company's people is open at every address."""
    if route.rule.permission is None:
        return False
    return route.names_an_object or route.rule.scope in {Scope.OWN, Scope.OWN_IF_ANY}


def surprises(world: World, who: str, method: str) -> list[str]:
    found = []
    for route in (one for one in routes(world.app, method) if one.endpoint not in JUDGED_BY_THE_VIEW):
        for at_home in (True, False) if names_a_company(route) else (True,):
            if is_staff(who) and not at_home and not route.names_an_object:
                continue  # People of the service have no company of their own to name.
            expectation = expected(route.rule, who, at_home=at_home)
            if (route.endpoint, who) == WHOM_TO_ASK:
                expectation = Outcome.REFUSED
            response = ask(world, route, who, at_home=at_home)
            if not is_as(expectation, met(response), route) or response.status_code >= 500:
                where = "at home" if at_home else "elsewhere"
                found.append(f"{route} {where}: {who} {expectation.value}, but {response.status}")
    return found


@pytest.mark.parametrize("who", PEOPLE)
def test_each_page_opens_to_those_it_is_for(who: str, world: World) -> None:
    found = surprises(world, who, "GET")
    assert not found, "\n".join(found)


@pytest.fixture
def nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms are really worked on, but nothing of it stays: the next person meets the same world."""
    monkeypatch.setattr(Session, "commit", Session.flush)


@pytest.mark.usefixtures("nothing_is_kept")
@pytest.mark.parametrize("who", PEOPLE)
def test_each_form_is_taken_from_those_it_is_for(who: str, world: World) -> None:
    found = surprises(world, who, "POST")
    assert not found, "\n".join(found)


@pytest.mark.usefixtures("nothing_is_kept")
@pytest.mark.parametrize("who", PEOPLE)
def test_nobody_switches_to_a_company_of_others(who: str, world: World) -> None:
    answers = [
        met(world.client(who).post("/company/switch", data={"to": place.company.id}))
        for place in (world.ours, world.theirs)
    ]
    at_home = Outcome.IN if who in COMPANY_ROLES else Outcome.MISSING
    assert answers == ([Outcome.REFUSED] * 2 if who == VISITOR else [at_home, Outcome.MISSING])


@pytest.mark.parametrize("who", [Role.COMPANY_MEMBER.value, Role.CONSULTANT.value, Role.ADMIN.value])
def test_what_does_not_exist_is_not_found(who: str, world: World) -> None:
    """Also where the number is larger than any database counts."""
    for route in routes(world.app, "GET"):
        numbers = {name for name in route.arguments if re.search(rf"<int[^>]*:{name}>", route.path)}
        if not numbers or expected(route.rule, who, at_home=True) is not Outcome.IN:
            continue
        real = world.address(route, world.ours)
        for number in MUCH_TOO_LARGE:
            address = "/".join(str(number) if part.isdigit() else part for part in real.split("/"))
            assert world.client(who).get(address).status_code == 404, f"{route}: {address}"


# The declarations above notice what they are for.


@pytest.mark.parametrize(
    ("scope", "who", "at_home", "outcome"),
    [
        (Scope.OWN, "company_member", True, Outcome.IN),
        (Scope.OWN, "company_member", False, Outcome.MISSING),
        (Scope.OWN, "consultant", True, Outcome.REFUSED),
        (Scope.OWN_IF_ANY, "consultant", True, Outcome.IN),
        (Scope.EVERY, "company_admin", True, Outcome.REFUSED),
        (Scope.EVERY, "consultant", True, Outcome.IN),
        (lambda _session: 1, "company_admin", False, Outcome.MISSING),
        (lambda _session: 1, "consultant", False, Outcome.IN),
        (Scope.NONE, "funder", True, Outcome.REFUSED),
        (Scope.NONE, "nobody", True, Outcome.REFUSED),
        (Scope.NONE, "visitor", True, Outcome.LOG_IN),
    ],
)
def test_expectations(scope: Any, who: str, at_home: bool, outcome: Outcome) -> None:
    rule = needs(Permission.READ_REQUEST, scope)(lambda: None).access_rule  # type: ignore[attr-defined]
    assert expected(rule, who, at_home=at_home) is outcome


def test_public_is_open_to_all() -> None:
    rule = public(lambda: None).access_rule  # type: ignore[attr-defined]
    assert {expected(rule, who, at_home=False) for who in PEOPLE} == {Outcome.IN}
