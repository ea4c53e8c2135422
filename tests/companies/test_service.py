"""Companies, their people, and who acts, on both databases."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal import clock
from portal.access import Role
from portal.accounts import service as accounts
from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.audit.rules import Action
from portal.companies import service
from portal.companies.models import Membership
from portal.companies.rules import Chamber, District, Profile, Sector, SizeClass
from portal.web.pagination import Cursor
from tests import build
from tests.statements import count_queries

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PROFILE = Profile(
    name="Muster Maschinenbau GmbH",
    district=District.ESSLINGEN,
    size_class=SizeClass.SMALL,
    sector=Sector.INDUSTRY,
    chamber=Chamber.IHK,
    place="Esslingen",
    mail_domain="muster.example",
)


def deeds(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


# Who acts.


def log_in(session: Session, user: User) -> str:
    return accounts.log_in(session, email=user.email, password=build.PASSWORD, network_address="192.0.2.1")


def test_an_actor_is_found_in_two_queries(db_session: Session) -> None:
    user = build.user(db_session, name="Person", language="en")
    for name in ("Zebra", "Äpfel", "Beeren"):
        build.membership(db_session, build.company(db_session, name), user, Role.COMPANY_ADMIN)
    token = log_in(db_session, user)
    with count_queries() as queries:
        actor = service.load_actor(db_session, token)
    assert len(queries) <= 2
    assert actor is not None
    assert (actor.name, actor.language, actor.staff_roles) == ("Person", "en", frozenset())
    assert [one.company_name for one in actor.belongings] == ["Äpfel", "Beeren", "Zebra"]
    assert actor.belongings[0].role is Role.COMPANY_ADMIN
    assert actor.company == actor.belongings[0]


def test_what_has_ended_belongs_no_more(db_session: Session) -> None:
    user = build.user(db_session)
    now = clock.now()
    build.membership(db_session, build.company(db_session, deactivated_at=now), user)
    build.membership(db_session, build.company(db_session), user, ended_at=now)
    actor = service.load_actor(db_session, log_in(db_session, user))
    assert actor is not None
    assert actor.belongings == ()


def test_a_forged_token_is_nobodys(db_session: Session) -> None:
    log_in(db_session, build.user(db_session))
    for token in ("", "x", "\x00", "ä", "\udcff"):
        assert service.load_actor(db_session, token) is None


def test_the_chosen_company_is_kept_in_the_log_in(db_session: Session) -> None:
    user = build.user(db_session)
    first, second = build.company(db_session, "A"), build.company(db_session, "B")
    build.membership(db_session, first, user)
    build.membership(db_session, second, user)
    tokens = log_in(db_session, user), log_in(db_session, user)
    actor = service.load_actor(db_session, tokens[0])
    assert actor is not None
    accounts.choose_company(db_session, actor, second.id)
    db_session.expire_all()
    working_in = []
    for token in tokens:
        found = service.load_actor(db_session, token)
        assert found is not None
        working_in.append(found.company.company_name if found.company else None)
    assert working_in == ["B", "A"]


# Companies.


def test_a_company_is_made_and_read_back(db_session: Session) -> None:
    consultant = build.user(db_session, Role.CONSULTANT)
    profile = dataclasses.replace(PROFILE, consultant_id=consultant.id)
    company_id = service.create_company(db_session, None, profile)
    company = service.company(db_session, company_id)
    assert company is not None
    assert company.profile == profile
    assert (company.active, company.sort_key) == (True, "muster maschinenbau gmbh")
    assert deeds(db_session) == [Action.COMPANY_CREATED]
    assert service.company(db_session, 999) is None


@pytest.mark.parametrize(
    ("name", "domain", "alike"),
    [
        ("Muster Maschinenbau AG", None, True),
        ("MUSTER MASCHINENBAU", "other.example", True),
        ("Ganz anders KG", "muster.example", True),
        ("Ganz anders KG", None, False),
        ("Muster Maschinenbau Süd GmbH", "other.example", False),
    ],
)
def test_companies_that_look_alike_are_asked_about(
    db_session: Session, name: str, domain: str | None, *, alike: bool
) -> None:
    first = service.create_company(db_session, None, PROFILE)
    second = dataclasses.replace(PROFILE, name=name, mail_domain=domain)
    if alike:
        with pytest.raises(service.MayBeTheSame) as doubt:
            service.create_company(db_session, None, second)
        assert [one.id for one in doubt.value.similar] == [first]
    assert service.create_company(db_session, None, second, confirmed=alike) != first


def test_two_companies_without_a_domain_are_not_alike(db_session: Session) -> None:
    for name in ("Eins", "Zwei"):
        service.create_company(db_session, None, dataclasses.replace(PROFILE, name=name, mail_domain=None))
    assert len(service.active_names(db_session)) == 2


def test_changes_ask_only_where_they_make_companies_alike(db_session: Session) -> None:
    me = build.user(db_session, Role.ADMIN).id
    service.create_company(db_session, None, PROFILE)
    twin = service.create_company(db_session, None, PROFILE, confirmed=True)
    moved = dataclasses.replace(PROFILE, place="Göppingen")
    service.change_company(db_session, me, twin, moved)
    other = dataclasses.replace(moved, name="Anders GmbH", mail_domain=None)
    service.change_company(db_session, me, twin, other)
    with pytest.raises(service.MayBeTheSame):
        service.change_company(db_session, me, twin, dataclasses.replace(other, name="Muster Maschinenbau SE"))
    service.change_company(db_session, me, twin, other)
    events = db_session.scalars(select(AuditEvent).where(AuditEvent.action == Action.COMPANY_CHANGED))
    assert [event.details["fields"] for event in events.all()] == [["place"], ["mail_domain", "name"]]


def test_only_an_active_consultant_gets_a_company(db_session: Session) -> None:
    gone = build.user(db_session, Role.CONSULTANT, deactivated_at=clock.now())
    for number in (gone.id, build.user(db_session, Role.EDITOR).id, 999):
        with pytest.raises(service.UnknownConsultant):
            service.create_company(db_session, None, dataclasses.replace(PROFILE, consultant_id=number))


def test_a_consultant_who_has_left_may_stand_until_there_is_another(db_session: Session) -> None:
    consultant = build.user(db_session, Role.CONSULTANT)
    profile = dataclasses.replace(PROFILE, consultant_id=consultant.id)
    company_id = service.create_company(db_session, None, profile)
    consultant.deactivated_at = clock.now()
    service.change_company(db_session, consultant.id, company_id, dataclasses.replace(profile, place="Plochingen"))


def test_a_company_goes_and_comes_back(db_session: Session) -> None:
    me = build.user(db_session, Role.ADMIN).id
    company, user = build.company(db_session), build.user(db_session)
    build.membership(db_session, company, user)
    token = log_in(db_session, user)

    def places() -> int:
        actor = service.load_actor(db_session, token)
        assert actor is not None
        return len(actor.belongings)

    service.deactivate_company(db_session, me, company.id)
    assert places() == 0
    service.deactivate_company(db_session, me, company.id)
    service.reactivate_company(db_session, me, company.id)
    assert places() == 1
    assert deeds(db_session) == [Action.COMPANY_DEACTIVATED, Action.COMPANY_REACTIVATED]


def test_companies_are_found_and_paged(db_session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.companies.service.profiles.COMPANIES_A_PAGE", 2)
    for name in ("Ober KG", "Öl AG", "Apfel GmbH", "Äpfel GmbH", "Zebra e. K."):
        build.company(db_session, name)
    seen: list[str] = []
    cursor = None
    while True:
        page = service.companies_page(db_session, "", cursor)
        seen += [one.name for one in page.rows]
        cursor = Cursor.read(page.following)
        if cursor is None:
            break
    assert seen == ["Apfel GmbH", "Äpfel GmbH", "Ober KG", "Öl AG", "Zebra e. K."]
    assert [one.name for one in service.companies_page(db_session, "OL", None).rows] == ["Öl AG"]


# People of a company.


def test_a_new_address_makes_an_account_and_a_known_one_a_membership(db_session: Session) -> None:
    first, second = build.company(db_session), build.company(db_session)
    facts = {"name": "HR Person", "email": "hr@firma.example"}
    user_id, is_new = service.add_person(db_session, None, first.id, **facts, function="Personal")
    again = service.add_person(db_session, None, second.id, name="Other name", email="HR@firma.example")
    assert is_new
    assert again == (user_id, False)
    assert len(db_session.scalars(select(User)).all()) == 1
    (member,) = service.members(db_session, first.id)
    assert (member.name, member.function, member.role) == ("HR Person", "Personal", Role.COMPANY_MEMBER)
    assert deeds(db_session) == [Action.USER_CREATED, Action.MEMBER_ADDED, Action.MEMBER_ADDED]
    both = service.memberships_of_users(db_session, [user_id])[user_id]
    assert {one.company_id for one in both} == {first.id, second.id}


def test_adding_again_changes_role_and_function(db_session: Session) -> None:
    company, user = build.company(db_session), build.user(db_session)
    service.add_member(db_session, None, company.id, user.id)
    service.add_member(db_session, None, company.id, user.id)
    service.add_member(db_session, None, company.id, user.id, role=Role.COMPANY_ADMIN, function="Leitung")
    (member,) = service.members(db_session, company.id)
    assert (member.role, member.function) == (Role.COMPANY_ADMIN, "Leitung")
    assert deeds(db_session) == [Action.MEMBER_ADDED, Action.MEMBER_CHANGED]


def test_who_was_removed_can_come_back(db_session: Session) -> None:
    me = build.user(db_session, Role.ADMIN).id
    company, user = build.company(db_session), build.user(db_session)
    service.add_member(db_session, me, company.id, user.id)
    service.remove_member(db_session, me, company.id, user.id)
    assert service.members(db_session, company.id) == ()
    with pytest.raises(service.NoSuchCompany):
        service.remove_member(db_session, me, company.id, user.id)
    service.add_member(db_session, me, company.id, user.id, role=Role.COMPANY_ADMIN)
    assert len(db_session.scalars(select(Membership)).all()) == 1
    assert deeds(db_session) == [Action.MEMBER_ADDED, Action.MEMBER_REMOVED, Action.MEMBER_ADDED]


def test_nobody_is_added_who_is_switched_off_or_where_nothing_is(db_session: Session) -> None:
    company = build.company(db_session)
    gone = build.user(db_session, deactivated_at=clock.now())
    with pytest.raises(service.PersonDeactivated) as refusal:
        service.add_person(db_session, None, company.id, name="X", email=gone.email)
    assert refusal.value.user_id == gone.id
    with pytest.raises(service.NoSuchCompany):
        service.add_member(db_session, None, 999, gone.id)
