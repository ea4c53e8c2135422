"""The letter about an item that is a colleague's now, delivered by a real server; and its link, through a log-in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from portal.accounts.models import User
from tests import build
from tests.checklists.place import Place
from tests.mail.postbox import channel, letters, opened, worker

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage

    from sqlalchemy.orm import Session

    from tests.client import PortalClient
    from tests.databases import TestDatabase


class Desk(Place):
    """A person at work, a colleague, and the letters that a mail server got."""

    def __init__(self, rows: Session, as_user: Callable[..., PortalClient], database: TestDatabase) -> None:
        super().__init__(rows, as_user)
        self.database = database
        self.ben = build.member(rows, self.company, name="Ben Bach", language="en")

    def give(self, owner: User | None, key: str = "zwei") -> None:
        answer = self.send(key, "owner", owner=str(owner.id) if owner else "")
        assert answer.status_code == 303, answer.status

    def arrived(self) -> list[EmailMessage]:
        """What a mail server gets when the worker comes."""
        with opened() as box, worker(self.database, channel(box.port)) as hand:
            hand.drain()
            return box.letters


@pytest.fixture
def desk(rows: Session, as_user: Callable[..., PortalClient], database: TestDatabase) -> Desk:
    return Desk(rows, as_user, database)


def plain(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_a_colleague_is_told_once_and_in_their_language(desk: Desk) -> None:
    desk.give(desk.ben)
    (letter,) = desk.arrived()
    assert letter["To"] == f"{desk.ben.name} <{desk.ben.email}>"
    assert letter["Subject"] == "An item is yours now: Zweitens"
    assert "Anna Alt has asked you to take care of an item of Alpha GmbH:\n\nZweitens" in plain(letter)
    assert letter["List-Unsubscribe"] is None, "it is about this one item, not a round mail"
    assert desk.arrived() == [], "the worker comes again"


def test_the_same_form_twice_or_back_and_forth_tells_once(desk: Desk) -> None:
    for owner in (desk.ben, desk.ben, desk.person, desk.ben, None, desk.ben):
        desk.give(owner)
    assert [one["To"].addresses[0].addr_spec for one in desk.arrived()] == [desk.ben.email]


def test_who_takes_an_item_on_gets_no_letter_about_it(desk: Desk) -> None:
    desk.give(desk.person)
    desk.give(None)
    assert letters(desk.database) == []


def test_each_item_has_its_own_letter(desk: Desk) -> None:
    desk.give(desk.ben, "zwei")
    desk.give(desk.ben, "drei")
    assert len({one["Message-ID"] for one in desk.arrived()}) == 2


def test_what_is_refused_tells_nobody(desk: Desk) -> None:
    stranger = build.member(desk.rows, build.company(desk.rows))
    assert desk.send("zwei", "owner", owner=str(stranger.id)).status_code == 422
    assert letters(desk.database) == []


def test_the_link_opens_the_item_after_the_log_in(desk: Desk, client: PortalClient) -> None:
    """What stands after the # never reaches a server: the log-in finds it in the address nevertheless."""
    desk.give(desk.ben)
    (letter,) = desk.arrived()
    found = re.search(r"http://[^/]+(/checklists/\S+)", plain(letter))
    assert found is not None
    path, _, place = found[1].partition("#")
    assert place == "item-zwei"
    asked = client.get(path)
    form = client.get(asked.headers["Location"])
    onward = re.search(r'name="next"[^>]* value="([^"]+)"', form.text)
    assert onward is not None
    data = {"email": desk.ben.email, "password": build.PASSWORD, "next": onward[1].replace("&amp;", "&")}
    arrived = client.post("/login", data=data).headers["Location"]
    assert arrived == f"{path}#item-zwei"
    page = client.get(path)
    assert page.status_code == 200
    assert 'id="item-zwei"' in page.text
    again = client.get(asked.headers["Location"])
    assert again.headers["Location"] == arrived, "who is logged in already comes there, too"


@pytest.mark.parametrize(
    "place", ["item-zwei%0d%0aSet-Cookie:x", "%23x", "//evil.example", "ITEM", "<b>", "", "item zwei"]
)
def test_a_forged_place_is_no_place(desk: Desk, client: PortalClient, place: str) -> None:
    data = {"email": desk.ben.email, "password": build.PASSWORD, "next": f"/checklists?at={place.replace(' ', '+')}"}
    location = client.post("/login", data=data).headers["Location"]
    assert "#" not in location
    assert location.startswith("/checklists?at=")


def test_the_outbox_row_goes_with_a_hand_over_that_fails(desk: Desk) -> None:
    """The letter is written in the same transaction: a checklist that is finished hands nothing over."""
    for key in ("eins", "zwei", "darunter", "drei"):
        desk.send(key, state="done")
    desk.act("finish")
    assert desk.send("zwei", "owner", owner=str(desk.ben.id)).status_code == 409
    assert letters(desk.database) == []
