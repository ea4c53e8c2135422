"""A mistake is published at 17:55 and taken back at 17:58: what companies find in between, and afterwards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from portal import clock
from portal.access import Role
from portal.checklists.models import Answer, Run
from portal.documents.models import Document, Item
from portal.engagement.service import send_digests
from portal.mail.models import OutgoingMail
from tests import build
from tests.papers.pdf import Paper

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from portal.accounts.models import User
    from tests.client import PortalClient

BEFORE = ("## Anfang", "Kopie bis zum Ende der Probezeit aufbewahren #kopie kind=duty", "Schulen #schulen")
# What the pages and the paper say of an item that asks.
ASKS = ("flag-kopie", "1 Punkt hat sich geändert", "zu bestätigen")


class Firm:
    """A company with one person at work, who has answered both items of the first version unless told otherwise."""

    def __init__(self, stage: Stage, *, answered: bool = True) -> None:
        self.stage = stage
        self.company = build.company(stage.rows)
        self.person: User = build.member(stage.rows, self.company, Role.COMPANY_ADMIN, last_login_at=clock.now())
        self.client = stage.as_user(self.person)
        if answered:
            self.answer("kopie", 0)
            self.answer("schulen", 0)

    def answer(self, key: str, version: int) -> None:
        said = {"company": self.company.id, "version": version, "state": "done"}
        assert self.client.post(f"/checklists/probe/items/{key}/state", data=said).status_code == 303

    def confirm(self) -> None:
        """Press the button of the flag, with all that the page sends with it."""
        form = self.client.get("/checklists/probe").text.split('items/kopie/confirm"')[1].split("</form>")[0]
        fields = re.findall(r"<input[^>]*>", form)
        said = {
            one[1]: v[1]
            for f in fields
            if (one := re.search(r'name="([^"]*)"', f)) and (v := re.search(r'value="([^"]*)"', f))
        }
        assert self.client.post("/checklists/probe/items/kopie/confirm", data=said).status_code == 303

    def hears(self) -> set[str]:
        """Which of the words about changes stand anywhere: checklist, list of checklists, home, paper."""
        pages = [self.client.get(address).text for address in ("/checklists/probe", "/checklists", "/")]
        paper = Paper(self.client.get("/checklists/probe/pdf").data).words
        return {words for words in ASKS if any(words in one for one in (*pages, paper))}

    def sees(self, words: str) -> bool:
        """Whether these words stand anywhere that the company looks."""
        addresses = ("/checklists/probe", "/checklists", "/", "/measures")
        paper = Paper(self.client.get("/checklists/probe/pdf").data).words
        return words in paper or any(words in self.client.get(one).text for one in addresses)


class Stage:
    """A published checklist, and two editors before it."""

    def __init__(self, rows: Session, as_user: Callable[[Any], PortalClient]) -> None:
        self.rows, self.as_user = rows, as_user
        found = build.checklist(rows, *BEFORE, slug="probe")
        self.document = rows.get_one(Document, found.document_id)
        self.writer = build.user(rows, Role.EDITOR, name="Wanda Wort")
        self.other = build.user(rows, Role.EDITOR, name="Otto Ohr")
        self.address = f"/editor/{self.document.id}/de"

    def publish_the_mistake(self) -> None:
        client = self.as_user(self.writer)
        draft = build.draft(self.rows, self.document, self.writer, "bis zum Ende der Probezeit", "zehn Jahre lang")
        draft.source += "\n- [ ] Fahrrad anmelden {: #rad kind=duty }\n"
        said = {"stamp": draft.stamp, "when": "now", "meaning-kopie": "meaning", "reason": "Eilt"}
        assert client.post(f"{self.address}/publish", data=said).status_code == 303

    def take_it_back(self) -> None:
        done = self.as_user(self.writer).post(f"{self.address}/versions/2/withdraw")
        assert done.status_code == 303

    def weekly(self, firm: Firm) -> str:
        """The weekly mail of the company's person, were it written now."""
        send_digests(self.rows)
        own = OutgoingMail.key.startswith(f"digest/{firm.person.id}/")
        letters = self.rows.scalars(select(OutgoingMail.text).where(own)).all()
        self.rows.rollback()
        return "".join(letters)


@pytest.fixture
def stage(rows: Session, as_user: Callable[[Any], PortalClient], monkeypatch: pytest.MonkeyPatch) -> Stage:
    monday = clock.now().replace(2026, 11, 23, 16, 55)
    monkeypatch.setattr(clock, "now", lambda: monday)
    return Stage(rows, as_user)


