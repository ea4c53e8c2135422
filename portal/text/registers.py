"""Changing figures.yaml and site.yaml where a form says so; every other line stays as it was written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import yaml

from .figures import Figure, load_figures
from .localised import Localised
from .plain_yaml import compose, key_lines
from .site import Site, load_site

SiteValue = Localised | str | int
# In the file the operator stands together with its carrier.
_TOGETHER = ("operator", "carrier")


# Figures -------------------------------------------------------------------------------


def with_figure(source: str, figure: Figure, replaces: date | None = None) -> str:
    """The list with this figure: in the place of the value of the same key that held from `replaces` on, else behind
    the other values of its key, else at the end.
    """
    lines, blocks = _figure_blocks(source)
    same = [block for block in blocks if block[0].key == figure.key]
    old = next((block for block in same if block[0].valid_from == replaces), None)
    if old is not None:
        return _joined([*lines[: old[1]], *_figure_lines(figure), *lines[old[2] :]])
    at = same[-1][2] if same else blocks[-1][2] if blocks else len(lines)
    before, after = lines[:at], lines[at:]
    gap = [""] if before and before[-1].strip() else []
    return _joined([*before, *gap, *_figure_lines(figure), *after])


def without_figure(source: str, key: str, valid_from: date) -> str:
    """The list without the value of this key that holds from this day on."""
    lines, blocks = _figure_blocks(source)
    found = next((block for block in blocks if (block[0].key, block[0].valid_from) == (key, valid_from)), None)
    if found is None:
        return source
    end = found[2]
    while end < len(lines) and not lines[end].strip():
        end += 1
    return _joined([*lines[: found[1]], *lines[end:]])


_Block = tuple[Figure, int, int]


def _figure_blocks(source: str) -> tuple[list[str], list[_Block]]:
    """The lines, and for each figure where its own begin and end; a list in another layout is written anew."""
    found = _blocks_of(source)
    if found is None:
        series, _problems = load_figures(source)
        source = "\n\n".join("\n".join(_figure_lines(one)) for some in series.values() for one in some) + "\n"
        found = _blocks_of(source) or []
    return source.rstrip("\n").split("\n") if source.strip() else [], found


def _blocks_of(source: str) -> list[_Block] | None:
    """None where entries do not begin on lines of their own."""
    node = compose(source)[0]
    if node is None or not isinstance(node, yaml.SequenceNode):
        return []
    lines = source.rstrip("\n").split("\n")
    starts = [entry.start_mark.line for entry in node.value]
    if len(set(starts)) < len(starts) or not all(lines[start].startswith("- ") for start in starts):
        return None
    blocks = []
    for number, start in enumerate(starts):
        end = _end(lines, start, starts[number + 1] if number + 1 < len(starts) else len(lines))
        series = load_figures("\n".join(lines[start:end]))[0]
        blocks += [(one, start, end) for some in series.values() for one in some]
    return blocks


def _end(lines: Sequence[str], start: int, following: int) -> int:
    """Where a block ends: blank lines and comments before the next one belong to that."""
    end = following
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return end


def _figure_lines(figure: Figure) -> list[str]:
    lines = [f"- key: {figure.key}"]
    if figure.label:
        lines += ["  label:", *(f"    {line}" for line in _languages(figure.label))]
    lines += [f"  value: {{{', '.join(_languages(figure.value))}}}", f"  valid_from: {figure.valid_from}"]
    if figure.valid_until is not None:
        lines.append(f"  valid_until: {figure.valid_until}")
    return [*lines, *([f"  source: {_scalar(figure.source)}"] if figure.source else [])]


def _languages(value: Localised) -> Iterator[str]:
    yield f"de: {_quoted(value.de)}"
    if value.en:
        yield f"en: {_quoted(value.en)}"


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


def _scalar(words: str) -> str:
    """As it is where YAML reads back these very words."""
    return words if words.replace("-", "").replace(".", "").isalnum() else _quoted(words)


def _joined(lines: Sequence[str]) -> str:
    text = "\n".join(lines).strip("\n")
    return f"{text}\n" if text else ""


# The operator --------------------------------------------------------------------------


def with_site(source: str, values: Mapping[str, SiteValue]) -> str:
    """The operator's data with these values; what is equal already keeps its lines."""
    site, _problems = load_site(source)
    changed = {name: value for name, value in values.items() if getattr(site, name) != value}
    for name in dict.fromkeys("operator" if name in _TOGETHER else name for name in changed):
        source = _with_key(source, name, _site_lines(name, {**_values(site), **changed}))
    # Once beside the operator, it stands nowhere else.
    return _with_key(source, "carrier", []) if "carrier" in changed else source


def _values(site: Site) -> dict[str, SiteValue]:
    return {name: getattr(site, name) for name in _TOGETHER}


def _site_lines(name: str, values: Mapping[str, SiteValue]) -> list[str]:
    if name == "operator":
        named = {"name": values["operator"], "carrier": values["carrier"]}
        inner = [line for key, value in named.items() if value for line in _value_lines(key, value)]
        return ["operator:", *(f"  {line}" for line in inner)]
    return _value_lines(name, values[name])


def _value_lines(name: str, value: SiteValue) -> list[str]:
    if isinstance(value, Localised):
        return [f"{name}:", *(f"  {line}" for line in _languages(value))] if value else [f'{name}: ""']
    return [f"{name}: {value}" if isinstance(value, int) else f"{name}: {_quoted(value)}"]


def _with_key(source: str, name: str, written: Sequence[str]) -> str:
    """The mapping with other lines for one key; a key that it does not have comes last."""
    node = compose(source)[0]
    lines = source.rstrip("\n").split("\n") if source.strip() else []
    starts = key_lines(node, 0)[0] if isinstance(node, yaml.MappingNode) else {}
    if name not in starts:
        return _joined([*lines, *([""] if lines and written else []), *written])
    start = starts[name]
    following = min((line for line in starts.values() if line > start), default=len(lines))
    return _joined([*lines[:start], *written, *lines[_end(lines, start, following) :]])
