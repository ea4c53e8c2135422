"""The pages as a person meets them: with and without a script, in one company and the other, alone and together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.checklists import views
from portal.checklists.models import Answer, PutAside, Run
from portal.checklists.service import RequestMark
from tests import build
from tests.checklists.html import Part, read
from tests.statements import count_queries

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from tests.client import PortalClient

HTMX = {"HX-Request": "true"}
LINES = (
    "## Vor dem Start",
    "Erstens #eins kind=duty",
    "Zweitens #zwei",
    "  Darunter #darunter",
    "## Danach",
    "Drittens #drei",
)


class Place:
    """A company with one person at work in its only checklist."""

    def __init__(self, rows: Session, as_user: Callable[..., PortalClient]) -> None:
        self.rows = rows
        self.company = build.company(rows, "Alpha GmbH")
        self.person = build.member(rows, self.company, name="Anna Alt")
        self.text = build.checklist(rows, *LINES, slug="probe")
        self.client = as_user(self.person)
        self.as_user = as_user

    def colleague(self) -> PortalClient:
        return self.as_user(build.member(self.rows, self.company, name="Ben Bach"))

    def send(
        self, key: str, what: str = "state", client: PortalClient | None = None, *, htmx: bool = False, **data: Any
    ) -> TestResponse:
        form = {"company": self.company.id, "version": 0, **data}
        address = f"/checklists/probe/items/{key}/{what}"
        return (client or self.client).post(address, data=form, headers=HTMX if htmx else {})

    def act(self, what: str) -> TestResponse:
        return self.client.post(f"/checklists/probe/{what}", data={"company": self.company.id})

    def page(self, query: str = "") -> Part:
        response = self.client.get(f"/checklists/probe{query}")
        assert response.status_code == 200
        return read(response)

    def answers(self) -> list[tuple[str, str]]:
        return [(one.state, one.note) for one in self.rows.scalars(select(Answer).order_by(Answer.id))]


def words(part: Part) -> str:
    return part.words


def own_form(item: Part) -> Part:
    return item.one("form")


@pytest.fixture
def place(rows: Session, as_user: Callable[..., PortalClient]) -> Place:
    return Place(rows, as_user)


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
    assert read(response).first("[role=alert]") is not None
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


# Who sees what.


def test_the_team_reads_without_answers_and_forms(place: Place) -> None:
    place.send("eins", state="done")
    for role in (Role.CONSULTANT, Role.EDITOR, Role.ADMIN):
        client = place.as_user(build.user(place.rows, role))
        page = read(client.get("/checklists/probe"))
        assert page.all("[data-state]") == []
        assert page.all("main form") == []
        assert len(page.all("li.p-item")) == 4
        assert "Anna Alt" not in words(page)
        assert "Liste probe" in words(read(client.get("/checklists")))
        assert client.post("/checklists/probe/items/eins/state", data={"state": "done"}).status_code == 403


def test_without_logging_in_nothing_is_shown(client: PortalClient, place: Place) -> None:
    assert client.get("/checklists/probe").status_code == 302
    assert client.get("/checklists").status_code == 302


def test_another_companys_objects_are_not_found(place: Place) -> None:
    other = build.company(place.rows, "Beta GmbH")
    document = build.document(place.rows, "checklist")
    run = build.run(place.rows, other, document)
    assert place.client.get(f"/runs/{run.id}").status_code == 404
    assert place.send("eins", state="done", company=other.id).status_code == 404
    assert place.client.get(f"/checklists/probe?company={other.id}").status_code == 404
    assert place.answers() == []


def test_what_was_typed_for_one_company_is_saved_there_whatever_was_chosen_since(place: Place) -> None:
    other = build.company(place.rows, "Beta GmbH")
    build.membership(place.rows, other, place.person)
    form = own_form(place.page().one("#item-eins"))
    assert form.one("[name=company]")["value"] == str(place.company.id)
    place.client.post("/company/switch", data={"to": other.id})
    response = place.send("eins", state="done")
    assert response.location == f"/checklists/probe?company={place.company.id}#item-eins"
    (run,) = place.rows.scalars(select(Run))
    assert run.company_id == place.company.id
    assert place.page().one("#item-eins")["data-state"] == "open"
    shown = read(place.client.get(response.location.partition("#")[0]))
    assert shown.one("#item-eins")["data-state"] == "done"
    link = place.client.get(f"/runs/{run.id}")
    assert link.location == f"/checklists/probe?company={place.company.id}"


def test_unknown_checklists_and_items_are_not_found(place: Place) -> None:
    assert place.client.get("/checklists/gibt-es-nicht").status_code == 404
    assert place.send("gibt-es-nicht", state="done").status_code == 404
    assert place.client.get("/runs/99999").status_code == 404


def test_the_run_is_the_page_of_its_checklist(place: Place) -> None:
    place.send("eins", state="done")
    (run,) = place.rows.scalars(select(Run))
    response = place.client.get(f"/runs/{run.id}")
    assert (response.status_code, response.location) == (303, "/checklists/probe")


def test_english_pages_show_german_items_as_german(place: Place, rows: Session) -> None:
    build.checklist(rows, "Eins #e1", "Zwei #e2", slug="halb", english="## All\n\n- [ ] One {: #e1 }\n")
    place.person.language = "en"
    page = read(place.client.get("/checklists/halb"))
    assert page.one("#item-e1 h3 span").get("lang") is None
    assert page.one("#item-e2 h3 span")["lang"] == "de"
    assert "so far in German only" in words(page.one("#item-e2 h3"))
    assert "0 of 2 answered" in words(page)


def test_an_item_shows_the_question_that_was_asked_from_it(app: Flask, place: Place) -> None:
    asked: list[tuple[int, ...]] = []

    def marks(_session: Session, company_id: int, item_ids: Any) -> dict[int, RequestMark]:
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
