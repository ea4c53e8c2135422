"""Yearly figures: texts hold a hole for each, filled on reading by the date."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import yaml

from .attributes import ID
from .localised import NOTHING, Localised, read_localised
from .plain_yaml import compose, key_lines, plain
from .problems import N_, Problem, error

_HOLE = re.compile(r"\{\{\s*figure:([a-z0-9-]+)\s*\}\}")
_KEYS = ("key", "label", "value", "valid_from", "valid_until", "source")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One value for one period; `valid_until` None means until further notice."""

    key: str
    value: Localised
    valid_from: date
    valid_until: date | None = None
    label: Localised = NOTHING
    source: str = ""


Figures = Mapping[str, Sequence[Figure]]


def fill_figures(
    html: str,
    figures: Figures,
    today: date,
    language: str,
    translate: Callable[[str], str] = str,
) -> str:
    """HTML with each `{{ figure:key }}` replaced by value and period, escaped."""
    return _filled(html, lambda key: entities.escape(shown_figure(figures.get(key, ()), today, language, translate)))


def fill_plain(
    line: str,
    figures: Figures,
    today: date,
    language: str,
    translate: Callable[[str], str] = str,
) -> str:
    """The same for text that is no HTML."""
    return _filled(line, lambda key: shown_figure(figures.get(key, ()), today, language, translate))


def _filled(text: str, shown: Callable[[str], str]) -> str:
    return _HOLE.sub(lambda match: shown(match[1]), text)


def shown_figure(series: Sequence[Figure], today: date, language: str, translate: Callable[[str], str] = str) -> str:
    """As in “50.700 € (2026)”; once run out, that its successor is being checked."""
    if not series:
        return translate(N_("(this figure is being checked)"))
    begun = [figure for figure in series if figure.valid_from <= today]
    figure = max(begun, key=_start) if begun else min(series, key=_start)
    value = figure.value.pick(language)
    if figure.valid_until is not None and figure.valid_until < today:
        message = translate(N_("%(value)s (applied until %(day)s, the new value is being checked)"))
        return message % {"value": value, "day": _day(figure.valid_until, language)}
    message = translate(N_("%(value)s (%(period)s)"))
    return message % {"value": value, "period": _period(figure, language, translate)}


def ended_figures(figures: Figures, today: date) -> dict[str, date]:
    """The keys of figures that have run out and have no successor, with their last day."""
    return {key: day for key, day in _last_days(figures).items() if day < today}


def ending_figures(figures: Figures, today: date, until: date) -> dict[str, date]:
    """The keys of figures that still hold, have no successor and end by that day, with their last day."""
    return {key: day for key, day in _last_days(figures).items() if today <= day <= until}


def _last_days(figures: Figures) -> dict[str, date]:
    """By key, when its last value ends; those that hold until further notice left out."""
    last = {key: max(series, key=_start).valid_until for key, series in figures.items() if series}
    return {key: day for key, day in last.items() if day is not None}


def _start(figure: Figure) -> date:
    return figure.valid_from


def _period(figure: Figure, language: str, translate: Callable[[str], str]) -> str:
    start, end = figure.valid_from, figure.valid_until
    if end is None:
        return translate(N_("since %(day)s")) % {"day": _day(start, language)}
    if start == date(start.year, 1, 1) and end == date(start.year, 12, 31):
        return str(start.year)
    days = {"start": _day(start, language), "end": _day(end, language)}
    return translate(N_("%(start)s to %(end)s")) % days


def _day(day: date, language: str) -> str:
    if language == "de":
        return f"{day:%d.%m.%Y}"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def load_figures(yaml_text: str) -> tuple[dict[str, list[Figure]], list[Problem]]:
    """The list in figures.yaml, by key in order of time; a faulty entry is left out."""
    node, problems = compose(yaml_text)
    if node is None:
        return {}, problems
    if not isinstance(node, yaml.SequenceNode):
        message = N_("figures.yaml is a list: begin each figure with “- key: name”.")
        return {}, [error(1, message)]
    figures: dict[str, list[Figure]] = {}
    for entry in node.value:
        figure, found = _read(entry)
        problems += found
        if figure is not None:
            figures.setdefault(figure.key, []).append(figure)
    for series in figures.values():
        series.sort(key=_start)
        problems += _overlaps(series)
    return figures, problems


def _read(node: yaml.Node) -> tuple[Figure | None, list[Problem]]:
    first = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        return None, [error(first, N_("Here belong lines of the form “key: value”."))]
    lines, problems = key_lines(node, 1)
    values = plain(node)
    for key in values:
        if key not in _KEYS:
            message = N_("“%(key)s” is unknown in a figure: possible are %(keys)s.")
            problems.append(error(lines[key], message, key=key, keys=", ".join(_KEYS)))
    try:
        return _figure(values), problems
    except _WrongError as wrong:
        message = N_("The figure lacks a good %(key)s: needed is %(needed)s.")
        line = lines.get(wrong.key, first)
        return None, [*problems, error(line, message, key=wrong.key, needed=wrong.needed)]


class _WrongError(Exception):
    def __init__(self, key: str, needed: str) -> None:
        super().__init__(key)
        self.key, self.needed = key, needed


def _figure(values: Mapping[str, Any]) -> Figure:
    key = values.get("key")
    if not isinstance(key, str) or not ID.fullmatch(key):
        raise _WrongError("key", "a-z, 0-9, -")
    value = read_localised(values.get("value"))
    if not value.de:
        raise _WrongError("value", '{de: "50.700 €", en: "€50,700"}')
    start = _read_day(values, "valid_from")
    end = _read_day(values, "valid_until") if values.get("valid_until") else None
    if end is not None and end < start:
        raise _WrongError("valid_until", f"≥ {start}")
    label = read_localised(values.get("label"))
    return Figure(key, value, start, end, label, str(values.get("source", "")))


def _read_day(values: Mapping[str, Any], key: str) -> date:
    try:
        return date.fromisoformat(str(values.get(key, "")))
    except ValueError:
        raise _WrongError(key, "2026-01-01") from None


def _overlaps(series: Sequence[Figure]) -> list[Problem]:
    message = N_("The periods of the figure “%(key)s” overlap: end one before the next begins.")
    return [
        error(1, message, key=earlier.key)
        for earlier, later in pairwise(series)
        if earlier.valid_until is None or earlier.valid_until >= later.valid_from
    ]
