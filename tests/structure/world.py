"""Two companies with a bit of everything, and a person of each role, logged in. Made once, only looked at.

A new argument in an address needs an example in `EXAMPLES`; the tests say so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import select

from portal.access import Role
from portal.accounts import service as accounts
from portal.documents.models import Document, Item
from portal.documents.rules import Kind
from tests import build, repository
from tests.documents.texts import prose, put
from tests.structure.rendering import asked_while_rendering
from tests.structure.routes import Route, routes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session
    from werkzeug.datastructures import Headers
    from werkzeug.test import TestResponse

    from portal.companies.models import Company
    from tests.client import PortalClient

VISITOR, NOBODY = "visitor", "nobody"
PEOPLE = (VISITOR, NOBODY, *(role.value for role in Role))
CHECKLIST = "strategie"
ARRIVAL, ARRIVAL_ITEM = "ankunft", "h2-01"
HANDOUT = "blatt"
COOKIE = "portal"
REDIRECTS = frozenset({301, 302, 303})
STAFF = frozenset({Role.CONSULTANT, Role.EDITOR, Role.ADMIN, Role.FUNDER})


@dataclass
class Place:
    """A company and what it has; `member` is one of its people, `link` opens their way to a password."""

    company: Company
    member: Any
    run: Any
    request: Any
    measure: Any
    link: str
    mail: Any
    digest: Any
    invitation: Any
    invitation_token: str
    calendar: str
    hire: Any
    feedback: Any


@dataclass(frozen=True)
class Reading:
    """A page as somebody got it; `asked`: what was sent to the database while a template was rendering."""

    route: Route
    status: int
    kind: str
    headers: Headers
    text: str
    asked: list[str]

    @property
    def is_page(self) -> bool:
        return self.kind == "text/html" and self.status not in REDIRECTS


@dataclass
class World:
    """`ours` is where the two company roles belong; `theirs` is another."""

    app: Flask
    session: Session
    document: Any
    item: Any
    ours: Place
    theirs: Place
    kept: Any = None
    people: dict[str, Any] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    readings: dict[tuple[str, str], list[Reading]] = field(default_factory=dict)

    def address(self, route: Route, place: Place) -> str:
        """The route's address with examples for its arguments, as they are at `place`."""
        values = {name: example(route, name)(self, place) for name in route.arguments}
        return str(self.app.url_map.bind("localhost").build(route.endpoint, values))

    def client(self, who: str) -> PortalClient:
        """A browser in which the person is logged in; a new one each time, so that none logs another out."""
        client: Any = self.app.test_client()
        if who in self.cookies:
            client.set_cookie(COOKIE, self.cookies[who])
        return cast("PortalClient", client)

    def read(self, who: str, address: str, language: str) -> TestResponse:
        """What somebody gets to read there; people have chosen the language, a visitor's browser asks for it."""
        if who == VISITOR:
            return self.client(who).get(address, headers={"Accept-Language": language})
        self.speak(who, language)
        return self.client(who).get(address)

    def pages(self, who: str, language: str) -> list[Reading]:
        """Every page that somebody gets to read in that language, refusals too; read once."""
        if (who, language) not in self.readings:
            found = [self._reading(route, who, language) for route in routes(self.app, "GET")]
            self.readings[who, language] = [one for one in found if one.is_page]
        return self.readings[who, language]

    def _reading(self, route: Route, who: str, language: str) -> Reading:
        with asked_while_rendering(self.app) as asked:
            response = self.read(who, self.address(route, self.ours), language)
        text = response.text if response.mimetype.startswith("text/") else ""
        return Reading(route, response.status_code, response.mimetype, response.headers, text, asked)

    def speak(self, who: str, language: str) -> None:
        """Let the person choose a language."""
        person = self.people[who]
        if person.language != language:
            person.language = language
            self.session.commit()


