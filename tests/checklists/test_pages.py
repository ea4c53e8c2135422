"""The pages as a person meets them: with and without a script, in one company and the other, alone and together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from portal.checklists import views
from portal.checklists.models import PutAside
from portal.checklists.service import RequestMark
from tests import build
from tests.checklists.html import read
from tests.checklists.place import LINES, Place, own_form, words
from tests.statements import count_queries

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session


def test_each_item_has_its_state_and_its_own_form_first(place: Place) -> None:
    page = place.page()
    items = page.all("li.p-item")
    assert [item["id"] for item in items] == ["item-eins", "item-zwei", "item-darunter", "item-drei"]
    assert {item["data-state"] for item in items} == {"open"}
    for item in items:
        key = item["id"].removeprefix("item-")
        form = own_form(item)
        assert form["action"] == f"/checklists/probe/items/{key}/state"
        assert len(form.all("input[name=state]")) == 4
        assert item.one("h3").words.split()[0] in form.one("legend").text
    assert page.first("#item-zwei #item-darunter") is not None
    ids = [one["id"] for one in page.all("[id]")]
    assert len(ids) == len(set(ids))


def test_answering_without_a_script_leads_back_to_the_item(place: Place) -> None:
    response = place.send("zwei", state="done")
    assert response.status_code == 303
    assert response.location == "/checklists/probe#item-zwei"
    page = place.page()
    assert page.one("#item-zwei")["data-state"] == "done"
    assert "Gespeichert: Erledigt, 1 von 4 beantwortet." in words(page.one("#messages"))
    assert page.one("#state-zwei-done").has("checked")
    assert "Anna Alt, heute" in words(page.one("#item-zwei .p-item__state"))


def test_answering_with_htmx_moves_item_figures_and_count_together(place: Place) -> None:
    response = place.send("drei", htmx=True, state="in_progress")
    assert response.status_code == 200
    parts = {part["hx-target"]: part for part in read(response).all("hx-partial")}
    assert set(parts) == {"#item-drei", "#figures", "#count-1", "#messages", "#saved"}
    assert parts["#item-drei"].one("li")["data-state"] == "in_progress"
    assert "1 von 4" in words(parts["#figures"])
    assert words(parts["#count-1"]) == "1 von 1 beantwortet"
    assert words(parts["#saved"]) == "Gespeichert: In Arbeit, 1 von 4 beantwortet."
    targets = {f"#{one['id']}" for one in place.page().all("[id]")}
    assert set(parts) <= targets


def test_both_figures_are_said(place: Place) -> None:
    place.send("eins", state="done")
    place.send("zwei", state="not_applicable", reason="not_here")
    figures = words(place.page().one("#figures"))
    assert "Beantwortet 2 von 4" in figures
    assert "Erledigt 1 von 3" in figures
    assert "Pflichten als erledigt markiert 1 von 1" in figures
    counts = [words(one) for one in place.page().all("[id^=count-]")]
    assert counts == ["2 von 3 beantwortet", "0 von 1 beantwortet"]


@pytest.mark.parametrize("htmx", [False, True])
def test_what_does_not_apply_asks_for_its_reason_and_saves_nothing_before(place: Place, *, htmx: bool) -> None:
    response = place.send("zwei", htmx=htmx, state="not_applicable")
    assert response.status_code == 422
    item = read(response).one("#item-zwei")
    assert item["data-state"] == "open"
    assert len(own_form(item).all("input[name=reason]")) == 2
    assert own_form(item).first("[data-focus]") is not None
    assert own_form(item).one("input[value=not_applicable]").has("checked")
    assert place.answers() == []
    again = place.send("zwei", htmx=htmx, state="not_applicable", reason="arranged", reason_text="Macht das Lohnbüro")
    assert again.status_code == (200 if htmx else 303)
    page = place.page()
    assert page.one("#item-zwei")["data-state"] == "not_applicable"
    assert "Grund: Anders geregelt. Macht das Lohnbüro" in words(page.one("#item-zwei"))


def test_a_duty_keeps_the_reason_chosen_and_asks_for_words(place: Place) -> None:
    response = place.send("eins", state="not_applicable", reason="not_here", reason_text="")
    assert response.status_code == 422
    item = read(response).one("#item-eins")
    assert item.one("#reason-eins-not_here").has("checked")
    assert "in eigenen Worten" in words(item.one("#reason-eins-fault"))


def test_the_reason_can_be_changed(place: Place) -> None:
    place.send("zwei", state="not_applicable", reason="not_here")
    link = place.page().one("#item-zwei a[href*=ask]")
    assert link["href"] == "/checklists/probe?ask=zwei#item-zwei"
    item = place.page("?ask=zwei").one("#item-zwei")
    assert item.one("#reason-zwei-not_here").has("checked")
    assert place.page("?ask=nichts").first("[name=reason]") is None


@pytest.mark.parametrize("htmx", [False, True])
def test_two_people_see_what_the_other_did_and_decide(place: Place, *, htmx: bool) -> None:
    place.send("zwei", state="done", client=place.colleague())
    response = place.send("zwei", htmx=htmx, state="in_progress")
    assert response.status_code == 409
    item = read(response).one("#item-zwei")
    assert item["data-state"] == "done"
    conflict = item.one("#conflict-zwei")
    assert "Ben Bach" in words(conflict)
    keep, mine = conflict.all("form")
    assert place.answers() == [("done", "")]
    for form, state in ((keep, "done"), (mine, "in_progress")):
        data = {one["name"]: one["value"] for one in form.all("input")}
        assert place.client.post(form["action"], data=data).status_code == 303
        assert place.answers() == [(state, "")]


def test_a_double_click_is_no_conflict(place: Place) -> None:
    assert [place.send("zwei", state="done").status_code for _twice in range(2)] == [303, 303]
    assert place.answers() == [("done", "")]


def test_a_note_is_kept_and_says_who_reads_it(place: Place) -> None:
    assert place.send("zwei", "note", note="Ein Wort\n<b>mehr</b>").location == "/checklists/probe#item-zwei"
    form = place.page().one("form#note-zwei")
    assert form.one("textarea").text == "Ein Wort\n<b>mehr</b>"
    hint = form.one(f"#{form.one('textarea')['aria-describedby']}")
    assert "Welcome Service" in words(hint)


@pytest.mark.parametrize("htmx", [False, True])
def test_a_note_too_long_keeps_its_text(place: Place, *, htmx: bool) -> None:
    long = "ä" * 4001
    response = place.send("zwei", "note", htmx=htmx, note=long)
    assert response.status_code == 422
    form = read(response).one("form#note-zwei")
    assert form.one("textarea").text == long
    assert form.one("textarea")["aria-invalid"] == "true"
    assert "4001" in words(form.one("#note-zwei-fault"))
    assert place.answers() == []


def test_a_reason_too_long_keeps_its_text(place: Place) -> None:
    long = "ö" * 1001
    response = place.send("zwei", state="not_applicable", reason="arranged", reason_text=long)
    assert response.status_code == 422
    assert read(response).one("#reason-zwei-text").text == long


@pytest.mark.parametrize("htmx", [False, True])
def test_two_notes_are_both_shown(place: Place, *, htmx: bool) -> None:
    place.send("zwei", "note", note="Bens Text", client=place.colleague())
    response = place.send("zwei", "note", htmx=htmx, note="Annas Text")
    assert response.status_code == 409
    form = read(response).one("form#note-zwei")
    assert "Bens Text" in words(form.one("blockquote"))
    assert form.one("textarea").text == "Annas Text"
    data = {one["name"]: one["value"] for one in form.all("input")}
    place.client.post(form["action"], data={**data, "note": "Annas Text", "keep": "theirs"})
    assert place.answers() == [("open", "Bens Text")]
    place.client.post(form["action"], data={**data, "note": "Annas Text"})
    assert place.answers() == [("open", "Annas Text")]


@pytest.mark.parametrize(
    "data", [{"state": "fertig"}, {}, {"state": "done", "version": "x"}, {"state": "done", "version": -1}]
)
@pytest.mark.parametrize("htmx", [False, True])
def test_what_no_page_of_ours_sends_is_refused_in_words(place: Place, data: dict[str, Any], *, htmx: bool) -> None:
    response = place.send("zwei", htmx=htmx, **data)
    assert response.status_code == 422
    # The page has a place of its own for what a part answers.
    assert response.headers.get("HX-Retarget") == ("#p-live" if htmx else None)
    assert words(read(response).one("p" if htmx else "[role=alert]"))
    assert place.answers() == []


def test_links_in_explanations_bring_the_way_back(place: Place) -> None:
    link = place.page().one("#item-drei a[href^='/guides/']")
    assert link["href"] == "/guides/ankommen?from=%2Fchecklists%2Fprobe%23item-drei"


def test_a_finished_checklist_is_read_until_it_is_reopened(place: Place) -> None:
    assert place.act("finish").status_code == 409
    for key in ("eins", "zwei", "darunter", "drei"):
        assert place.page().first("form[action$='/finish']") is None
        place.send(key, state="done")
    assert place.page().first("form[action$='/finish']") is not None
    assert place.act("finish").status_code == 303
    page = place.page()
    assert page.all("[data-state]") == []
    assert "Stand Version 1" in words(page.one("#figures"))
    assert place.send("eins", state="open", version=1).status_code == 409
    assert place.act("reopen").status_code == 303
    assert len(place.page().all("[data-state=done]")) == 4


def test_a_changed_item_asks_and_is_confirmed_with_one_click(place: Place) -> None:
    place.send("eins", state="done")
    build.checklist(place.rows, LINES[0], "Erstens, anders #eins kind=duty rev=2", *LINES[2:], slug="probe")
    page = place.page()
    assert "Geändert – gilt noch?" in words(page.one("#item-eins"))
    assert "davon 1 zu bestätigen" in words(page.one("#figures"))
    assert place.send("eins", "confirm", version=1).status_code == 303
    assert "gilt noch?" not in words(place.page().one("#item-eins"))


def test_an_answer_from_a_page_with_the_former_meaning_is_asked_about(place: Place) -> None:
    read = {
        key: own_form(place.page().one(f"#item-{key}")).one("input[name=meaning]")["value"] for key in ("eins", "zwei")
    }
    build.checklist(place.rows, LINES[0], "Erstens, anders #eins kind=duty rev=2", *LINES[2:], slug="probe")
    for key, meaning in read.items():
        place.send(key, state="done", meaning=meaning)
    page = place.page()
    assert "Geändert – gilt noch?" in words(page.one("#item-eins"))
    assert page.one("#state-eins-done").has("checked")
    assert "gilt noch?" not in words(page.one("#item-zwei"))
    now = own_form(page.one("#item-eins")).one("input[name=meaning]")["value"]
    place.send("eins", state="in_progress", version=1, meaning=now)
    assert "gilt noch?" not in words(place.page().one("#item-eins"))


def test_the_overview_begins_and_goes_on(place: Place) -> None:
    page = read(place.client.get("/checklists"))
    assert "Noch nicht begonnen" in words(page)
    place.send("eins", state="done")
    page = read(place.client.get("/checklists"))
    assert "1 von 1 Checkliste begonnen" in words(page)
    assert "1 von 1 Pflicht als erledigt markiert" in words(page)
    assert page.one("a.kern-btn--primary")["href"] == "/checklists/probe"


def test_putting_aside_and_taking_up_again(place: Place) -> None:
    place.send("eins", state="done")
    assert place.act("aside").status_code == 303
    page = read(place.client.get("/checklists"))
    assert "1 Checkliste zurückgestellt" in words(page)
    assert "begonnen" not in words(page.one("main"))
    assert place.act("resume").status_code == 303
    assert place.rows.scalars(select(PutAside)).all() == []


def test_an_item_shows_the_question_that_was_asked_from_it(app: Flask, place: Place) -> None:
    asked: list[tuple[int, ...]] = []

    def marks(_session: Session, company_id: int, item_ids: Any, _hire_id: int | None) -> dict[int, RequestMark]:
        asked.append((company_id, len(item_ids)))
        return {item_ids[0]: RequestMark("/consultations/7", "Eingegangen", None)}

    before = app.extensions.get(views.MARKS)
    views.give_request_marks(app, marks)
    try:
        item = place.page().one("#item-eins")
    finally:
        if before is None:
            del app.extensions[views.MARKS]
        else:
            app.extensions[views.MARKS] = before
    assert item.one("a[href='/consultations/7']").text == "Ihre Frage an den Welcome Service"
    assert asked == [(place.company.id, 4)]


def test_a_page_costs_the_same_for_one_item_and_for_twenty(place: Place) -> None:
    for number in (1, 25):
        keys = [f"p{one}" for one in range(number)]
        build.checklist(place.rows, *(f"Punkt {key} #{key}" for key in keys), slug=f"laenge-{number}")
        for key in keys:
            data = {"company": place.company.id, "state": "done"}
            place.client.post(f"/checklists/laenge-{number}/items/{key}/state", data=data)
    costs = []
    for number in (1, 25):
        place.client.get("/checklists")
        with count_queries() as queries:
            assert place.client.get(f"/checklists/laenge-{number}").status_code == 200
        costs.append(len(queries))
        assert len(queries) <= 8, queries
    assert costs[0] == costs[1]


def test_the_overview_costs_the_same_for_one_checklist_and_for_twenty(place: Place) -> None:
    costs = []
    for number in (0, 20):
        for one in range(number):
            build.checklist(place.rows, "Punkt #p", slug=f"liste-{one}")
        with count_queries() as queries:
            assert place.client.get("/checklists").status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 8


def test_no_page_says_that_something_is_fulfilled(place: Place) -> None:
    place.send("eins", state="done")
    for address in ("/checklists", "/checklists/probe"):
        text = words(read(place.client.get(address)).one("main"))
        assert not re.search(r"erfüllt|rechtskonform|\d ?%", text)
