"""Putting demo data in, taking it out, and keeping demo accounts off the network."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Delete, delete, exists, inspect, select

from portal.access import Role
from portal.accounts.models import User
from portal.companies.models import Company, Membership
from portal.db.model import Model
from portal.db.tenancy import CompanyOwned, every_company, with_unreleased
from portal.demo import people as demo_people
from portal.demo.chance import Days
from portal.demo.companies import Facts, company, facts
from portal.demo.hires import Hires
from portal.demo.measures import Measures, first_change
from portal.demo.people import People, accepted, membership, memberships
from portal.demo.progress import Progress
from portal.demo.stories import Desk, Stories, asks_at_night, chances, desk
from portal.documents import service as documents
from portal.documents.rules import Kind
from portal.feeds import service as feeds

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.demo.cases import Case
    from portal.demo.progress import RunPlan
    from portal.documents.service import ChecklistText

COMPANIES = 96
SEED = 1
LANGUAGE = "de"
# Companies whose rows are sent together.
CHUNK = 100
# Chances of hires and of measures are drawn apart from all others.
HIRES_OF = 1_000_000
MEASURES_OF = 2_000_000


class NoDemoData(Exception):
    """Demo data cannot be added; the message is one sentence for the person who asked."""


Progressed = Callable[[int], None]
# Who did something, and when.
Deed = tuple[int, dt.datetime]


@dataclass(frozen=True)
class Member:
    """A company with its people, all with their numbers, and its own chance."""

    facts: Facts
    rng: random.Random
    company: Company
    people: Sequence[User]

    @property
    def person_ids(self) -> list[int]:
        return [one.id for one in self.people]


def is_empty(session: Session) -> bool:
    """Whether there is neither a person nor a company."""
    return not session.scalar(select(exists(select(User.id)) | exists(select(Company.id))))


def has_demo_accounts(session: Session) -> bool:
    """Whether somebody could log in with the public password. A database without tables has nobody."""
    if not inspect(session.connection()).has_table(User.__tablename__):
        return False
    return bool(session.scalar(select(exists().where(User.is_demo))))


def add(
    session: Session, *, today: dt.date, companies: int = COMPANIES, seed: int = SEED, progressed: Progressed
) -> None:
    """Add the demo data of that day. Raises NoDemoData without checklists, or where there is demo data already."""
    checklists = _checklists(session)
    if session.scalar(select(exists().where(User.email_key.endswith("@" + demo_people.DOMAIN)))):
        raise NoDemoData("There are demo accounts already; take them out first with: flask demo --remove")
    for_hires = _texts(session, "hire")
    with every_company(session, "demo data", team=True):
        _Maker(session, Days(today), seed, checklists, for_hires).make(companies, progressed)


def add_calendar(session: Session, secret: str) -> None:
    """Give the first demo account an address of its calendar, made with the portal's secret."""
    person = session.scalars(select(User).where(User.email_key == f"hr@{demo_people.DOMAIN}")).one()
    feeds.make(session, person.id, secret)


def _checklists(session: Session) -> list[ChecklistText]:
    live = _texts(session, "company")
    if not live:
        raise NoDemoData(
            "There are no checklists yet, and demo companies need some; load them with: flask content sync"
        )
    return live


def _texts(session: Session, audience: str) -> list[ChecklistText]:
    summaries = documents.checklists(session, LANGUAGE, audience)
    found = [documents.checklist(session, one.slug, LANGUAGE) for one in summaries]
    return [one for one in found if one is not None and one.items]


