"""Forms change figures.yaml and site.yaml where they say so, and nowhere else."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.text import Figure, Localised, load_figures, load_site, with_figure, with_site, without_figure
from tests.structure.sources import ROOT

FIGURES = (ROOT / "content/figures.yaml").read_text(encoding="utf-8")
SITE = (ROOT / "content/site.yaml").read_text(encoding="utf-8")
# Two figures are as good as all, and read sooner.
SOME = "\n".join(FIGURES.split("\n")[:21]) + "\n"
WORDS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp"), max_codepoint=0xFFFF), min_size=1, max_size=30
).map(lambda words: " ".join(words.split()))
VALUES = st.builds(Localised, WORDS.filter(bool), WORDS)
DAYS = st.dates(dt.date(2027, 1, 1), dt.date(2099, 1, 1))
CALM = settings(max_examples=40, derandomize=True, deadline=None)


def test_our_own_files_come_back_byte_for_byte() -> None:
    for values in load_figures(FIGURES)[0].values():
        for value in values:
            assert with_figure(FIGURES, value, value.valid_from) == FIGURES
    site = load_site(SITE)[0]
    names = ("operator", "carrier", "product_name", "mail", "hours", "response_target_days", "funding_line")
    assert with_site(SITE, {name: getattr(site, name) for name in names}) == SITE


@CALM
@given(VALUES, VALUES, DAYS, st.none() | st.integers(0, 900), WORDS)
def test_a_value_that_was_entered_is_read_back_and_can_be_taken_out(
    value: Localised, label: Localised, start: dt.date, length: int | None, source: str
) -> None:
    until = None if length is None else start + dt.timedelta(days=length)
    figure = Figure("blue-card", value, start, until, label, source)
    more = with_figure(SOME, figure)
    series, problems = load_figures(more)
    assert problems == []
    assert series["blue-card"][-1] == figure
    assert {key: one for key, one in series.items() if key != "blue-card"} == {
        key: one for key, one in load_figures(SOME)[0].items() if key != "blue-card"
    }
    assert without_figure(more, "blue-card", start) == SOME
    assert set(SOME.split("\n")) <= set(more.split("\n"))


@CALM
@given(VALUES, WORDS, VALUES | st.just(Localised()))
def test_what_is_said_of_the_operator_is_read_back_and_the_rest_stays(
    operator: Localised, telephone: str, hours: Localised
) -> None:
    values = {"operator": operator, "telephone": telephone, "hours": hours, "response_target_days": 5}
    changed = with_site(SITE, values)
    site, problems = load_site(changed)
    assert problems == []
    assert {name: getattr(site, name) for name in values} == values
    old = load_site(SITE)[0]
    assert (site.carrier, site.funding_line, site.disclaimer) == (old.carrier, old.funding_line, old.disclaimer)
    assert with_site(changed, {name: getattr(old, name) for name in values if name != "hours"} | {"hours": old.hours})


def test_comments_stay_and_another_layout_is_written_anew() -> None:
    commented = "# Kopf\n\n# zur Karte\n- key: a\n  value: x\n  valid_from: 2026-01-01\n\n# zur Gebühr\n- key: b\n  value: y\n  valid_from: 2026-01-01\n"
    found = with_figure(commented, Figure("a", Localised("z"), dt.date(2026, 1, 1)), dt.date(2026, 1, 1))
    assert [line for line in found.split("\n") if line.startswith("#")] == ["# Kopf", "# zur Karte", "# zur Gebühr"]
    assert found.index("# zur Gebühr") > found.index('de: "z"')
    flow = "[{key: a, value: x, valid_from: 2026-01-01}, {key: b, value: y, valid_from: 2026-01-01}]\n"
    assert set(load_figures(with_figure(flow, Figure("c", Localised("z"), dt.date(2026, 1, 1))))[0]) == {"a", "b", "c"}
    assert with_figure("", Figure("c", Localised("z"), dt.date(2026, 1, 1))).startswith("- key: c\n")
