"""A list costs as many questions to the database for twenty rows as for one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.documents import parsing
from portal.documents import service as documents
from portal.documents.models import Document, Item
from portal.documents.parsing import Task
from portal.documents.rules import Kind
from tests import build
from tests.statements import count_queries
from tests.structure.sources import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

    from tests.client import PortalClient

MANY = 20
CHECKLIST = "strategie"


class Ground:
    """A company and what the pages below are about."""

    def __init__(self, session: Session, content: Path) -> None:
        self.session = session
        self.content = content
        self.company = build.company(session)
        self.member = build.member(session, self.company, Role.COMPANY_ADMIN)
        self.staff = build.user(session, Role.CONSULTANT, Role.ADMIN)
        self.editor = build.user(session, Role.EDITOR)
        self.request = build.request(session, self.company, asked_by=self.member.id)
        self.items: list[Any] = []
        self.run: Any = None

    def publish_checklist(self, slug: str = CHECKLIST) -> None:
        """A real checklist, which the company has begun."""
        source = (ROOT / f"content/de/checklists/{slug}.md").read_text(encoding="utf-8")
        documents.publish(self.session, Kind.CHECKLIST, slug, "de", source)
        document = self.session.scalars(select(Document).where(Document.slug == slug)).one()
        self.items = list(self.session.scalars(select(Item).where(Item.document_id == document.id)))
        self.run = build.run(self.session, self.company, document)


def each(add: Callable[[Ground, int], None]) -> Callable[[Ground, range], None]:
    """One after the other."""

    def add_all(ground: Ground, numbers: range) -> None:
        for number in numbers:
            add(ground, number)

    return add_all


@each
def add_company(ground: Ground, number: int) -> None:
    """With a consultant, a colleague, a run and a request: everything that a list could ask about."""
    company = build.company(ground.session, consultant_id=ground.staff.id)
    build.member(ground.session, company)
    run = build.run(ground.session, company, build.document(ground.session, audience="company"))
    build.answer(ground.session, run, build.item(ground.session, _document(ground, run)))
    request = build.request(ground.session, company, state="open" if number % 2 else "new")
    build.message(ground.session, request)


def _document(ground: Ground, run: Any) -> Document:
    return ground.session.get_one(Document, run.document_id)


@each
def add_request(ground: Ground, _number: int) -> None:
    request = build.request(ground.session, ground.company, consultant_id=ground.staff.id, state="open")
    build.message(ground.session, request, side="service", by=ground.staff.id)


@each
def add_message(ground: Ground, number: int) -> None:
    author = ground.staff if number % 2 else ground.member
    build.message(ground.session, ground.request, side="service" if number % 2 else "company", by=author.id)
    build.team_note(ground.session, ground.request, by=ground.staff.id)


@each
def add_answer(ground: Ground, number: int) -> None:
    if number < len(ground.items):
        build.answer(ground.session, ground.run, ground.items[number], answered_by=ground.member.id)


@each
def add_hire(ground: Ground, number: int) -> None:
    hire = build.hire(ground.session, ground.company)
    run = build.hire_run(ground.session, hire, _document(ground, ground.run))
    build.answer(ground.session, run, ground.items[number % len(ground.items)], answered_by=ground.member.id)


@each
def add_measure(ground: Ground, number: int) -> None:
    item = ground.items[number % len(ground.items)]
    build.measure(ground.session, ground.company, item=item, owner_id=ground.member.id)
    build.item_owner(ground.session, ground.run, item, ground.member)


@each
def add_person(ground: Ground, _number: int) -> None:
    build.member(ground.session, build.company(ground.session))


@each
def add_colleague(ground: Ground, _number: int) -> None:
    build.member(ground.session, ground.company)


@each
def add_stuck_mail(ground: Ground, _number: int) -> None:
    build.outgoing_mail(ground.session, state="stuck")


@each
def add_invitation(ground: Ground, _number: int) -> None:
    build.invitation(ground.session, ground.company, invited_by=ground.member.id)


@each
def add_feedback(ground: Ground, number: int) -> None:
    add_guides(ground, range(1, 2))
    guide = ground.session.scalars(select(Document).where(Document.slug == "wort-1")).one()
    build.feedback(ground.session, guide, comment=f"Satz {number}.")


@each
def add_telling_item(ground: Ground, number: int) -> None:
    company = build.company(ground.session)
    run = build.run(ground.session, company, _document(ground, ground.run))
    item = ground.items[number % len(ground.items)]
    build.answer(ground.session, run, item, state="not_applicable", reason="not_here")
    build.request(ground.session, company, item_id=item.id)


GUIDE = """---
id: wort-{number}
title: "Wort {number}"
field: ankommen
summary: "Ein Satz über Visum {number}."
as_of: 2026-01-15
review_by: 2027-01-15
---

## Teil