class _Maker:
    """Makes the rows, company by company in the same order, sent in chunks."""

    def __init__(
        self,
        session: Session,
        days: Days,
        seed: int,
        checklists: Sequence[ChecklistText],
        for_hires: Sequence[ChecklistText],
    ) -> None:
        self._session, self._days, self._seed, self._checklists = session, days, seed, checklists
        self._for_hires = for_hires
        self._people = People(days)
        terms = documents.text(session, Kind.PAGE, "nutzungsbedingungen", LANGUAGE)
        self._terms = terms.revision if terms else 1
        self._night_is_over = False

    def make(self, number: int, progressed: Progressed) -> None:
        staff = self._people.staff()
        self._send([*staff, of_both := self._people.of_both()])
        consultants = [one.id for one in staff if one.is_consultant]
        shared = desk(chances(self._seed, -1), self._days, self._checklists, consultants)
        wanted = itertools.islice(facts(chances(self._seed, -2)), number)
        done = 0
        for chunk in _chunks(wanted):
            members = self._members(chunk, consultants)
            if not done:
                self._send([membership(one.company, of_both, *_provider()) for one in members[:2]])
            self._note_log_ins(members, self._runs(members) + self._requests(members, shared))
            self._measures(members)
            # What is in the database needs no place in memory.
            self._session.expunge_all()
            done += len(chunk)
            progressed(done)

    def _send(self, rows: Sequence[Model]) -> None:
        self._session.add_all(rows)
        self._session.flush()

    def _members(self, chunk: Sequence[Facts], consultants: list[int]) -> list[Member]:
        made = [
            Member(one, rng, row, self._people.members(rng, one.number, one.size_class, row.created_at))
            for one in chunk
            for rng, row in [(chances(self._seed, one.number), company(one, self._days, consultants))]
        ]
        self._send([one.company for one in made])
        self._send([person for one in made for person in one.people])
        self._send(
            [row for one in made for row in memberships(one.rng, one.facts.number, one.company, list(one.people))]
        )
        self._send([accepted(one.company, one.people[0], self._terms) for one in made])
        return made

    def _runs(self, members: Sequence[Member]) -> list[Deed]:
        plans: list[RunPlan] = []
        aside: list[Model] = []
        for one in members:
            progress = Progress(one.rng, self._days, one.facts, one.company.id, one.person_ids)
            begun = progress.runs(self._checklists)
            plans += begun
            aside += progress.put_aside(self._checklists, {plan.run.document_id for plan in begun})
        plans += self._hires(members)
        self._send([plan.run for plan in plans])
        self._send(aside)
        answers = [(plan, plan.row(run.run, run.revision)) for run in plans for plan in run.answers]
        self._send([row for _, row in answers])
        self._send([change for plan, row in answers for change in plan.changes(row)])
        return [(said.by, said.at) for plan, _ in answers for said in plan.said]

    def _hires(self, members: Sequence[Member]) -> list[RunPlan]:
        """Send the hires; their runs are still to be sent. Their chance is their own, so that nothing else changes."""
        found = [
            plan
            for one in members
            for plan in Hires(
                chances(self._seed, HIRES_OF + one.facts.number), self._days, one.facts, one.company.id, one.person_ids
            ).all(self._for_hires)
        ]
        self._send([plan.hire for plan in found])
        for plan in found:
            plan.number()
        return [run for plan in found for run in plan.runs]

    def _measures(self, members: Sequence[Member]) -> None:
        rows = [
            row
            for one in members
            for row in Measures(
                chances(self._seed, MEASURES_OF + one.facts.number), self._days, one.company.id, one.person_ids
            ).all(self._checklists, every=one.facts.number == 0)
        ]
        self._send(rows)
        self._send([first_change(row) for row in rows])

    def _requests(self, members: Sequence[Member], shared: Desk) -> list[Deed]:
        cases: list[Case] = []
        for one in members:
            stories = Stories(one.rng, shared, one.facts, one.company.id, one.person_ids)
            cases += stories.all(first_of_night=self._is_first_of_night(one.facts))
        self._send([case.request for case in cases])
        for case in cases:
            case.number()
        self._send([row for case in cases for row in case.children])
        return [(case.asker, case.request.company_wrote_at) for case in cases]

    def _note_log_ins(self, members: Sequence[Member], deeds: Sequence[Deed]) -> None:
        """Whoever did something was logged in."""
        last: dict[int, dt.datetime] = {}
        for who, at in deeds:
            last[who] = max(at, last.get(who, at))
        for person in (person for one in members for person in one.people):
            person.last_login_at = last.get(person.id)
        self._session.flush()

    def _is_first_of_night(self, one: Facts) -> bool:
        first = not self._night_is_over and asks_at_night(one)
        self._night_is_over = self._night_is_over or first
        return first


def _provider() -> tuple[Role, str]:
    return Role.COMPANY_MEMBER, demo_people.OF_BOTH[2]


def _chunks(parts: Iterator[Facts]) -> Iterator[list[Facts]]:
    return itertools.takewhile(bool, (list(itertools.islice(parts, CHUNK)) for _ in itertools.count()))


def remove(session: Session) -> int:
    """Take out demo companies with everything of theirs, and demo people; return how many companies went."""
    with every_company(session, "demo data", team=True), with_unreleased(session, "demo data go as a whole"):
        demo = select(Company.id).where(Company.is_demo)
        for model in _of_companies():
            _run(session, delete(model).where(model.company_id.in_(demo)))
        _run(session, delete(Membership).where(Membership.company_id.in_(demo)))
        _run(session, delete(User).where(User.is_demo))
        return _run(session, delete(Company).where(Company.is_demo))


def _run(session: Session, statement: Delete) -> int:
    result = session.execute(statement, execution_options={"synchronize_session": False})
    return int(result.rowcount)  # type: ignore[attr-defined] # a DELETE has it


def _of_companies() -> list[type[CompanyOwned]]:
    """Every model whose rows belong to a company, also those of areas to come; children before parents."""
    places = {table: place for place, table in enumerate(Model.metadata.sorted_tables)}
    mappers = [one for one in Model.registry.mappers if issubclass(one.class_, CompanyOwned)]
    mappers.sort(key=lambda one: -places[one.local_table])  # type: ignore[index] # a mapped class has a table
    return [one.class_ for one in mappers]
