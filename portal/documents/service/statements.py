"""Every sentence with a number or a paragraph, and the facts that it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from portal.documents import files
from portal.documents.parsing import Reading
from portal.documents.rules import SOURCE_LANGUAGE, Kind
from portal.documents.service.check import read_all
from portal.text import Claims, Facts, Figure, blocks, claims, load_facts, load_figures, sentences

# Kinds of items that say what we advise.
_ADVICE = frozenset({"recommendation", "if_applicable"})
_OUR_OWN = re.compile(
    r"unser (?:Rat|Vorschlag)|Empfehlung|\(erfunden\)|our (?:advice|suggestion)|[Rr]ecommendation|\(invented\)",
    re.IGNORECASE,
)
# What a text says of itself is no statement about the matter.
_ABOUT_ITSELF = frozenset({"Stand und Quellen", "As of and sources"})


class Basis(StrEnum):
    """What a statement rests on."""

    # A fact that the text names speaks of the same paragraph or number.
    FACT = "fact"
    # The text names facts, but in none of them is this number: somebody has to read it.
    TEXT = "text"
    # Our own advice: a number without a fact, in a recommendation or an invented example.
    ADVICE = "advice"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a text. `place`: the item's id, or the heading above; `names`: its paragraphs and numbers."""

    file: str
    place: str
    sentence: str
    names: tuple[str, ...]
    facts: tuple[str, ...]
    basis: Basis


class Place(NamedTuple):
    """Where a statement stands."""

    file: str
    place: str


@dataclass(frozen=True, slots=True)
class _Piece:
    place: str
    html: str
    sources: tuple[str, ...]
    advice: bool


def statements(place: Path) -> list[Statement]:
    """The statements of every text in the file or folder; raises Unusable."""
    root, whole = files.content_root(place), place.resolve()
    facts = load_facts(files.read_text(root / "facts.yaml"))[0]
    figures = load_figures(files.read_text(root / "figures.yaml"))[0]
    pairs = read_all(root, files.source_files(root), {})
    german = {_identity(reading): reading for _file, reading in pairs if reading.task.language == SOURCE_LANGUAGE}
    return [
        statement
        for file, reading in pairs
        if file.path.resolve().is_relative_to(whole)
        for piece in _pieces(reading, german.get(_identity(reading), reading))
        for statement in _of_piece(file.name, piece, facts, figures)
    ]


def _identity(reading: Reading) -> tuple[Kind, str]:
    return reading.task.kind, reading.task.slug


def _pieces(reading: Reading, german: Reading) -> Iterator[_Piece]:
    """A text in pieces that rest on the same facts; a translation rests on those of the German text."""
    for item in reading.items:
        html = "".join((f"<p>{item.caption_html}</p>", *item.parts.values(), item.more_html))
        advice = item.kind in _ADVICE and not item.sources
        yield _Piece(f"#{item.id}", html, item.sources, advice)
    if reading.task.kind is not Kind.CHECKLIST:
        sources = tuple(german.meta.get("sources") or ())
        yield _Piece("", str(reading.body.get("html", "")), sources, advice=False)


def _of_piece(file: str, piece: _Piece, facts: Facts, figures: dict[str, list[Figure]]) -> Iterator[Statement]:
    heading, example = piece.place, False
    for block in blocks(piece.html):
        if block.tag in {"h2", "h3"}:
            heading, example = block.text, False
        # A worked example is marked as invented, in its heading or its first sentence; its numbers are too.
        example = example or "(erfunden)" in block.text or "(invented)" in block.text
        if heading in _ABOUT_ITSELF:
            continue
        for sentence in sentences(block.text):
            claim = claims(sentence)
            own = piece.advice or example or _OUR_OWN.search(sentence) is not None
            if claim:
                yield _statement(Place(file, heading), sentence, claim, _known(piece, claim, facts, figures), own=own)


def _known(piece: _Piece, claim: Claims, facts: Facts, figures: dict[str, list[Figure]]) -> dict[str, frozenset[str]]:
    """The facts that the piece names, and those behind its figures, with what each speaks of."""
    cited = {one: facts[one].names for one in piece.sources if one in facts}
    behind = {figure.source for key in claim.figures for figure in figures.get(key, ()) if figure.source in facts}
    return cited | {one: facts[one].names | {"figure"} for one in behind}


def _statement(place: Place, sentence: str, claim: Claims, known: dict[str, frozenset[str]], *, own: bool) -> Statement:
    wanted = claim.names | ({"figure"} if claim.figures else frozenset())
    speaking = sorted(one for one, names in known.items() if names & wanted)
    covered: frozenset[str] = frozenset().union(*(known[one] for one in speaking))
    names = tuple(sorted(claim.names | {f"figure:{key}" for key in claim.figures}))
    basis = _basis(claim, wanted - covered, cites=bool(known), own=own)
    return Statement(*place, sentence, names, tuple(speaking or sorted(known)), basis)


def _basis(claim: Claims, uncovered: frozenset[str], *, cites: bool, own: bool) -> Basis:
    if not uncovered:
        return Basis.FACT
    # Advice may have a number of its own, never a paragraph.
    if own and not uncovered & claim.laws:
        return Basis.ADVICE
    return Basis.TEXT if cites else Basis.NONE
