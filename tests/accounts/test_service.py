"""Log-ins, links and accounts, on both databases."""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from portal import clock
from portal.access import Role
from portal.accounts import rules, service
from portal.accounts.models import LoginAttempts, LoginSession, PasswordLink, User
from portal.accounts.service.passwords import LANES, MEMORY_KIB, PASSES, Passwords
from portal.audit.models import AuditEvent
from portal.audit.rules import Action
from portal.web.pagination import Cursor
from tests import build
from tests.statements import count_queries

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

HERE = "192.0.2.1"
WRONG = "not the password"


def log_in(session: Session, user: User, password: str = build.PASSWORD, place: str = HERE) -> str:
    return service.log_in(session, email=user.email, password=password, network_address=place)


def fail(session: Session, email: str, times: int = 1, place: str = HERE) -> None:
    for _ in range(times):
        with pytest.raises(service.WrongPassword):
            service.log_in(session, email=email, password=WRONG, network_address=place)


def deeds(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


# Passwords.


def test_the_portals_own_parameters() -> None:
    assert (MEMORY_KIB, PASSES, LANES) == (19456, 2, 1)


def test_nobodys_password_costs_as_much_as_somebodys() -> None:
    passwords = Passwords(PasswordHasher(time_cost=2, memory_cost=8192, parallelism=1))
    stored = passwords.hash("right")
    passwords.fits(None, "warm up")

    def seconds(known: str | None) -> float:
        before = time.process_time()
        assert not passwords.fits(known, "wrong")
        return time.process_time() - before

    pairs = [(seconds(stored), seconds(None)) for _ in range(9)]
    somebody, nobody = map(min, zip(*pairs, strict=True))
    assert 0.5 < nobody / somebody < 2


def test_nobodys_password_never_fits() -> None:
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    assert not passwords.fits(None, "the password of nobody")
    assert not passwords.fits("no hash at all", "x")
    assert passwords.fits(passwords.hash("x"), "x")


# Logging in.


def test_a_log_in_is_a_row_that_does_not_hold_the_token(db_session: Session) -> None:
    user = build.user(db_session, Role.CONSULTANT)
    token = log_in(db_session, user)
    row = db_session.scalars(select(LoginSession)).one()
    assert token not in row.token_hash
    login = service.find_login(db_session, token)
    assert login is not None
    assert (login.user_id, login.staff_roles, login.company_id) == (user.id, frozenset({Role.CONSULTANT}), None)
    assert user.last_login_at is not None


def test_the_address_may_be_written_otherwise(db_session: Session) -> None:
    user = build.user(db_session, email="Hr@Firma.example")
    service.log_in(db_session, email=" hr@firma.EXAMPLE ", password=build.PASSWORD, network_address=HERE)
    assert user.last_login_at is not None


@pytest.mark.parametrize("case", ["wrong", "unknown", "deactivated", "no password"])
def test_every_failure_is_the_same(db_session: Session, case: str) -> None:
    build.user(db_session, email="wrong@firma.example")
    build.user(db_session, email="deactivated@firma.example", deactivated_at=clock.now())
    build.user(db_session, email="nopassword@firma.example", password_hash=None)
    password = WRONG if case == "wrong" else build.PASSWORD
    email = case.replace(" ", "") + "@firma.example"
    with pytest.raises(service.WrongPassword):
        service.log_in(db_session, email=email, password=password, network_address=HERE)


@pytest.mark.parametrize("case", ["wrong", "unknown", "deactivated", "nopassword"])
def test_every_failure_compares_once(db_session: Session, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    build.user(db_session, email="wrong@firma.example")
    build.user(db_session, email="deactivated@firma.example", deactivated_at=clock.now())
    build.user(db_session, email="nopassword@firma.example", password_hash=None)
    compared = []
    hasher = service.passwords.hasher

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # noqa: A002 - argon2's word
            compared.append(hash)
            return hasher.verify(hash, password)

    monkeypatch.setattr(service.passwords, "hasher", Counting(time_cost=1, memory_cost=8, parallelism=1))
    fail(db_session, f"{case}@firma.example")
    assert len(compared) == 1


@pytest.mark.parametrize("email", ["known@firma.example", "unknown@firma.example"])
def test_after_ten_failures_the_address_waits_on_that_network_only(db_session: Session, email: str) -> None:
    known = build.user(db_session, email="known@firma.example")
    other = build.user(db_session)
    fail(db_session, email, times=rules.MOST_FAILURES_OF_ADDRESS)
    with pytest.raises(service.TooManyAttempts) as refusal:
        service.log_in(db_session, email=email, password=build.PASSWORD, network_address=HERE)
    assert 1 <= refusal.value.minutes <= 15
    log_in(db_session, known, place="198.51.100.7")
    log_in(db_session, other)


def test_a_success_forgets_the_failures_before_it(db_session: Session) -> None:
    user = build.user(db_session)
    fail(db_session, user.email, times=rules.MOST_FAILURES_OF_ADDRESS - 1)
    log_in(db_session, user)
    fail(db_session, user.email, times=rules.MOST_FAILURES_OF_ADDRESS)


def test_a_network_that_tries_many_addresses_waits(db_session: Session) -> None:
    user = build.user(db_session)
    for number in range(rules.MOST_FAILURES_OF_NETWORK):
        fail(db_session, f"nobody{number}@firma.example")
    with pytest.raises(service.TooManyAttempts):
        log_in(db_session, user)
    log_in(db_session, user, place="198.51.100.7")


def test_many_people_on_one_network_may_log_in(db_session: Session) -> None:
    user = build.user(db_session)
    for _ in range(rules.MOST_FAILURES_OF_NETWORK + 5):
        log_in(db_session, user)


def test_nobody_waits_longer_than_the_window(db_session: Session) -> None:
    user = build.user(db_session)
    fail(db_session, user.email, times=rules.MOST_FAILURES_OF_ADDRESS)
    for row in db_session.scalars(select(LoginAttempts)):
        row.window_start -= rules.ATTEMPTS_WINDOW
    log_in(db_session, user)


def test_old_counters_go(db_session: Session) -> None:
    db_session.add(LoginAttempts(key="x", window_start=clock.now() - dt.timedelta(days=2), failures=3))
    log_in(db_session, build.user(db_session))
    assert "x" not in set(db_session.scalars(select(LoginAttempts.key)))


def test_a_weaker_hash_is_made_anew(db_session: Session) -> None:
    old = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1).hash(build.PASSWORD)
    user = build.user(db_session, password_hash=old)
    log_in(db_session, user)
    assert user.password_hash != old
    log_in(db_session, user)


# How log-ins end.


def test_a_log_in_unseen_for_two_weeks_has_ended(db_session: Session) -> None:
    token = log_in(db_session, build.user(db_session))
    row = db_session.scalars(select(LoginSession)).one()
    row.last_seen_at = clock.now() - dt.timedelta(days=13, hours=23)
    assert service.find_login(db_session, token) is not None
    row.last_seen_at = clock.now() - dt.timedelta(days=14, seconds=1)
    assert service.find_login(db_session, token) is None


def test_being_seen_is_noted_every_five_minutes(db_session: Session) -> None:
    now = clock.now()
    assert not service.needs_touch(now - dt.timedelta(minutes=4))
    assert service.needs_touch(now - dt.timedelta(minutes=6))
    token = log_in(db_session, build.user(db_session))
    row = db_session.scalars(select(LoginSession)).one()
    row.last_seen_at = now - dt.timedelta(days=1)
    service.touch_session(db_session, row.id)
    db_session.expire_all()
    login = service.find_login(db_session, token)
    assert login is not None
    assert login.last_seen_at > now - dt.timedelta(minutes=1)


def test_logging_out_ends_this_log_in_alone(db_session: Session) -> None:
    user = build.user(db_session)
    first, second = log_in(db_session, user), log_in(db_session, user)
    login = service.find_login(db_session, first)
    assert login is not None
    service.end_login(db_session, login.id)
    assert service.find_login(db_session, first) is None
    assert service.find_login(db_session, second) is not None


def test_a_new_password_ends_the_other_log_ins(db_session: Session) -> None:
    user = build.user(db_session)
    other = log_in(db_session, user)
    me = build.actor(db_session, user)
    service.change_password(db_session, me, old=build.PASSWORD, new="a new long one", network_address=HERE)
    assert service.find_login(db_session, other) is None
    assert service.find_login(db_session, me.token) is not None
    log_in(db_session, user, "a new long one")
    assert deeds(db_session) == [Action.PASSWORD_SET]


def test_the_old_password_is_asked_for_and_guessing_it_is_slowed(db_session: Session) -> None:
    me = build.actor(db_session, build.user(db_session))

    def change(old: str) -> None:
        service.change_password(db_session, me, old=old, new="a new long one", network_address=HERE)

    for _ in range(rules.MOST_FAILURES_OF_ADDRESS):
        with pytest.raises(service.WrongPassword):
            change(WRONG)
    with pytest.raises(service.TooManyAttempts):
        change(build.PASSWORD)


def test_a_deactivated_account_is_out_at_once(db_session: Session) -> None:
    admin = build.actor(db_session, build.user(db_session, Role.ADMIN))
    user = build.user(db_session)
    token, link = log_in(db_session, user), service.make_link(db_session, admin.user_id, user.id)
    service.deactivate_user(db_session, admin, user.id)
    assert service.find_login(db_session, token) is None
    with pytest.raises(service.LinkUnusable):
        service.link_owner(db_session, link)
    fail(db_session, user.email)
    service.reactivate_user(db_session, admin, user.id)
    assert service.find_login(db_session, token) is None
    with pytest.raises(service.LinkUnusable):
        service.link_owner(db_session, link)
    log_in(db_session, user)
    assert deeds(db_session) == [
        Action.PASSWORD_LINK_MADE,
        Action.USER_DEACTIVATED,
        Action.USER_REACTIVATED,
    ]


# Links.


def test_a_link_sets_the_password_once(db_session: Session) -> None:
    user = build.user(db_session, password_hash=None)
    token = service.make_link(db_session, None, user.id)
    assert service.link_owner(db_session, token).id == user.id
    assert service.link_owner(db_session, token).id == user.id
    service.set_password_by_link(db_session, token, "my own long one")
    log_in(db_session, user, "my own long one")
    with pytest.raises(service.LinkUnusable):
        service.set_password_by_link(db_session, token, "somebody else's")
    with pytest.raises(service.LinkUnusable):
        service.link_owner(db_session, token)


def test_a_link_ends_the_log_ins_that_were_open(db_session: Session) -> None:
    user = build.user(db_session)
    before = log_in(db_session, user)
    service.set_password_by_link(db_session, service.make_link(db_session, None, user.id), "my own long one")
    assert service.find_login(db_session, before) is None


def test_a_link_lives_seven_days(db_session: Session) -> None:
    user = build.user(db_session)
    token = service.make_link(db_session, None, user.id)
    row = db_session.scalars(select(PasswordLink)).one()
    assert row.expires_at - row.created_at == dt.timedelta(days=7)
    row.expires_at = clock.now() - dt.timedelta(seconds=1)
    db_session.flush()
    with pytest.raises(service.LinkUnusable):
        service.link_owner(db_session, token)
    with pytest.raises(service.LinkUnusable):
        service.set_password_by_link(db_session, token, "my own long one")


def test_a_new_link_ends_the_earlier_one(db_session: Session) -> None:
    user = build.user(db_session)
    first = service.make_link(db_session, None, user.id)
    second = service.make_link(db_session, None, user.id)
    with pytest.raises(service.LinkUnusable):
        service.link_owner(db_session, first)
    assert service.link_owner(db_session, second).id == user.id


def test_no_link_for_nobody_or_a_deactivated_account(db_session: Session) -> None:
    with pytest.raises(service.NoSuchUser):
        service.make_link(db_session, None, 999)
    gone = build.user(db_session, deactivated_at=clock.now())
    with pytest.raises(service.Deactivated):
        service.make_link(db_session, None, gone.id)


# Accounts.


def test_an_account_knows_its_roles(db_session: Session) -> None:
    roles = [Role.EDITOR, Role.CONSULTANT]
    user_id = service.create_user(db_session, None, name="Ö. Muster", email="o@firma.example", roles=roles)
    person = service.person(db_session, user_id)
    assert person is not None
    assert set(person.roles) == set(roles)
    assert (person.sort_key, person.has_password, person.active) == ("o. muster", False, True)
    event = db_session.scalars(select(AuditEvent)).one()
    assert (event.action, event.subject_id, event.details) == (
        Action.USER_CREATED,
        user_id,
        {"roles": ["consultant", "editor"]},
    )


def test_an_address_has_one_account(db_session: Session) -> None:
    first = service.create_user(db_session, None, name="A", email="a@firma.example")
    with pytest.raises(service.AddressTaken) as refusal:
        service.create_user(db_session, None, name="B", email="A@Firma.example")
    assert refusal.value.user_id == first


def test_the_last_admin_stays(db_session: Session) -> None:
    user = build.user(db_session, Role.ADMIN)
    build.user(db_session, Role.ADMIN, deactivated_at=clock.now())
    me = build.actor(db_session, user)
    with pytest.raises(service.NotOneself):
        service.deactivate_user(db_session, me, user.id)
    with pytest.raises(service.LastAdmin):
        service.change_user(db_session, me, user.id, name="Me", roles=[Role.EDITOR])
    assert user.is_admin
    second = build.user(db_session, Role.ADMIN)
    with pytest.raises(service.NotOneself):
        service.deactivate_user(db_session, me, user.id)
    service.deactivate_user(db_session, build.actor(db_session, second), user.id)
    with pytest.raises(service.LastAdmin):
        service.deactivate_user(db_session, me, second.id)


def test_changes_are_recorded_with_what_changed(db_session: Session) -> None:
    me = build.actor(db_session, build.user(db_session, Role.ADMIN))
    user = build.user(db_session, Role.EDITOR, name="Before")
    service.change_user(db_session, me, user.id, name="Before", roles=[Role.EDITOR])
    assert deeds(db_session) == []
    service.change_user(db_session, me, user.id, name="After", roles=[])
    event = db_session.scalars(select(AuditEvent)).one()
    assert (event.actor_id, event.details) == (me.user_id, {"fields": ["name", "roles"]})


def test_names_and_consultants(db_session: Session) -> None:
    second = build.user(db_session, Role.CONSULTANT, name="Zoe")
    first = build.user(db_session, Role.CONSULTANT, name="Änne")
    build.user(db_session, Role.CONSULTANT, name="Gone", deactivated_at=clock.now())
    build.user(db_session, Role.EDITOR)
    assert [one.name for one in service.consultants(db_session)] == ["Änne", "Zoe"]
    with count_queries() as queries:
        names = service.names(db_session, [first.id, second.id, first.id, 999])
        assert service.names(db_session, []) == {}
    assert names == {first.id: "Änne", second.id: "Zoe"}
    assert len(queries) == 1


def test_users_are_found_and_paged(db_session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.accounts.service.users.USERS_A_PAGE", 2)
    for name in ("Cäsar", "berta", "Anton", "Ämil"):
        build.user(db_session, name=name, email=f"{name}@firma.example")
    seen, cursor = [], None
    while True:
        page = service.users_page(db_session, "firma", cursor)
        seen += [one.name for one in page.rows]
        cursor = Cursor.read(page.following)
        if cursor is None:
            break
    assert seen == ["Ämil", "Anton", "berta", "Cäsar"]
    assert [one.name for one in service.users_page(db_session, "casar firma", None).rows] == ["Cäsar"]
    assert service.users_page(db_session, "100%_", None).rows == ()