Ein Satz zum [Wort](/guides/wort-0).
"""


def add_guides(ground: Ground, numbers: range, review_by: str = "2027-01-15") -> None:
    """All at once: each reading of files is a process of its own."""
    folder = ground.content / "de/guides"
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        (folder / f"wort-{number}.md").write_text(
            GUIDE.format(number=number).replace("2027-01-15", review_by), encoding="utf-8"
        )
    documents.sync(ground.session, ground.content)
    ground.session.commit()


def add_due_guides(ground: Ground, numbers: range) -> None:
    """Guides whose day has come: what speaks against them is looked up."""
    add_guides(ground, numbers, review_by="2026-02-01")


@each
def add_version(ground: Ground, number: int) -> None:
    """Of one guide, each by somebody else."""
    author = build.user(ground.session, Role.EDITOR)
    source = f"{GUIDE.format(number=0)}\nSatz {number}.\n"
    documents.publish_reading(ground.session, parsing.read(Task(Kind.GUIDE, "wort-0", "de", source)), author.id)
    ground.session.commit()


def a_guide(ground: Ground) -> None:
    add_guides(ground, range(1))


@dataclass(frozen=True)
class Listing:
    """A page that grows. `most`: how many questions it may ask; `who`: member, staff, editor or visitor."""

    address: str
    who: str
    add: Callable[[Ground, range], None]
    most: int
    begin: Sequence[Callable[[Ground], None]] = ()

    def __str__(self) -> str:
        return f"{self.who} {self.address}"


def begun(ground: Ground) -> None:
    ground.publish_checklist()


def for_hires(ground: Ground) -> None:
    """A real checklist for hires, which the first of them has."""
    ground.publish_checklist("ankunft")


LISTINGS = (
    Listing("/companies", "staff", add_company, 8),
    Listing("/companies/{company}", "staff", add_request, 16),
    Listing("/companies/{company}", "staff", add_hire, 24, (for_hires,)),
    Listing("/inbox", "staff", add_request, 8),
    Listing("/consultations", "member", add_request, 8),
    Listing("/consultations/{request}", "member", add_message, 10),
    Listing("/consultations/{request}", "staff", add_message, 16),
    Listing("/checklists", "member", add_answer, 8, (begun,)),
    Listing("/checklists/strategie", "member", add_answer, 8, (begun,)),
    Listing("/checklists/strategie", "member", add_measure, 8, (begun,)),
    Listing("/hires", "member", add_hire, 14, (for_hires,)),
    Listing("/measures", "member", add_measure, 10, (begun,)),
    Listing("/", "member", add_request, 14),
    Listing("/checklists/strategie/pdf", "member", add_answer, 12, (begun,)),
    Listing("/plan.pdf", "member", add_answer, 20, (begun,)),
    Listing("/plan.pdf", "member", add_measure, 20, (begun,)),
    Listing("/", "staff", add_company, 13),
    Listing("/admin", "staff", add_person, 8),
    Listing("/admin/companies", "staff", add_company, 8),
    Listing("/admin/companies/{company}", "staff", add_colleague, 8),
    Listing("/admin/mail", "staff", add_stuck_mail, 6),
    Listing("/company", "member", add_colleague, 10),
    Listing("/company", "member", add_invitation, 10),
    Listing("/guides", "visitor", add_guides, 4),
    Listing("/editor", "staff", add_guides, 11),
    Listing("/editor?tab=due", "staff", add_due_guides, 14),
    Listing("/editor/{document}", "editor", add_guides, 18, (a_guide,)),
    Listing("/editor/{document}/de/versions", "staff", add_version, 17, (a_guide,)),
    Listing("/editor/{document}/address", "editor", add_guides, 14, (a_guide,)),
    Listing("/editor/{document}/de/archive", "editor", add_guides, 24, (a_guide,)),
    Listing("/search?q=visum", "visitor", add_guides, 4),
    Listing("/editor/feedback", "editor", add_feedback, 6),
    Listing("/editor/items", "editor", add_telling_item, 8, (begun,)),
    Listing("/editor/links", "editor", add_guides, 5),
    Listing("/search?q=visum+raumschiff", "member", add_guides, 7),
)


@pytest.mark.parametrize("listing", LISTINGS, ids=str)
def test_a_list_costs_the_same_for_many(
    listing: Listing, rows: Session, client: PortalClient, as_user: Callable[[Any], PortalClient], tmp_path: Path
) -> None:
    ground = Ground(rows, tmp_path)
    for step in listing.begin:
        step(ground)
    reader = client if listing.who == "visitor" else as_user(getattr(ground, listing.who))
    document = rows.scalars(select(Document.id).order_by(Document.id)).first()
    address = listing.address.format(company=ground.company.id, request=ground.request.id, document=document)
    listing.add(ground, range(1))
    reader.get(address)  # What is read once per process is not the page's.
    few = asked(reader, address)
    listing.add(ground, range(1, MANY))
    many = asked(reader, address)
    assert len(many) == len(few), "\n".join(["for one row:", *few, f"for {MANY}:", *many])
    assert len(many) <= listing.most, "\n".join(many)


def asked(reader: PortalClient, address: str) -> list[str]:
    with count_queries() as queries:
        response = reader.get(address)
    assert response.status_code == 200, f"{address}: {response.status}"
    return list(queries)
