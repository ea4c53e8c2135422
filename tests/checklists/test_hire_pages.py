"""Pages of hires, as somebody of a company uses them."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest
from sqlalchemy import select

from portal import clock
from portal.access import Role
from portal.checklists import service as checklists
from portal.checklists.models import Answer, Hire, ItemDate, Run
from portal.db.tenancy import every_company
from tests import build
from tests.checklists.html import read
from tests.checklists.office import HTMX, Office, ids, in_days, typed

# Making one.


def test_the_dialog_first_shows_which_checklists_follow_and_why(office: Office) -> None:
    response = office.new(lists_for="", lists=[])
    assert response.status_code == 200
    page = read(response)
    ticks = {tick["value"]: tick.has("checked") for tick in page.all("input[name=lists]")}
    assert ticks == {"vorher": True, "nachher": True}
    assert "Gilt für diese Gruppe" in page.words
    assert office.count(Hire) == 0


def test_another_group_has_other_ticks(office: Office) -> None:
    part = read(office.client.get("/hires/new/lists?group=eu_eea_ch", headers=HTMX))
    ticks = {tick["value"]: tick.has("checked") for tick in part.all("input[name=lists]")}
    assert ticks == {"vorher": False, "nachher": True}
    assert read(office.client.get("/hires/new/lists?group=mars", headers=HTMX)).first("input") is None
    assert office.client.get("/hires/new/lists?group=eu_eea_ch").headers["Location"] == "/hires/new"


def test_a_hire_has_the_ticked_checklists(office: Office) -> None:
    hire_id = office.make(lists=["nachher"], first_working_day=typed(in_days(10)))
    assert ids(office.page(hire_id)) == {"item-empfang", "item-hinweis", "item-gespraech"}


def test_a_double_click_makes_one_hire(office: Office) -> None:
    assert office.make() == office.make()
    assert office.count(Hire) == 1
    assert office.count(Run) == 2


@pytest.mark.parametrize(
    ("typed_day", "status"),
    [("1.3.27", 303), ("29.2.2028", 303), ("29.2.2027", 422), ("morgen", 422), ("1.1.1900", 422), ("", 303)],
)
def test_the_first_day_is_read_as_people_type_it(office: Office, typed_day: str, status: int) -> None:
    response = office.new(first_working_day=typed_day)
    assert response.status_code == status
    if status == 422:
        assert read(response).one("#label")["value"] == "Fall 3"
        assert office.count(Hire) == 0


def test_a_day_in_ten_years_is_shown_with_its_year(office: Office) -> None:
    day = clock.today().replace(year=clock.today().year + 10, day=1)
    hire_id = office.make(first_working_day=typed(day))
    assert str(day.year) in office.page(hire_id).one("#item-empfang").words


# Days.


def test_only_the_law_is_overdue(office: Office) -> None:
    hire_id = office.make(first_working_day=typed(in_days(5)))
    run = office.rows.scalars(select(Run)).all()
    for one in run:
        one.started_at = clock.now() - dt.timedelta(days=90)
    office.rows.commit()
    office.post(hire_id, "anchors", first_working_day=typed(in_days(-3)))
    page = office.page(hire_id)
    assert "3 Tage überfällig" in page.one("#item-hinweis").words
    assert "Noch offen" in page.one("#item-empfang").words
    assert "überfällig" not in page.one("#item-empfang").words
    assert "Empfohlen bis" in page.one("#item-gespraech").words
    assert "1 gesetzliche Frist ist überfällig" in read(office.client.get("/hires")).words


def test_what_was_past_already_is_to_be_clarified_with_one_click(office: Office) -> None:
    hire_id = office.make(first_working_day=typed(in_days(-3)))
    item = office.page(hire_id).one("#item-hinweis")
    assert "Bitte jetzt klären" in item.words
    assert "überfällig" not in item.words
    assert office.post(hire_id, "items/hinweis/state", state="done", version=0).status_code == 303
    assert office.page(hire_id).one("#item-hinweis")["data-state"] == "done"


def test_moving_the_first_day_moves_open_items_alone_and_can_be_undone(office: Office) -> None:
    hire_id = office.make(first_working_day=typed(in_days(10)))
    office.post(hire_id, "items/empfang/state", state="done", version=0)
    office.post(hire_id, "items/gespraech/day", day=typed(in_days(50)))
    assert office.post(hire_id, "anchors", first_working_day=typed(in_days(20))).status_code == 303
    page = office.page(hire_id)
    assert "2 offene Punkte sind mitgerückt, 2 nicht: erledigt oder von Hand gesetzt." in page.words
    assert "eigenes Datum" in page.one("#item-gespraech").words
    assert office.count(ItemDate) == 2
    assert office.post(hire_id, "undo").status_code == 303
    office.rows.expire_all()
    hire = office.rows.get_one(Hire, hire_id)
    assert (hire.first_working_day, office.count(ItemDate)) == (in_days(10), 1)
    assert "mitgerückt" not in office.page(hire_id).words


def test_an_anchor_taken_away_leaves_phases_without_dates(office: Office) -> None:
    hire_id = office.make(first_working_day=typed(in_days(10)))
    office.post(hire_id, "anchors", first_working_day="")
    page = office.page(hire_id)
    assert "Noch kein Datum" in page.one("#item-empfang").words
    assert "Start noch unbekannt" in page.words
    assert page.one("#phase-first_day").words == "Erster Tag"


def test_one_anchor_never_stands_in_for_another(office: Office) -> None:
    hire_id = office.make(first_working_day=typed(in_days(10)), moving="y")
    assert "Tag noch nicht bekannt" in office.page(hire_id).one("#item-anmeldung").words


def test_a_legal_date_is_not_set_by_hand(office: Office) -> None:
    hire_id = office.make(first_working_day=typed(in_days(10)))
    assert office.post(hire_id, "items/hinweis/day", day=typed(in_days(50))).status_code == 409
    assert office.count(ItemDate) == 0


# Answering.


def test_an_item_is_answered_as_in_other_checklists(office: Office) -> None:
    hire_id = office.make()
    part = read(office.post(hire_id, "items/empfang/state", htmx=True, state="in_progress", version=0))
    assert part.one("#item-empfang")["data-state"] == "in_progress"
    assert office.post(hire_id, "items/empfang/note", note="Um neun Uhr", version=1).status_code == 303
    assert "Um neun Uhr" in office.page(hire_id).one("#item-empfang").text
    refused = office.post(hire_id, "items/hinweis/state", state="not_applicable", version=0)
    assert refused.status_code == 422
    assert office.post(hire_id, "items/gibtsnicht/state", state="done", version=0).status_code == 404


def test_a_group_changed_after_half_the_list_keeps_the_answers(office: Office) -> None:
    hire_id = office.make()
    office.post(hire_id, "items/hinweis/state", state="done", version=0)
    change = {"label": "Fall 3", "lists_for": "eu_eea_ch", "lists": ["nachher"]}
    assert office.post(hire_id, "edit", group="eu_eea_ch", **change).status_code == 303
    assert ids(office.page(hire_id)) == {"item-empfang", "item-gespraech"}
    assert office.count(Answer) == 1
    office.post(
        hire_id, "edit", group="other_abroad", **{**change, "lists_for": "other_abroad", "lists": ["vorher", "nachher"]}
    )
    assert office.page(hire_id).one("#item-hinweis")["data-state"] == "done"
    assert "item-visum" in ids(office.page(hire_id))


def test_hires_count_in_no_figure_of_the_company(office: Office) -> None:
    hire_id = office.make()
    office.client.get("/checklists")
    before = read(office.client.get("/checklists")).words
    office.post(hire_id, "items/empfang/state", state="done", version=0)
    office.client.get("/checklists")
    assert read(office.client.get("/checklists")).words == before
    with every_company(office.rows, "the test counts"):
        assert checklists.figures_of_companies(office.rows) == {}


def test_a_checklist_for_hires_is_not_answered_for_the_company(office: Office) -> None:
    page = read(office.client.get("/checklists/nachher"))
    assert page.first("[data-state]") is None
    form = {"company": office.company.id, "state": "done", "version": 0}
    assert office.client.post("/checklists/nachher/items/empfang/state", data=form).status_code == 404
    assert office.count(Run) == 0


# Ending.


def test_a_checklist_for_hires_has_no_rounds_owners_or_history_of_the_company(office: Office) -> None:
    for place in ("rounds/1", "items/empfang/owner", "items/empfang/history"):
        assert office.client.get(f"/checklists/nachher/{place}").status_code == 404, place


def test_an_early_end_brings_the_duty_for_people_from_other_states(office: Office) -> None:
    hire_id = office.make(lists=["vorher"], first_working_day=typed(in_days(-30)))
    office.post(hire_id, "close", to="finished")
    assert office.page(hire_id).first("#item-ende") is None
    assert office.post(hire_id, "close", to="ended_early").status_code == 422
    assert office.post(hire_id, "close", to="ended_early", known_since=typed(in_days(1))).status_code == 422
    assert office.post(hire_id, "close", to="ended_early", known_since=typed(in_days(-2))).status_code == 303
    item = office.page(hire_id).one("#item-ende")
    assert "Gesetzliche Frist" in item.words
    events = icalendar.Calendar.from_ical(office.client.get(f"/hires/{hire_id}/ahead.ics").data).walk("VEVENT")
    assert [event["DTSTART"].dt for event in events] == [in_days(26)]
    assert office.post(hire_id, "items/ende/state", state="done", version=0).status_code == 303


def test_an_early_end_is_told_within_two_weeks_where_a_permission_is_needed(office: Office) -> None:
    hire_id = office.make(permission="y")
    office.post(hire_id, "close", to="ended_early", known_since=typed(clock.today()))
    events = icalendar.Calendar.from_ical(office.client.get(f"/hires/{hire_id}/ahead.ics").data).walk("VEVENT")
    assert [event["DTSTART"].dt for event in events] == [in_days(14)]


def test_an_early_end_brings_nothing_for_the_union(office: Office) -> None:
    hire_id = office.make(group="eu_eea_ch", lists=["nachher"])
    assert office.post(hire_id, "close", to="ended_early").status_code == 303
    assert office.page(hire_id).first("#item-ende") is None


def test_a_closed_hire_leaves_the_board_and_can_run_again(office: Office) -> None:
    hire_id = office.make()
    office.post(hire_id, "close", to="not_started")
    assert read(office.client.get("/hires")).first("tbody tr") is None
    assert "Nicht angetreten" in read(office.client.get("/hires?closed=1")).words
    assert office.post(hire_id, "items/empfang/state", state="done", version=0).status_code == 409
    office.post(hire_id, "reopen")
    assert "Fall 3" in read(office.client.get("/hires")).one("tbody tr").words


def test_the_board_puts_several_side_by_side(office: Office) -> None:
    assert "Noch" in read(office.client.get("/hires?closed=1")).words
    office.make(first_working_day=typed(in_days(10)))
    office.make(once="zweimal", label="Fall 4", group="eu_eea_ch", lists=["nachher"])
    page = read(office.client.get("/hires"))
    rows = [row.words for row in page.all("tbody tr")]
    assert len(rows) == 2
    assert "Fall 3" in rows[0]
    assert "Jetzt: 0 von 1" in rows[0]
    assert "gilt nicht: EU, EWR oder Schweiz" in rows[1]
    assert "Ersten Arbeitstag eintragen" in rows[1]


# Who reads.


def test_the_team_reads_a_hire_only_where_it_was_released(office: Office) -> None:
    hire_id = office.make(first_working_day=typed(in_days(-3)))
    run_id = office.rows.scalars(select(Run.id)).first()
    office.post(hire_id, "items/empfang/state", state="done", version=0)
    office.post(hire_id, "items/empfang/note", note="Geheimes Wort", version=1)
    team = office.as_user(build.user(office.rows, Role.CONSULTANT, Role.ADMIN))
    about = team.get(f"/companies/{office.company.id}")
    assert "1 läuft" in read(about).words
    assert "Fall 3" not in about.text
    assert team.get(f"/hires/{hire_id}").status_code == 404
    assert team.get(f"/hires/{hire_id}/ahead.ics").status_code == 404
    assert team.get(f"/runs/{run_id}").status_code == 404
    office.post(hire_id, "share", shared="y")
    assert (
        "Fall 3 Läuft, anderer Staat, lebt noch im Ausland" in read(team.get(f"/companies/{office.company.id}")).words
    )
    page = office.page(hire_id, client=team)
    assert page.one("main a[href]")["href"] == f"/companies/{office.company.id}", "the team finds back to the company"
    assert "Geheimes Wort" in page.text
    assert page.first("[data-state]") is None
    assert page.first("main form") is None
    office.post(hire_id, "share")
    assert team.get(f"/hires/{hire_id}").status_code == 404


def test_asking_about_an_item_lets_the_team_read_the_hire(office: Office) -> None:
    hire_id = office.make()
    link = office.page(hire_id).one("#item-empfang a[href*='consultations/new']")
    assert "kann das Team des Welcome Service diese Neueinstellung lesen" in read(office.client.get(link["href"])).words
    team = office.as_user(build.user(office.rows, Role.CONSULTANT))
    question = {"company": office.company.id, "message": "Wie geht das?", "topic": "unsure", "language": "de"}
    foreign = build.hire(office.rows, build.company(office.rows))
    office.client.post("/consultations/new", data={**question, "hire": foreign.id})
    assert team.get(f"/hires/{foreign.id}").status_code == 404
    assert team.get(f"/hires/{hire_id}").status_code == 404
    office.client.post("/consultations/new", data={**question, "hire": hire_id, "once": "anders"})
    assert team.get(f"/hires/{hire_id}").status_code == 200


def test_people_of_other_companies_and_editors_find_nothing(office: Office) -> None:
    hire_id = office.make()
    stranger = office.as_user(build.member(office.rows, build.company(office.rows)))
    assert stranger.get(f"/hires/{hire_id}").status_code == 404
    assert stranger.post(f"/hires/{hire_id}/items/empfang/state", data={"state": "done"}).status_code == 404
    editor = office.as_user(build.user(office.rows, Role.EDITOR))
    assert editor.get(f"/hires/{hire_id}").status_code == 403
    assert editor.get("/hires").status_code == 403


def test_a_run_leads_to_its_hire(office: Office) -> None:
    hire_id = office.make()
    run_id = office.rows.scalars(select(Run.id)).first()
    assert office.client.get(f"/runs/{run_id}").headers["Location"] == f"/hires/{hire_id}"


# What time does.


def test_the_label_goes_six_months_after_closing_and_forgotten_hires_close(office: Office) -> None:
    old, forgotten, asked = (build.hire(office.rows, office.company, label=word) for word in ("Alt", "Weg", "Gefragt"))
    now = clock.now()
    old.state, old.closed_at = "finished", now - dt.timedelta(days=190)
    forgotten.touched_at = now - dt.timedelta(days=400)
    asked.touched_at = now - dt.timedelta(days=370)
    assert "Alt" not in [link.text for link in read(office.client.get("/hires?closed")).all("tbody a")]
    checklists.tidy_hires(office.rows)
    assert (old.label, old.label_erased_at is None) == ("", False)
    assert (forgotten.state, asked.state) == ("finished", "running")
    assert "Läuft diese Neueinstellung noch?" in office.page(asked.id).words
    office.post(asked.id, "still-runs")
    assert "Läuft diese Neueinstellung noch?" not in office.page(asked.id).words


def test_the_persons_calendar_holds_the_days_of_hires(office: Office) -> None:
    hire_id = office.make(first_working_day=typed(in_days(10)), lists=["nachher"])
    office.post(hire_id, "items/empfang/state", state="done", version=0)
    token = build.calendar(office.rows, office.person)
    events = icalendar.Calendar.from_ical(office.client.get(f"/feed/{token}.ics").data).walk("VEVENT")
    found = {(str(event["SUMMARY"]), event["DTSTART"].dt, str(event["DESCRIPTION"])) for event in events}
    assert found == {
        ("Fall 3: Hinweis geben", in_days(10), "Gesetzliche Frist"),
        ("Fall 3: Gespräch führen", in_days(38), "Empfohlener Termin"),
    }


def test_the_calendar_file_says_whose_days_they_are_and_names_the_portal_as_the_feed_does(office: Office) -> None:
    hire_id = office.make(first_working_day=typed(in_days(5)))
    office.post(hire_id, "items/gespraech/day", day=typed(in_days(9)))
    file = office.client.get(f"/hires/{hire_id}/ahead.ics")
    events = {str(one["SUMMARY"]): one for one in icalendar.Calendar.from_ical(file.data).walk("VEVENT")}
    said = {name.partition(": ")[2]: str(one.get("DESCRIPTION", "")) for name, one in events.items()}
    assert said == {"Hinweis geben": "Gesetzliche Frist", "Empfangen": "Empfohlener Termin", "Gespräch führen": ""}
    assert all(str(one["URL"]).startswith(f"http://127.0.0.1:8000/hires/{hire_id}") for one in events.values())