# By `endpoint:argument`, else by `blueprint:argument`, else by the argument alone.
EXAMPLES: dict[str, Callable[[World, Place], Any]] = {
    "company_id": lambda _world, place: place.company.id,
    "user_id": lambda _world, place: place.member.id,
    "request_id": lambda _world, place: place.request.id,
    "run_id": lambda _world, place: place.run.id,
    "hire_id": lambda _world, place: place.hire.id,
    "measure_id": lambda _world, place: place.measure.id,
    "checklists:number": lambda _world, _place: 1,
    "item_id": lambda world, _place: world.item.id,
    "mail_id": lambda _world, place: place.mail.id,
    "accounts.digest_off:token": lambda _world, place: place.digest.token,
    "accounts.stop_digest:token": lambda _world, place: place.digest.token,
    "invitation_id": lambda _world, place: place.invitation.id,
    "companies:token": lambda _world, place: place.invitation_token,
    "accounts:token": lambda _world, place: place.link,
    "engagement:slug": lambda _world, _place: CHECKLIST,
    "checklists:slug": lambda _world, _place: CHECKLIST,
    "checklists.save_hire_state:key": lambda _world, _place: ARRIVAL_ITEM,
    "checklists.save_hire_note:key": lambda _world, _place: ARRIVAL_ITEM,
    "checklists.save_hire_day:key": lambda _world, _place: ARRIVAL_ITEM,
    "checklists.confirm_hire_item:key": lambda _world, _place: ARRIVAL_ITEM,
    "checklists.take_over_hire_item:key": lambda _world, _place: ARRIVAL_ITEM,
    "checklists.undo_hire_item:key": lambda _world, _place: ARRIVAL_ITEM,
    "checklists.hire_item_history:key": lambda _world, _place: ARRIVAL_ITEM,
    "checklists.hire_item_owner:key": lambda _world, _place: ARRIVAL_ITEM,
    "checklists.delegate_hire_item:key": lambda _world, _place: ARRIVAL_ITEM,
    "checklists:key": lambda world, _place: world.item.key,
    "feeds:token": lambda _world, place: place.calendar,
    "papers:slug": lambda _world, _place: CHECKLIST,
    "directory:slug": lambda _world, _place: "abh-stuttgart",
    "document_id": lambda world, _place: world.document.id,
    "text_language": lambda _world, _place: "de",
    "documents.confirm_translation:text_language": lambda _world, _place: "en",
    **{
        f"documents.{page}:text_language": lambda _world, _place: "en"
        for page in ("translate_item", "save_item_translation", "translation")
    },
    "kept_id": lambda world, _place: world.kept.id,
    "documents:number": lambda _world, _place: 1,
    "documents:key": lambda world, _place: world.item.key,
    "documents.guide:slug": lambda _world, _place: "ankommen",
    "feedback:slug": lambda _world, _place: "ankommen",
    "feedback_id": lambda _world, place: place.feedback.id,
    "documents.page:slug": lambda _world, _place: "leichte-sprache",
    "documents.sheet:slug": lambda _world, _place: HANDOUT,
    "registers:key": lambda _world, _place: "blue-card",
    "registers:day": lambda _world, _place: "2026-01-01",
    "registers:number": lambda _world, _place: 1,
}


class NoExample(LookupError):
    """An address has an argument that nobody gave an example of."""


def example(route: Route, name: str) -> Callable[[World, Place], Any]:
    """What to put into the address for this argument."""
    area = route.endpoint.partition(".")[0]
    for key in (f"{route.endpoint}:{name}", f"{area}:{name}", name):
        if key in EXAMPLES:
            return EXAMPLES[key]
    raise NoExample(
        f'{route} has the argument "{name}", of which there is no example. '
        f'Add "{route.endpoint}:{name}" to EXAMPLES in tests/structure/world.py.',
    )


def make(app: Flask, session: Session, folder: Path) -> World:
    """Fill an empty database. Everything is committed."""
    repository.publish(session, repository.read(folder))
    put(session, prose("Satz.", HANDOUT, "Ein Blatt", "handout: true\nvalid_until: 2027-05-22\n"), Kind.PAGE, HANDOUT)
    session.commit()
    document = session.scalars(select(Document).where(Document.slug == CHECKLIST)).one()
    item = session.scalars(select(Item).where(Item.document_id == document.id).order_by(Item.position)).first()
    ours, theirs = (_place(session, document, item) for _ in range(2))
    world = World(app, session, document, item, ours, theirs)
    for name in PEOPLE:
        if name != VISITOR:
            world.people[name] = _person(session, name, ours.company)
            world.cookies[name] = _log_in(world.client(name), world.people[name])
    editor = world.people[Role.EDITOR]
    build.draft(session, document, editor, "- [ ] ", "- [ ] Zuerst: ")
    world.kept = build.kept_text(session, document, editor)
    return world


def _log_in(client: PortalClient, person: Any) -> str:
    cookie = client.log_in(person).get_cookie(COOKIE)
    assert cookie is not None
    return cookie.value


def _person(session: Session, name: str, company: Company) -> Any:
    if name == NOBODY:
        return build.user(session)
    role = Role(name)
    return build.user(session, role) if role in STAFF else build.member(session, company, role)


def _place(session: Session, document: Any, item: Any) -> Place:
    company = build.company(session)
    member = build.member(session, company)
    run = build.run(session, company, document)
    build.answer(session, run, item)
    request = build.request(session, company, asked_by=member.id)
    build.message(session, request)
    build.team_note(session, request)
    measure = build.measure(session, company, item=item, owner_id=member.id)
    link = accounts.make_link(session, None, member.id)
    mail = build.outgoing_mail(session, state="stuck", last_error="550 No such mailbox")
    digest = build.digest_choice(session, member)
    token = f"invitation-of-{company.id}"
    invitation = build.invitation(session, company, token)
    session.commit()
    calendar = build.calendar(session, member)
    session.commit()
    hire = build.hire(session, company, shared_with_service=True)
    arrival = session.scalars(select(Document).where(Document.slug == ARRIVAL)).one()
    build.hire_run(session, hire, arrival)
    feedback = build.feedback(session, arrival)
    return Place(
        *(company, member, run, request, measure, link, mail, digest, invitation, token, calendar, hire, feedback)
    )
