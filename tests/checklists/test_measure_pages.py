"""The pages of measures, of an item's history and owner, of changed texts and of rounds, as a person meets them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.checklists.models import Measure
from portal.documents import service as documents
from portal.documents.rules import Kind
from tests import build
from tests.checklists.html import Part, read
from tests.checklists.place import LINES, Place, words

if TYPE_CHECKING:
    from werkzeug.test import TestResponse


def post(place: Place, address: str, **data: Any) -> TestResponse:
    return place.client.post(address, data={"company": place.company.id, **data})


def page(place: Place, address: str) -> Part:
    response = place.client.get(address)
    assert response.status_code == 200, address
    return read(response)


def sent(form: Part) -> dict[str, str]:
    """What a browser would send of a form that nobody touched."""
    data = {one["name"]: one.get("value") or "" for one in form.all("input") if one.has("name")}
    data |= {one["name"]: one.text for one in form.all("textarea")}
    chosen = {
        one["name"]: [choice for choice in one.all("option") if choice.has("selected")] for one in form.all("select")
    }
    return data | {name: options[0]["value"] if options else "" for name, options in chosen.items()}


def measures(place: Place) -> list[Measure]:
    return list(place.rows.scalars(select(Measure).order_by(Measure.id)))


def test_not_yet_offers_a_measure_which_then_stands_at_the_item(place: Place) -> None:
    place.send("zwei", state="in_progress")
    link = place.page().one("#item-zwei a[href^=/measures/new]")
    form = page(place, link["href"]).one("main form")
    data = {**sent(form), "what": "Kalender anlegen", "owner_words": "IT", "due_on": "1.3.27"}
    response = place.client.post(form["action"], data=data)
    assert (response.status_code, response.location) == (303, "/checklists/probe#item-zwei")
    shown = place.page().one("#item-zwei .p-measure")
    assert "Maßnahme: Kalender anlegen" in words(shown)
    assert "IT, bis 1. März 2027" in words(shown) or "IT, bis 1. Mär" in words(shown)
    assert place.client.post(form["action"], data=data).status_code == 303
    assert len(measures(place)) == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"what": ""}, "what"),
        ({"what": "a" * 301}, "what"),
        ({"due_on": "31.2.2027"}, "due_on"),
        ({"owner_words": "IT", "owner": "me"}, "owner_words"),
    ],
)
def test_what_cannot_be_a_measure_stays_in_the_form(place: Place, typed: dict[str, str], field: str) -> None:
    form = page(place, "/measures/new").one("main form")
    data = {**sent(form), "what": "Etwas", **typed}
    if data["owner"] == "me":
        data["owner"] = str(place.person.id)
    response = place.client.post(form["action"], data=data)
    assert response.status_code == 422
    again = read(response).one(f"#{field}")
    assert again["aria-invalid"] == "true"
    assert again["value"] == data[field]
    assert measures(place) == []


def test_an_item_of_the_address_that_is_none_makes_a_measure_alone(place: Place) -> None:
    for item in ("abc", "9" * 30, "999999", "-1"):
        form = page(place, f"/measures/new?item={item}").one("main form")
        assert place.client.post(form["action"], data={**sent(form), "what": "Allein"}).status_code == 303
    assert {one.item_id for one in measures(place)} == {None}


def test_the_list_has_its_tabs_and_says_when_nothing_is_there(place: Place) -> None:
    assert "Noch keine Maßnahme" in words(page(place, "/measures").one("main"))
    item = next(one for one in place.text.items if one.key == "zwei")
    old = clock_day()
    build.measure(place.rows, place.company, what="Meine", owner_id=place.person.id, due_on=old, item_id=item.id)
    build.measure(place.rows, place.company, what="Anderer", owner_words="IT")
    mine = page(place, "/measures")
    assert [words(one) for one in mine.all("main .p-tabs a")] == ["Meine 1", "Alle offenen 2", "Abgeschlossen"]
    assert "Noch offen" in words(mine.one("main li .p-row"))
    assert "überfällig" not in words(mine.one("main"))
    assert mine.one("main li a[href$=item-zwei]").words == "Zweitens"
    assert [one.words for one in page(place, "/measures?tab=all").all("main li a.p-strong")] == ["Meine", "Anderer"]
    assert page(place, "/measures?tab=nichts").one("a[aria-current=page]").words


def clock_day() -> dt.date:
    return dt.date(2026, 1, 5)


def test_a_measure_is_changed_closed_and_taken_back(place: Place) -> None:
    number = build.measure(place.rows, place.company, what="Plan", due_on=dt.date(2027, 3, 1)).id
    address = f"/measures/{number}"
    form = page(place, address).one("main form")
    assert sent(form)["due_on"] == "1.3.2027"
    assert place.client.post(form["action"], data={**sent(form), "what": "Neuer Plan"}).location == address
    refused = post(place, f"{address}/state", state="dropped", reason=" ")
    assert refused.status_code == 422
    assert "warum die Maßnahme verworfen" in words(read(refused).one("#errors"))
    post(place, f"{address}/state", state="dropped", reason="Zu teuer")
    shown = page(place, address)
    assert "Zu teuer" in words(shown.one("main"))
    undo = next(one for one in shown.all("main form") if one["action"].endswith("/undo"))
    assert place.client.post(undo["action"], data=sent(undo)).status_code == 303
    assert place.client.post(undo["action"], data=sent(undo)).status_code == 409
    assert [(one.what, one.state) for one in measures(place)] == [("Neuer Plan", "open")]
    steps = [words(one) for one in page(place, address).all("#steps ol li")] or [
        words(one) for one in page(place, address).all("main ol li")
    ]
    assert len(steps) == 4


def test_two_people_changing_a_measure_see_each_other(place: Place) -> None:
    number = build.measure(place.rows, place.company, what="Plan").id
    form = page(place, f"/measures/{number}").one("main form")
    theirs = {"company": place.company.id, "version": sent(form)["version"], "what": "Bens Plan", "owner": ""}
    assert place.colleague().post(form["action"], data=theirs).status_code == 303
    response = place.client.post(form["action"], data={**sent(form), "what": "Annas Plan"})
    assert response.status_code == 409
    shown = read(response)
    assert "Ben Bach hat inzwischen gespeichert: Bens Plan" in words(shown.one("main .p-flag"))
    again = shown.one("main form")
    assert sent(again)["what"] == "Annas Plan"
    assert place.client.post(again["action"], data=sent(again)).status_code == 303
    assert measures(place)[0].what == "Annas Plan"


def test_nobody_else_reaches_a_measure(place: Place) -> None:
    number = build.measure(place.rows, place.company).id
    other = build.member(place.rows, build.company(place.rows))
    assert place.as_user(other).get(f"/measures/{number}").status_code == 404
    assert place.as_user(build.user(place.rows, Role.CONSULTANT)).get("/measures").status_code == 403


# An item: its history, its owner.


def test_the_history_of_an_item_is_read_and_its_last_change_taken_back(place: Place) -> None:
    place.send("zwei", state="in_progress")
    place.send("zwei", state="done", version=1)
    link = place.page().one("#item-zwei a[href$=history]")
    shown = page(place, link["href"])
    assert "In Arbeit → Erledigt" in words(shown.one("main ol"))
    assert "Version 1 des Textes" in words(shown.one("main ol"))
    undo = shown.one("main form")
    assert place.client.post(undo["action"], data=sent(undo)).status_code == 303
    assert place.page().one("#item-zwei")["data-state"] == "in_progress"
    assert place.client.post(undo["action"], data=sent(undo)).status_code == 409
    assert place.client.get("/checklists/probe/items/nichts/history").status_code == 404


def test_an_item_is_handed_to_a_colleague(place: Place) -> None:
    place.colleague()
    form = page(place, "/checklists/probe/items/zwei/owner").one("main form")
    ben = next(one["value"] for one in form.all("option") if one.words == "Ben Bach")
    response = place.client.post(form["action"], data={**sent(form), "owner": ben})
    assert response.location == "/checklists/probe#item-zwei"
    assert "Ben Bach kümmert sich" in words(place.page().one("#item-zwei .p-item__state"))
    assert place.client.post(form["action"], data={**sent(form), "owner": "999999"}).status_code == 422


# Changed texts, rounds.


def test_what_changed_is_shown_word_by_word_and_all_is_confirmed_at_once(place: Place) -> None:
    for key in ("eins", "zwei"):
        place.send(key, state="done")
    lines = [
        line.replace("Erstens", "Erstens & <b>mehr</b>").replace("Zweitens #zwei", "Zwei #zwei rev=2") for line in LINES
    ]
    build.checklist(place.rows, *(line.replace("kind=duty", "kind=duty rev=2") for line in lines), slug="probe")
    shown = place.page()
    assert [words(one) for one in shown.one("#item-zwei .p-diff").all("del")] == ["Zweitens"]
    assert [words(one) for one in shown.one("#item-zwei .p-diff").all("ins")] == ["Zwei"]
    assert shown.one("#item-eins .p-diff").first("b") is None
    form = next(one for one in shown.all("form") if one["action"].endswith("/probe/confirm"))
    data: dict[str, Any] = {**sent(form), "seen": [one["value"] for one in form.all("input[name=seen]")]}
    assert place.client.post(form["action"], data=data).status_code == 303
    assert place.page().first(".p-flag") is None


def test_what_no_page_of_ours_sends_confirms_nothing(place: Place) -> None:
    place.send("eins", state="done")
    for seen in ("eins", "eins:1", "eins:x:1", ":::", "eins:1:" + "9" * 30, "eins:1:9"):
        assert post(place, "/checklists/probe/confirm", seen=seen).status_code == 303


def test_the_next_round_begins_and_the_first_can_be_read(place: Place) -> None:
    for key in ("eins", "zwei", "darunter", "drei"):
        place.send(key, state="done")
    assert place.act("rounds").status_code == 409
    place.act("finish")
    assert place.act("rounds").status_code == 303
    shown = place.page()
    assert len(shown.all(".p-flag")) == 4
    link = shown.one("#rounds a")
    earlier = page(place, link["href"])
    assert "4 von 4" in words(earlier.one("main"))
    assert earlier.first("input[name=state]") is None
    for address in ("/checklists/probe/rounds/7", f"/checklists/probe/rounds/{10**30}"):
        assert place.client.get(address).status_code == 404


def test_the_answer_of_a_split_item_is_offered(place: Place) -> None:
    place.send("eins", state="done")
    lines = [line.replace("kind=duty", "kind=duty retired=2026-11-01") for line in LINES]
    build.checklist(place.rows, *lines, "Erstens, geteilt #teil was=eins", slug="probe")
    shown = place.page()
    assert "Erledigt war Ihre Antwort auf „Erstens“." in words(shown.one("#offer-teil"))
    assert "Erstens" in words(shown.one("#former"))
    form = shown.one("#offer-teil form")
    assert place.client.post(form["action"], data=sent(form)).status_code == 303
    assert place.page().one("#item-teil")["data-state"] == "done"


def test_a_retired_checklist_names_its_successor(place: Place) -> None:
    place.send("eins", state="done")
    build.checklist(place.rows, "Neu #n", slug="nachfolge")
    source = next(one.source for one in documents.live_sources(place.rows) if one.slug == "probe")
    retired = source.replace("field: strategie", "field: strategie\nretired: 2026-11-01\nsuccessor: nachfolge", 1)
    build.publish(place.rows, Kind.CHECKLIST, "probe", "de", retired)
    shown = place.page()
    assert shown.one("#figures a[href=/checklists/nachfolge]").words == "Liste nachfolge"
    assert place.send("zwei", state="done").status_code == 303
    assert "Liste probe" in words(page(place, "/checklists").one("main"))