def test_who_answered_the_first_version_hears_nothing_more_and_who_answered_the_other_is_asked(stage: Stage) -> None:
    still, confirmed, anew, late = Firm(stage), Firm(stage), Firm(stage), Firm(stage, answered=False)
    stage.publish_the_mistake()
    assert still.hears() == set(ASKS)
    assert still.sees("Fahrrad anmelden")
    rad = stage.rows.scalars(select(Item).where(Item.key == "rad")).one()
    run = stage.rows.scalars(select(Run).where(Run.company_id == still.company.id)).one()
    build.item_owner(stage.rows, run, rad, still.person)
    assert "Fahrrad anmelden" in stage.weekly(still)
    confirmed.confirm()
    anew.answer("kopie", 1)
    late.answer("kopie", 0)
    assert [one.hears() for one in (confirmed, anew, late)] == [set()] * 3
    stage.take_it_back()
    assert still.hears() == set()
    assert not still.sees("Fahrrad anmelden")
    assert not still.sees("zehn Jahre lang")
    assert "Fahrrad" not in stage.weekly(still)
    assert "2 von 2" in still.client.get("/checklists").text
    for firm in (confirmed, anew, late):
        assert firm.hears() == set(ASKS)
        page = firm.client.get("/checklists/probe").text
        assert "zehn" in "".join(re.findall(r"<del>(.*?)</del>", page))
        assert "Probezeit" in "".join(re.findall(r"<ins>(.*?)</ins>", page))
        firm.confirm()
        assert firm.hears() == set()
    answers = stage.rows.scalars(select(Answer)).all()
    assert len(answers) == 7
    assert {one.state for one in answers} == {"done"}


def test_the_other_editor_has_a_mail_and_a_line_on_the_list(stage: Stage) -> None:
    stage.publish_the_mistake()
    writer, other = stage.as_user(stage.writer), stage.as_user(stage.other)
    mine, theirs = writer.get("/editor").text, other.get("/editor").text
    assert "Wartet auf eine zweite Person." in mine
    assert "Ich habe es angesehen" not in mine
    assert "Ich habe es angesehen" in theirs
    compared = re.search(r'href="(/editor/[^"]*\?old=1&amp;new=2)"[^>]*>Änderungen ansehen', theirs)
    assert compared is not None
    page = other.get(compared[1].replace("&amp;", "&")).text
    assert "<ins>" in page
    assert "Eilt" in page
    assert "Ich habe es angesehen" in page
    assert "Ich habe es angesehen" not in writer.get(compared[1].replace("&amp;", "&")).text
    stage.take_it_back()
    letter = stage.rows.scalars(select(OutgoingMail).where(OutgoingMail.key.like("documents/%"))).one()
    assert (letter.to_email, letter.subject) == (stage.other.email, "Version 2 zurückgenommen: Liste probe")
    theirs = other.get("/editor").text
    assert "Wanda Wort hat Version 2 von „Liste probe“ zurückgenommen." in theirs
    assert "Eilt" not in theirs
    assert "?old=2&amp;new=3" in theirs


def test_giving_back_asks_for_a_comment_and_loses_none(stage: Stage) -> None:
    writer, other = stage.as_user(stage.writer), stage.as_user(stage.other)
    draft = build.draft(stage.rows, stage.document, stage.writer, "Schulen", "Alle schulen")
    writer.post(f"{stage.address}/hand-in", data={"stamp": draft.stamp, "comment": "Bitte ansehen"})
    text = f"/editor/{stage.document.id}"
    assert "In Arbeit nehmen" not in other.get(text).text
    page = other.get(text).text
    assert "Wanda Wort bittet Sie, diesen Text zu prüfen" in page
    assert '<textarea id="comment" name="comment"' in page
    assert '<textarea id="comment"' not in writer.get(text).text
    refused = other.post(f"{stage.address}/hand-back", data={"stamp": draft.stamp, "comment": "x" * 2_001})
    assert refused.status_code == 422
    assert "x" * 2_001 in refused.text
    assert draft.stamp in refused.text
    done = other.post(f"{stage.address}/hand-back", data={"stamp": draft.stamp, "comment": "Wen\ngenau?"})
    assert "Wanda Wort erfährt es per E-Mail" in other.get(done.location).text
    assert "Wen\ngenau?" in writer.get(text).text
