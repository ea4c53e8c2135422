"""Says at the very end what was tested on what, and fails a CI run that left one of them out.

A suite that skips PostgreSQL or the browser looks as green as one that does not; so each of the three
is counted for itself:

    sqlite: 812 passed
    postgresql: 640 passed, 1 failed
    browser: 58 passed

`postgresql` are tests that ran on that database, `browser` those marked so, `sqlite` all others.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.browser import chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _pytest.terminal import TerminalReporter

BEDS = ("sqlite", "postgresql", "browser")
BED = "bed"
BUDGETS = {"test_rules.py": 0.010, "test_pages.py": 0.300}
"""Seconds that one test of such a file should take at most."""

SLOWEST = 10


def bed_of(item: pytest.Item) -> str:
    """On which of the `BEDS` this test runs."""
    if item.get_closest_marker("browser"):
        return "browser"
    callspec = getattr(item, "callspec", None)
    if callspec is not None and "postgresql" in callspec.id.split("-"):
        return "postgresql"
    return "sqlite"


class Counts:
    """What the reports of all workers come to; lives in the process that prints."""

    def __init__(self) -> None:
        self.outcomes: dict[str, tuple[str, str]] = {}
        self.durations: dict[str, float] = {}

    def add(self, report: pytest.TestReport) -> None:
        """Take in one phase of one test; a test that failed in any phase has failed."""
        bed = str(dict(report.user_properties).get(BED, "sqlite"))
        if report.when == "call":
            self.durations[report.nodeid] = report.duration
        if report.failed:
            self.outcomes[report.nodeid] = (bed, "failed")
        elif report.passed and report.when == "call" and not hasattr(report, "wasxfail"):
            self.outcomes.setdefault(report.nodeid, (bed, "passed"))

    def lines(self) -> list[str]:
        """One line for each of the `BEDS`."""
        counted = Counter(self.outcomes.values())
        return [_line(bed, counted[bed, "passed"], counted[bed, "failed"]) for bed in BEDS]

    def missing(self) -> list[str]:
        """The `BEDS` on which nothing passed."""
        return [bed for bed in BEDS if (bed, "passed") not in self.outcomes.values()]

    def slowest(self) -> list[tuple[str, float]]:
        """The tests that took longest, with their seconds."""
        return sorted(self.durations.items(), key=lambda entry: -entry[1])[:SLOWEST]

    def over_budget(self) -> list[tuple[str, float, float]]:
        """Each test that took longer than the `BUDGETS` give it: its name, its seconds, the budget."""
        return [
            (name, seconds, BUDGETS[kind])
            for name, seconds in self.durations.items()
            if (kind := name.partition("::")[0].rpartition("/")[2]) in BUDGETS and seconds > BUDGETS[kind]
        ]


def _line(bed: str, passed: int, failed: int) -> str:
    return f"{bed}: {passed} passed" + (f", {failed} failed" if failed else "")


COUNTS = pytest.StashKey[Counts]()


def in_ci() -> bool:
    """Whether this run decides about a change."""
    return os.environ.get("CI", "").lower() in {"1", "true"}


def pytest_configure(config: pytest.Config) -> None:
    """Start counting in the process that prints."""
    if not hasattr(config, "workerinput"):
        config.stash[COUNTS] = counts = Counts()
        config.pluginmanager.register(Printer(counts), "portal-counts")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave a test marked `postgresql` on that database alone."""
    items[:] = [item for item in items if not item.get_closest_marker("postgresql") or bed_of(item) == "postgresql"]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Write the bed into the reports of the test; under xdist they travel, the test does not."""
    item.user_properties.append((BED, bed_of(item)))
    return (yield)


class Printer:
    """The hooks of the process that prints; under xdist this is the one without tests."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count."""
        self.counts.add(report)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail a CI run in which one of the beds was not used."""
        asked_to_run = not session.config.option.collectonly
        if in_ci() and asked_to_run and self.counts.missing() and not session.exitstatus:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        """Say where the time went."""
        if not self.counts.durations:
            return
        terminalreporter.section("slowest")
        for name, seconds in self.counts.slowest():
            terminalreporter.line(f"{seconds * 1000:7.0f} ms  {name}")
        for name, seconds, budget in self.counts.over_budget():
            terminalreporter.line(f"over budget: {seconds * 1000:.0f} ms of {budget * 1000:.0f} ms  {name}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_unconfigure(self, config: pytest.Config) -> None:
        """Print the lines after everything else, since scripts read the end."""
        if config.option.collectonly:
            return
        writer = config.get_terminal_writer()
        for warning in _warnings(self.counts):
            writer.line(f"!!! {warning}", red=True, bold=True)
        for line in self.counts.lines():
            writer.line(line)


def _warnings(counts: Counts) -> Iterator[str]:
    if chromium.find() is None:
        yield "NO BROWSER FOUND: the tests in the browser did not run. Install chromium or set CHROMIUM."
    if in_ci():
        yield from (f"NOTHING PASSED ON {bed}: in CI this is a failure." for bed in counts.missing())
