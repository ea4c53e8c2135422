"""The dialogs about a hire: which checklists follow and why, and what people type wrongly."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import icalendar
import pytest
from sqlalchemy import select

from portal import clock
from portal.checklists import service
from portal.checklists.models import Answer, Hire, ItemDate, Run
from tests import build
from tests.checklists.html import Part, read
from tests.checklists.office import HTMX, Office, ids, in_days, typed

if TYPE_CHECKING:
    from werkzeug.test import TestResponse


@pytest.fixture
def five(office: Office) -> Office:
    """With lists for people who live here already, and for a training."""
    build.checklist(
        office.rows, "Erlaubnis lesen #erlaubnis due=-60d", slug="schon-hier", audience="hire", groups="other_here"
    )
    build.checklist(
        office.rows, "Vertrag eintragen #vertrag due=-90d", slug="ausbildung", audience="hire", groups="training"
    )
    build.checklist(office.rows, "Wohnung suchen #wohnung due=-20d", slug="umzug", audience="hire", groups="moving")
    return office


def ticks(page: Part) -> dict[str, bool]:
    return {tick["value"]: tick.has("checked") for tick in page.all("input[name=lists]")}


def ticked(page: Part) -> set[str]:
    return {slug for slug, on in ticks(page).items() if on}


def reasons(page: Part) -> dict[str, str]:
    labels = page.all("#lists label")
    return {one.one("input")["value"]: one.one(".p-muted").words.rpartition(",")[0] for one in labels}


def asked(office: Office, query: str) -> Part:
    return read(office.client.get(f"/hires/new/lists?{query}", headers=HTMX))


# Which lists follow.


@pytest.mark.parametrize(
    ("query", "follow"),
    [
        ("group=eu_eea_ch", {"nachher"}),
        ("group=eu_eea_ch&moving=y", {"nachher", "umzug"}),
        ("group=eu_eea_ch&training=y", {"nachher", "ausbildung"}),
        ("group=other_here", {"nachher", "schon-hier"}),
        ("group=other_here&training=y", {"nachher", "schon-hier", "ausbildung"}),
        ("group=other_abroad", {"nachher", "vorher"}),
        ("group=other_abroad&training=y&moving=y", {"nachher", "vorher", "ausbildung", "umzug"}),
    ],
)
def test_every_list_is_offered_and_those_that_follow_are_ticked(five: Office, query: str, follow: set[str]) -> None:
    part = asked(five, query)
    assert set(ticks(part)) == {"vorher", "nachher", "schon-hier", "ausbildung", "umzug"}
    assert ticked(part) == follow


def test_each_tick_says_why(five: Office) -> None:
    assert reasons(asked(five, "group=other_here")) == {
        "nachher": "Gilt für jede Neueinstellung",
        "schon-hier": "Gilt für diese Gruppe",
        "vorher": "Für eine andere Gruppe geschrieben",
        "ausbildung": "Nur bei einer Ausbildung",
        "umzug": "Nur für Personen, die für die Stelle umziehen",
    }


def test_what_was_ticked_after_the_lists_were_shown_shows_them_again(five: Office) -> None:
    response = five.new(group="eu_eea_ch", lists_for="eu_eea_ch", training="y", lists=[])
    assert response.status_code == 200
    page = read(response)
    assert five.count(Hire) == 0
    # What was taken away stays away; only what follows now is added.
    assert ticked(page) == {"ausbildung"}
    assert "Ist das richtig so?" in page.words
    assert page.one("input[name=lists_for]")["value"] == "eu_eea_ch training"


def edit(office: Office, hire_id: int, **data: Any) -> TestResponse:
    return office.post(hire_id, "edit", **{"label": "Fall 3", **data})


def test_another_group_later_offers_its_lists_before_anything_is_changed(five: Office) -> None:
    hire_id = five.make(group="eu_eea_ch", lists=["nachher"])
    five.post(hire_id, "items/empfang/state", state="done", version=0)
    page = read(five.client.get(f"/hires/{hire_id}/edit"))
    assert ticked(page) == {"nachher"}
    shown = page.one("input[name=lists_for]")["value"]
    response = edit(five, hire_id, group="other_here", training="y", lists_for=shown, lists=["nachher"])
    assert response.status_code == 200
    assert ticked(read(response)) == {"nachher", "schon-hier", "ausbildung"}
    assert five.rows.get_one(Hire, hire_id).group == "eu_eea_ch"
    lists = ["schon-hier", "ausbildung"]
    sent = edit(five, hire_id, group="other_here", training="y", lists_for="other_here training", lists=lists)
    assert sent.status_code == 303
    assert {one["id"] for one in five.page(hire_id).all("li.p-item")} == {"item-erlaubnis", "item-vertrag"}
    assert five.count(Answer) == 1
    edit(five, hire_id, group="eu_eea_ch", lists_for="eu_eea_ch", lists=["nachher"])
    assert five.page(hire_id).one("#item-empfang")["data-state"] == "done"


# What people type.


def test_a_typed_day_is_shown_back_beside_the_fault(office: Office) -> None:
    page = read(office.new(label="", first_working_day="1.3.27"))
    assert page.one("#first_working_day")["value"] == "1.3.27"
    assert page.one("#label")["aria-invalid"] == "true"
    page = read(office.new(first_working_day="bald"))
    assert page.one("#first_working_day")["value"] == "bald"
    assert ticked(page) == {"vorher", "nachher"}
    assert office.count(Hire) == 0


def test_a_typed_anchor_is_shown_back_beside_the_fault(office: Office) -> None:
    hire_id = office.make(first_working_day=typed(in_days(10)), moving="y")
    response = office.post(hire_id, "anchors", first_working_day="1.3.27", move_in="31.2.27")
    assert response.status_code == 422
    page = read(response)
    assert (page.one("#first_working_day")["value"], page.one("#move_in")["value"]) == ("1.3.27", "31.2.27")
    assert office.rows.get_one(Hire, hire_id).first_working_day == in_days(10)


def test_only_the_days_that_matter_are_asked_for(office: Office) -> None:
    hire_id = office.make(lists=["nachher"])
    asked_for = [one["name"] for one in office.page(hire_id).all("form[action$='/anchors'] input[type=text]")]
    assert asked_for == ["first_working_day"]
    office.post(hire_id, "anchors", first_working_day="", visa_expiry="1.3.27")
    edit(office, hire_id, group="other_abroad", moving="y", lists_for="other_abroad moving", lists=["nachher"])
    asked_for = [one["name"] for one in office.page(hire_id).all("form[action$='/anchors'] input[type=text]")]
    assert asked_for == ["first_working_day", "move_in", "visa_expiry"]


def test_the_page_says_what_comes_next(office: Office) -> None:
    hire_id = office.make(first_working_day=typed(in_days(10)), lists=["nachher"])
    assert office.page(hire_id).one("#figures a")["href"] == "#item-empfang"
    office.post(hire_id, "items/empfang/state", state="done", version=0)
    assert office.page(hire_id).one("#figures a")["href"] == "#item-hinweis"
    office.post(hire_id, "close", to="finished")
    assert office.page(hire_id).first("#figures a") is None


def test_a_typed_end_is_shown_back_beside_the_fault(office: Office) -> None:
    hire_id = office.make(first_working_day=typed(in_days(-10)))
    response = office.post(hire_id, "close", to="ended_early", known_since="vorgestern")
    assert response.status_code == 422
    page = read(response)
    assert page.one("#known_since")["value"] == "vorgestern"
    assert page.one("input[name=to][checked]")["value"] == "ended_early"
    assert office.rows.get_one(Hire, hire_id).state == "running"


def test_a_day_of_ones_own_is_read_as_people_type_it(office: Office) -> None:
    hire_id = office.make(first_working_day=typed(in_days(10)))
    assert office.post(hire_id, "items/gespraech/day", day="1.3.27").status_code == 303
    refused = office.post(hire_id, "items/gespraech/day", day="bald")
    assert refused.status_code == 422
    field = read(refused).one("#day-gespraech")
    assert (field["value"], field["aria-invalid"]) == ("bald", "true")
    assert read(refused).one("#why-gespraech").has("open")
    assert [one.day for one in office.rows.scalars(select(ItemDate))] == [dt.date(2027, 3, 1)]
    assert office.post(hire_id, "items/gespraech/day", day="").status_code == 303
    assert office.count(ItemDate) == 0


def test_a_first_day_on_29_february_counts_on_by_days(office: Office) -> None:
    hire_id = office.make(first_working_day="29.2.2028", lists=["nachher"])
    events = icalendar.Calendar.from_ical(office.client.get(f"/hires/{hire_id}/ahead.ics").data).walk("VEVENT")
    days = {str(event["SUMMARY"]).partition(": ")[2]: event["DTSTART"].dt for event in events}
    assert days == {
        "Empfangen": dt.date(2028, 2, 29),
        "Hinweis geben": dt.date(2028, 2, 29),
        "Gespräch führen": dt.date(2028, 3, 28),
    }


def test_an_anchor_taken_away_can_be_brought_back(office: Office) -> None:
    hire_id = office.make(first_working_day=typed(in_days(10)))
    office.post(hire_id, "items/empfang/state", state="done", version=0)
    office.post(hire_id, "anchors", first_working_day="")
    assert office.page(hire_id).first(".p-alarm") is None
    # The done item keeps the day that it was due.
    assert [one.day for one in office.rows.scalars(select(ItemDate))] == [in_days(10)]
    office.post(hire_id, "undo")
    office.rows.expire_all()
    assert office.rows.get_one(Hire, hire_id).first_working_day == in_days(10)
    assert office.count(ItemDate) == 0


def test_the_same_list_ticked_twice_is_one_run(office: Office) -> None:
    hire_id = office.make(lists=["nachher", "nachher"])
    edit(office, hire_id, group="other_abroad", lists_for="other_abroad", lists=["nachher", "vorher"])
    edit(office, hire_id, group="other_abroad", lists_for="other_abroad", lists=["nachher", "vorher"])
    assert office.count(Run) == 2


# Ending.


def test_the_dialog_asks_since_when_the_end_is_known(office: Office) -> None:
    hire_id = office.make()
    page = read(office.client.get(f"/hires/{hire_id}/close"))
    assert "Seit wann wissen Sie, dass die Beschäftigung vorzeitig endet?" in page.words
    assert [one["value"] for one in page.all("input[name=to]")] == ["finished", "not_started", "ended_early"]
    office.post(hire_id, "close", to="finished")
    page = read(office.client.get(f"/hires/{hire_id}/close"))
    assert [one["value"] for one in page.all("input[name=to]")] == ["ended_early"]
    assert office.post(hire_id, "close", to="not_started").status_code == 409


def test_before_the_end_is_known_nobody_sees_or_counts_its_duty(office: Office) -> None:
    hire_id = office.make(lists=["nachher"], training="y")
    before = office.page(hire_id)
    assert before.first("#item-ende") is None
    assert "0 von 3 erledigt" in before.one("#figures").words
    office.post(hire_id, "close", to="ended_early", known_since=typed(clock.today()))
    after = office.page(hire_id)
    assert "0 von 4 erledigt" in after.one("#figures").words
    events = icalendar.Calendar.from_ical(office.client.get(f"/hires/{hire_id}/ahead.ics").data).walk("VEVENT")
    assert [event["DTSTART"].dt for event in events] == [in_days(14)]
    office.post(hire_id, "reopen")
    assert office.page(hire_id).first("#item-ende") is None


def test_a_label_given_after_it_was_erased_goes_again(office: Office) -> None:
    hire_id = office.make()
    office.post(hire_id, "close", to="finished")
    hire = office.rows.get_one(Hire, hire_id)
    hire.label, hire.label_erased_at = "", clock.now()
    office.rows.commit()
    office.post(hire_id, "reopen")
    edit(office, hire_id, group="other_abroad", lists_for="other_abroad", lists=[])
    office.post(hire_id, "close", to="finished")
    office.rows.expire_all()
    hire = office.rows.get_one(Hire, hire_id)
    assert (hire.label, hire.label_erased_at) == ("Fall 3", None)


def publish_training(office: Office) -> None:
    build.checklist(
        office.rows,
        "Abbruch melden #abbruch due=+28d anchor=end_known law=yes kind=duty groups=other_here,other_abroad",
        "Beratung vermitteln #beratung due=+7d anchor=end_known kind=recommendation",
        slug="ausbildung",
        audience="hire",
        groups="training",
    )


def test_an_early_end_brings_no_checklist_that_is_for_others(office: Office) -> None:
    publish_training(office)
    hire_id = office.make()
    office.post(hire_id, "close", to="ended_early", known_since=typed(clock.today()))
    assert {"item-ende"} == {
        one for one in ids(office.page(hire_id)) if one in {"item-ende", "item-abbruch", "item-beratung"}
    }


def test_a_recommendation_at_the_end_is_not_called_a_duty(office: Office) -> None:
    publish_training(office)
    hire_id = office.make(group="eu_eea_ch", training="y", lists=["ausbildung"])
    office.post(hire_id, "close", to="ended_early", known_since=typed(clock.today()))
    page = office.page(hire_id)
    assert page.first("#item-beratung") is not None
    assert "Ausländerbehörde" not in page.one("section[aria-labelledby=closed]").words


def test_another_group_after_an_early_end_brings_its_duty(office: Office) -> None:
    hire_id = office.make(group="eu_eea_ch", lists=[])
    office.post(hire_id, "close", to="ended_early", known_since=typed(clock.today()))
    assert office.page(hire_id).first("#item-ende") is None
    edit(office, hire_id, group="other_here", lists_for="other_here", lists=[])
    assert office.page(hire_id).first("#item-ende") is not None


def test_a_duty_of_the_end_without_its_day_leads_nowhere(office: Office) -> None:
    hire_id = office.make(group="eu_eea_ch", lists=["nachher"])
    office.post(hire_id, "close", to="ended_early")
    edit(office, hire_id, group="other_here", lists_for="other_here", lists=["nachher"])
    page = office.page(hire_id)
    assert "Tag noch nicht bekannt" in page.one("#item-ende").words
    assert page.first("a[href=#end_known]") is None


def test_an_early_end_long_after_the_finish_can_be_given_a_label(office: Office) -> None:
    hire_id = office.make()
    office.post(hire_id, "close", to="finished")
    hire = office.rows.get_one(Hire, hire_id)
    hire.label, hire.closed_at = "", clock.now() - dt.timedelta(days=300)
    hire.label_erased_at = clock.now() - dt.timedelta(days=100)
    office.rows.commit()
    office.post(hire_id, "close", to="ended_early", known_since=typed(clock.today()))
    edit(office, hire_id, label="Gießerei 2", group="other_abroad", lists_for="other_abroad", lists=["nachher"])
    assert office.page(hire_id).one("h1").words == "Gießerei 2"
    office.rows.expire_all()
    assert office.rows.get_one(Hire, hire_id).label_erased_at is None, "it is erased again six months later"


def test_a_label_given_to_a_hire_closed_long_ago_is_not_kept(office: Office) -> None:
    hire_id = office.make()
    office.post(hire_id, "close", to="finished")
    hire = office.rows.get_one(Hire, hire_id)
    hire.label, hire.closed_at = "", clock.now() - dt.timedelta(days=300)
    hire.label_erased_at = clock.now() - dt.timedelta(days=100)
    office.rows.commit()
    edit(office, hire_id, group="other_abroad", lists_for="other_abroad", lists=["nachher"])
    service.tidy_hires(office.rows)
    office.rows.commit()
    assert office.rows.get_one(Hire, hire_id).label == ""
