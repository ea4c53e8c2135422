"""What may stand in a letter's head, and how long it waits."""

from __future__ import annotations

import datetime as dt
from email import message_from_bytes, policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal import clock
from portal.mail import message, rules
from portal.mail.models import OutgoingMail
from tests.mail.postbox import SENDER

HEADS = {"From", "To", "Subject", "Date", "Message-ID", "Content-Language", "Auto-Submitted", "MIME-Version"}


@given(st.text())
def test_nothing_typed_makes_a_second_line(text: str) -> None:
    line = rules.header_line(text)
    assert len(line.splitlines()) <= 1
    assert len(line) <= rules.LONGEST_LINE
    assert rules.header_line(line) == line


@pytest.mark.parametrize(
    "address", ["anna@firma.example", "jürgen.groß@müller.example", "a+b'c@x.y.example", " a@b.example "]
)
def test_mailboxes(address: str) -> None:
    assert rules.mailbox(address) == address.strip()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "anna",
        "@firma.example",
        "anna@",
        "a@b.example, c@d.example",
        "a@b.example\nBcc: c@d.example",
        "a@b.example\r\nBcc: c@d.example",
        "Anna <a@b.example>",
        "a b@c.example",
        "a@b@c.example",
        "a@b.example;c@d.example",
        "x" * 250 + "@b.example",
    ],
)
def test_what_is_no_mailbox(address: str) -> None:
    with pytest.raises(rules.NotAMailbox):
        rules.mailbox(address)


def test_pauses_grow_until_somebody_must_look() -> None:
    pauses = [rules.pause_after(failures) for failures in range(1, len(rules.PAUSES) + 1)]
    known = [pause for pause in pauses if pause is not None]
    assert len(known) == len(pauses)
    assert known == sorted(set(known))
    assert sum(known, dt.timedelta()) > dt.timedelta(days=2), "a weekend without a server loses nothing"
    assert rules.pause_after(len(rules.PAUSES) + 1) is None


def a_letter(**values: object) -> OutgoingMail:
    facts: dict[str, object] = {
        "to_email": "anna@firma.example",
        "to_name": "Anna",
        "language": "de",
        "subject": "Betreff",
        "text": "Grüße.\n",
        "html": "<p>Grüße.</p>",
        "message_id": "<1@portal.example>",
        "headers": {},
        "created_at": clock.now(),
    }
    return OutgoingMail(**{**facts, **values})


@settings(max_examples=40)
@given(name=st.text(max_size=80), subject=st.text(max_size=80))
def test_a_letter_has_the_heads_it_should_and_no_others(name: str, subject: str) -> None:
    mail = a_letter(to_name=rules.header_line(name), subject=rules.header_line(subject))
    content = message.write(mail, SENDER).content
    read = message_from_bytes(content, policy=policy.default)
    assert {key for key in read if key != "Content-Type"} == HEADS
    assert [one.addr_spec for one in read["To"].addresses] == ["anna@firma.example"]  # type: ignore[attr-defined]
    assert all(line.isascii() and len(line) < 999 for line in content.splitlines())


def test_a_letter_says_the_same_as_text_and_as_html() -> None:
    written = message.write(a_letter(headers={"List-Unsubscribe": "<https://portal.example/x>"}), SENDER)
    read = message_from_bytes(written.content, policy=policy.default)
    text, html = read.get_body(("plain",)), read.get_body(("html",))  # type: ignore[attr-defined]
    assert (text.get_content().strip(), html.get_content().strip()) == ("Grüße.", "<p>Grüße.</p>")
    assert read["List-Unsubscribe"] == "<https://portal.example/x>"
    assert read["From"] == "Welcome Service <portal@portal.example>"


def test_a_host_with_umlauts_travels_as_servers_know_it() -> None:
    written = message.write(a_letter(to_email="anna@müller.example"), SENDER)
    assert written.to == "anna@xn--mller-kva.example"
    assert not written.needs_utf8


def test_a_mailbox_with_umlauts_needs_a_server_that_knows_them() -> None:
    written = message.write(a_letter(to_email="jürgen@firma.example"), SENDER)
    assert written.needs_utf8
    assert "jürgen@firma.example".encode() in written.content
