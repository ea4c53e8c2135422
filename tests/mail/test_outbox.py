"""Letters are written with what they tell of, once, and in their reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from portal.db.session import Database
from portal.mail import service
from portal.mail.models import OutgoingMail
from tests.mail.postbox import letters
from tests.structure.sources import PORTAL

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.databases import TestDatabase

VALUES = {
    "reader": "Anna <b>Beispiel</b>",
    "path": "/consultations/5",
    "email": "anna@firma.example",
    "company": "Müller & Söhne",
    "who": "Jana Muster",
}


def enqueue(session: Session, key: str = "one", **values: Any) -> None:
    facts = {"to_email": "anna@firma.example", "to_name": "Anna", "language": "de", "subject": "Betreff"}
    service.enqueue(session, key=key, text="Text\n", html="<p>Text</p>", **{**facts, **values})


def test_the_same_thing_is_written_once(db_session: Session) -> None:
    enqueue(db_session)
    enqueue(db_session, subject="Again")
    enqueue(db_session, key="two")
    found = list(db_session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))
    assert [(one.key, one.subject, one.state, one.attempts) for one in found] == [
        ("one", "Betreff", "waiting", 0),
        ("two", "Betreff", "waiting", 0),
    ]
    assert len({one.message_id for one in found}) == 2


def test_what_is_taken_back_is_not_mailed(database: TestDatabase) -> None:
    own = Database(database.url)
    with own.session() as session:
        enqueue(session)
        session.rollback()
    own.dispose()
    assert letters(database) == []


def test_no_head_is_smuggled_in(db_session: Session) -> None:
    enqueue(db_session, subject="Hello\r\nBcc: eve@evil.example", to_name="Eve\nBcc: eve@evil.example")
    found = db_session.scalars(select(OutgoingMail)).one()
    assert found.subject == "Hello Bcc: eve@evil.example"
    assert found.to_name == "Eve Bcc: eve@evil.example"


def test_what_is_no_address_stops_nobody_and_is_stuck(db_session: Session) -> None:
    enqueue(db_session, to_email="anna@firma.example\nBcc: eve@evil.example")
    found = db_session.scalars(select(OutgoingMail)).one()
    assert (found.state, found.to_email) == ("stuck", "anna@firma.example Bcc: eve@evil.example")


def test_a_letter_that_can_be_switched_off_says_so(db_session: Session) -> None:
    enqueue(db_session, unsubscribe_url="https://portal.example/unsubscribe/abc")
    assert db_session.scalars(select(OutgoingMail)).one().headers == {
        "List-Unsubscribe": "<https://portal.example/unsubscribe/abc>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


# Words.


def names() -> list[str]:
    """Every letter of the portal: area/name."""
    found = PORTAL.glob("*/templates/mails/*")
    return sorted({f"{path.parents[2].name}/{path.name.partition('.')[0]}" for path in found})


def test_there_are_letters() -> None:
    assert {"accounts/forgotten", "accounts/invited", "consultations/answered"} <= set(names())


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", [name for name in names() if name.split("/")[0] in {"accounts", "consultations"}])
def test_each_letter_has_subject_text_and_html(name: str, language: str) -> None:
    subject, text, html = service.render(name, language, **VALUES)
    assert subject
    assert "\n" not in subject
    assert "http://127.0.0.1:8000/consultations/5" in text
    assert 'href="http://127.0.0.1:8000/consultations/5"' in html
    assert f'<html lang="{language}">' in html
    assert "<b>Beispiel</b>" in text
    assert "<b>Beispiel" not in html
    assert "\n\n\n" not in text
    assert ("Guten Tag" in text) == (language == "de")


def test_the_letters_differ_between_the_languages() -> None:
    for name in names():
        if name.split("/")[0] in {"accounts", "consultations"}:
            assert service.render(name, "de", **VALUES)[0] != service.render(name, "en", **VALUES)[0]
