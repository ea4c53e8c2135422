"""Who sees which checklist, whose answers, and in which language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.access import Role
from portal.checklists.models import Run
from tests import build
from tests.checklists.html import read
from tests.checklists.place import Place, own_form, words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.client import PortalClient


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
