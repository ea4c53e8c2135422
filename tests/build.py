"""One plain builder per model: a row that is whole without the test saying anything about it.

    company = build.company(session)
    member = build.user(session)
    build.membership(session, company, member)

Everything can be said by the name of its column. Each builder commits, which in the session of a
service test is a savepoint and goes with it.
"""

from __future__ import annotations

import datetime as dt
import itertools
import secrets
from typing import TYPE_CHECKING, Any, TypeVar

from argon2 import PasswordHasher
from sqlalchemy import select

from portal import clock
from portal.access import Actor, Role
from portal.accounts.models import DigestChoice, LoginSession, User
from portal.accounts.rules import token_hash
from portal.accounts.service import passwords
from portal.checklists.models import Answer, Hire, ItemDate, ItemOwner, Measure, MeasureChange, PutAside, Run
from portal.checklists.rules import Plan
from portal.companies.models import Company, Invitation, Membership, TermsAcceptance
from portal.companies.rules import INVITATION_LIVES
from portal.companies.service import load_actor
from portal.consultations.models import ConsultationRequest, Message, RequestChange, TeamNote
from portal.db.model import Model
from portal.db.tenancy import every_company
from portal.documents import parsing
from portal.documents import service as documents
from portal.documents.models import Document, Draft, Item, KeptText
from portal.documents.parsing import Task
from portal.documents.rules import Kind
from portal.documents.service import editing
from portal.documents.service.editing import Typed
from portal.feedback.models import Feedback
from portal.feeds import rules as feed_rules
from portal.feeds import service as feeds
from portal.feeds.models import Feed
from portal.mail.models import OutgoingMail
from portal.text import sort_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.documents.service import ChecklistText

Row = TypeVar("Row", bound=Model)

CALENDAR_SECRET = "a secret of the tests"
PASSWORD = "willkommen-test"
# As cheap as argon2 goes: every test that logs in pays for it.
passwords.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD_HASH = passwords.hash(PASSWORD)

_numbers = itertools.count(1)


def _keep(session: Session, row: Row) -> Row:
    with every_company(session, "tests build rows of any company", team=True):
        session.add(row)
        session.commit()
    return row


# People and companies.


def user(session: Session, *roles: Role, **values: Any) -> User:
    """A person who can log in with `PASSWORD`; `roles` are those at the service."""
    number = next(_numbers)
    name = values.pop("name", f"Person {number}")
    email = values.pop("email", f"person{number}@portal.example")
    staff = {f"is_{role}": True for role in roles}
    facts = {"password_hash": PASSWORD_HASH, "created_at": clock.now(), **staff, **values}
    return _keep(
        session,
        User(name=name, sort_key=sort_key(name), email=email, email_key=email.casefold(), **facts),
    )


def company(session: Session, name: str | None = None, **values: Any) -> Company:
    """A company without people, which has accepted the terms of use unless `accepted_terms=False`."""
    name = name or f"Firma {next(_numbers)} GmbH"
    facts = {
        "sort_key": sort_key(name),
        "name_key": sort_key(name.removesuffix(" GmbH")),
        "district": "stuttgart",
        "size_class": "10-49",
        "sector": "other",
        "chamber": "ihk",
        "created_at": clock.now(),
    }
    accepted_terms = values.pop("accepted_terms", True)
    row = _keep(session, Company(name=name, **{**facts, **values}))
    if accepted_terms:
        terms_acceptance(session, row)
    return row


def membership(
    session: Session, company: Company, user: User, role: Role = Role.COMPANY_MEMBER, **values: Any
) -> Membership:
    """The person belongs to the company, and has seen its welcome page."""
    facts = {"role": role, "created_at": clock.now(), "welcomed_at": clock.now(), **values}
    return _keep(session, Membership(company_id=company.id, user_id=user.id, **facts))


def member(session: Session, company: Company, role: Role = Role.COMPANY_MEMBER, **values: Any) -> User:
    """A new person who belongs to the company; `values` are the person's."""
    person = user(session, **values)
    membership(session, company, person, role)
    return person


def terms_acceptance(session: Session, company: Company, **values: Any) -> TermsAcceptance:
    """The company has accepted the first version of the terms of use."""
    facts = {"version": 1, "accepted_at": clock.now(), **values}
    return _keep(session, TermsAcceptance(company_id=company.id, **facts))


def invitation(session: Session, company: Company, token: str | None = None, **values: Any) -> Invitation:
    """An open invitation to become a member; `token` is what its link carries."""
    email = values.pop("email", f"invited{next(_numbers)}@portal.example")
    now = clock.now()
    facts = {
        "token_hash": token_hash(token or secrets.token_urlsafe()),
        "name": "Neue Kollegin",
        "email_key": email.casefold(),
        "role": Role.COMPANY_MEMBER,
        "language": "de",
        "created_at": now,
        "expires_at": now + INVITATION_LIVES,
    }
    return _keep(session, Invitation(company_id=company.id, email=email, **{**facts, **values}))


# Checklists.


