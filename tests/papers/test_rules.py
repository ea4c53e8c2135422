"""The order of a plan."""

from __future__ import annotations

import datetime as dt
from typing import Any

from portal.papers.rules import Step, plan

TODAY = dt.date(2026, 11, 22)


def step(what: str, **values: Any) -> Step:
    return Step(what=what, language="de", source="Liste", **values)


def test_duties_come_first_then_dates_then_what_is_begun() -> None:
    steps = [
        step("offen"),
        step("begonnen", in_progress=True),
        step("Pflicht", kind="duty"),
        step("spät", due=dt.date(2027, 3, 1)),
        step("früh", due=dt.date(2027, 2, 1)),
        step("Pflicht mit Datum", kind="duty", due=dt.date(2027, 5, 1)),
        step("auch offen"),
        step("Maßnahme ohne Datum", measure_id=1),
        step("Maßnahme", measure_id=2, due=dt.date(2027, 1, 1)),
    ]
    found = plan("Firma", steps, TODAY)
    assert [one.what for one in found.duties] == ["Pflicht mit Datum", "Pflicht"]
    assert [one.what for one in found.others] == ["früh", "spät", "begonnen", "offen", "auch offen"]
    assert [one.what for one in found.measures] == ["Maßnahme", "Maßnahme ohne Datum"]
    assert len(found.steps) == len(steps)


def test_of_hires_the_next_four_weeks_are_named_and_the_rest_counted() -> None:
    days = {"vorbei": -40, "heute": 0, "in vier Wochen": 28, "danach": 29, "im Sommer": 200}
    steps = [step(what, hire_id=1, due=TODAY + dt.timedelta(days=away)) for what, away in days.items()]
    measure = step("Maßnahme im Sommer", measure_id=1, due=TODAY + dt.timedelta(days=200))
    found = plan("Firma", [*steps, measure], TODAY)
    assert [one.what for one in found.others] == ["vorbei", "heute", "in vier Wochen"]
    assert found.measures == (measure,)
    assert found.later == 2