def document(session: Session, kind: str = "checklist", **values: Any) -> Document:
    """A document without any text. Texts are published through the documents' service."""
    facts = {"slug": f"text-{next(_numbers)}", "created_at": clock.now(), **values}
    return _keep(session, Document(kind=kind, **facts))


def item(session: Session, document: Document, **values: Any) -> Item:
    """A recommendation in the first section of a checklist."""
    number = next(_numbers)
    facts = {
        "key": f"punkt-{number}",
        "section": 0,
        "position": number,
        "depth": 0,
        "kind": "recommendation",
        "attributes": {},
        "first_revision": 1,
        "meaning_revision": 1,
    }
    return _keep(session, Item(document_id=document.id, **{**facts, **values}))


def run(session: Session, company: Company, document: Document, **values: Any) -> Run:
    """The company has begun to work through the checklist."""
    facts = {"started_at": clock.now(), **values}
    return _keep(session, Run(company_id=company.id, document_id=document.id, **facts))


def answer(session: Session, run: Run, item: Item, state: str = "done", **values: Any) -> Answer:
    """The first answer to the item."""
    facts = {"version": 1, "revision": 1, "answered_at": clock.now(), **values}
    return _keep(
        session,
        Answer(company_id=run.company_id, run_id=run.id, item_id=item.id, state=state, **facts),
    )


def put_aside(session: Session, company: Company, document: Document) -> PutAside:
    """The checklist does not matter to the company at present."""
    return _keep(session, PutAside(company_id=company.id, document_id=document.id, at=clock.now()))


def hire(session: Session, company: Company, **values: Any) -> Hire:
    """A running hire without checklists, first working day unknown."""
    number = next(_numbers)
    facts = {
        "once": f"once-{number}",
        "label": f"Fall {number}",
        "group": "other_abroad",
        "created_at": clock.now(),
        "touched_at": clock.now(),
    }
    return _keep(session, Hire(company_id=company.id, **{**facts, **values}))


def hire_run(session: Session, hire: Hire, document: Document, **values: Any) -> Run:
    """The hire has the checklist."""
    facts = {"started_at": clock.now(), "subject": f"hire:{hire.id}", "hire_id": hire.id, **values}
    return _keep(session, Run(company_id=hire.company_id, document_id=document.id, **facts))


def item_date(session: Session, run: Run, item: Item, day: dt.date, *, by_hand: bool = True) -> ItemDate:
    """The item of a hire has a day of its own."""
    facts = {"company_id": run.company_id, "run_id": run.id, "item_id": item.id}
    return _keep(session, ItemDate(day=day, by_hand=by_hand, **facts))


def measure(session: Session, company: Company, item: Item | None = None, **values: Any) -> Measure:
    """An open measure of nobody, alone or on an item, with its first change."""
    number = next(_numbers)
    facts = {
        "once": f"once-{number}",
        "what": f"Maßnahme {number}",
        "owner_words": "",
        "state": "open",
        "reason": "",
        "version": 1,
        "created_at": clock.now(),
        "changed_at": clock.now(),
        "item_id": item.id if item else None,
        "item_caption": item.key if item else "",
    }
    row = _keep(session, Measure(company_id=company.id, **{**facts, **values}))
    plan = Plan(row.what, row.owner_id, row.owner_words, row.due_on, reason=row.reason).words() | {"state": row.state}
    change = MeasureChange(
        company_id=company.id, measure_id=row.id, version=1, at=row.created_at, kind="said", plan=plan
    )
    _keep(session, change)
    return row


def item_owner(session: Session, run: Run, item: Item, user: User, **values: Any) -> ItemOwner:
    """The person takes care of the item; asked twice, of the first."""
    with every_company(session, "tests look for rows of any company"):
        known = session.scalars(select(ItemOwner).filter_by(run_id=run.id, item_id=item.id)).one_or_none()
    facts = {"at": clock.now(), **values}
    return known or _keep(
        session, ItemOwner(company_id=run.company_id, run_id=run.id, item_id=item.id, user_id=user.id, **facts)
    )


# Advice.


def request(session: Session, company: Company, **values: Any) -> ConsultationRequest:
    """A question that nobody has looked at yet, with no message in it."""
    asked_at: dt.datetime = values.pop("asked_at", clock.now())
    facts = {
        "once": f"once-{next(_numbers)}",
        "title": "Eine Frage",
        "topic": "other",
        "language": "de",
        "state": "new",
        "counted_from": clock.local(asked_at).date(),
        "company_wrote_at": asked_at,
    }
    return _keep(
        session,
        ConsultationRequest(company_id=company.id, asked_at=asked_at, **{**facts, **values}),
    )


def message(session: Session, request: ConsultationRequest, side: str = "company", **values: Any) -> Message:
    """A message in the request; `side` is company or service. Its times are not carried to the request."""
    facts = {"once": f"once-{next(_numbers)}", "body": "Ein Satz.", "at": clock.now(), **values}
    return _keep(session, Message(company_id=request.company_id, request_id=request.id, side=side, **facts))


def request_change(session: Session, request: ConsultationRequest, **values: Any) -> RequestChange:
    """A step of the request, by nobody in particular."""
    facts = {"at": clock.now(), "from_state": "new", "to_state": "open", "details": {"step": "taken"}, **values}
    return _keep(session, RequestChange(company_id=request.company_id, request_id=request.id, **facts))


def team_note(session: Session, request: ConsultationRequest, **values: Any) -> TeamNote:
    """What the team notes among itself about the request."""
    facts = {"once": f"once-{next(_numbers)}", "body": "Eine Notiz.", "at": clock.now(), **values}
    return _keep(session, TeamNote(company_id=request.company_id, request_id=request.id, **facts))


# Texts.


def checklist(
    session: Session,
    *lines: str,
    slug: str | None = None,
    english: str = "",
    field: str = "strategie",
    audience: str = "company",
    groups: str = "",
) -> ChecklistText:
    """A published checklist. A line is a section (`## …`) or an item (`Text #key kind=duty`); two blanks before it
    put it below the item above.
    """
    slug = slug or f"liste-{next(_numbers)}"
    more = f"groups: [{groups}]\n" if groups else ""
    head = f'---\nid: {slug}\ntitle: "Liste {slug}"\naudience: {audience}\n{more}field: {field}\n---\n'
    body = "\n\n".join(map(_source_line, lines if lines and "##" in lines[0] else ("## Alles", *lines)))
    publish(session, Kind.CHECKLIST, slug, "de", f"{head}\n{body}\n")
    if english:
        publish(session, Kind.CHECKLIST, slug, "en", f'---\nid: {slug}\ntitle: "List {slug}"\n---\n\n{english}\n')
    found = documents.checklist(session, slug, "de")
    assert found is not None
    return found


def _source_line(line: str) -> str:
    if line.startswith("#"):
        return line
    text, _, attributes = line.strip().partition(" #")
    depth = "  " if line.startswith(" ") else ""
    return (
        f"{depth}- [ ] {text} {{: #{attributes} }}\n\n{depth}  **Warum:** Darum. Mehr im [Leitfaden](/guides/ankommen)."
    )


def feedback(session: Session, document: Document, **values: Any) -> Feedback:
    """A visitor found the guide helpful, and said why."""
    facts = {"language": "de", "revision": 1, "helpful": True, "comment": "Gut.", "side": "visitor", "at": clock.now()}
    return _keep(session, Feedback(document_id=document.id, **{**facts, **values}))


def publish(session: Session, kind: Kind, slug: str, language: str, source: str) -> None:
    """Make a text live, read in this process."""
    german = documents.checklist(session, slug, "de") if language != "de" else None
    origin = next((one.source for one in documents.live_sources(session) if one.slug == slug), None) if german else None
    documents.publish_reading(session, parsing.read(Task(kind, slug, language, source, origin)))
    session.commit()


# Who acts.


def actor(session: Session, user: User) -> Actor:
    """The person as the portal knows them after a log-in."""
    token = secrets.token_urlsafe()
    row = LoginSession(token_hash=token_hash(token), user_id=user.id, created_at=clock.now(), last_seen_at=clock.now())
    _keep(session, row)
    person = load_actor(session, token)
    assert person is not None
    return person


# Mail.


def outgoing_mail(session: Session, **values: Any) -> OutgoingMail:
    """A letter that is due."""
    number, now = next(_numbers), clock.now()
    facts = {
        "key": f"letter-{number}",
        "to_email": f"reader{number}@firma.example",
        "to_name": f"Person {number}",
        "language": "de",
        "subject": f"Betreff {number}",
        "text": "Ein Satz.\n",
        "html": "<p>Ein Satz.</p>",
        "message_id": f"<{number}@portal.example>",
        "headers": {},
        "created_at": now,
        "next_attempt_at": now,
    }
    return _keep(session, OutgoingMail(**{**facts, **values}))


def calendar(session: Session, user: User) -> str:
    """The secret part of an address of the person's calendar, made with another secret than the portal's."""
    feeds.make(session, user.id, CALENDAR_SECRET)
    nonce = session.scalars(select(Feed.nonce).where(Feed.user_id == user.id)).one()
    session.commit()
    return feed_rules.token(CALENDAR_SECRET, nonce)


def digest_choice(session: Session, user: User, **values: Any) -> DigestChoice:
    """The person gets the weekly mail on Mondays."""
    facts = {"weekday": 0, "token": secrets.token_urlsafe(), **values}
    return _keep(session, DigestChoice(user_id=user.id, **facts))


# Editing.


def draft(session: Session, document: Document, writer: User, old: str = "", new: str = "") -> Draft:
    """A draft of a live German text, in which some words are others."""
    desk = editing.desk(session, writer.id, document.id, "de")
    source = desk.source.replace(old, new, 1) if old else f"{desk.source}\nEin Satz mehr.\n"
    found = editing.save(session, writer.id, document.id, "de", Typed(source, desk.stamp, ""))
    assert found is not None, "these words are not in the text"
    session.commit()
    return found


def kept_text(session: Session, document: Document, writer: User, source: str = "Ein anderer Text.") -> KeptText:
    """A text that stands beside the draft."""
    row = editing.keep(session, writer.id, document.id, "de", source)
    session.commit()
    return row
