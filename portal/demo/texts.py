"""The invented words, from `invented/*.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent / "invented"


@dataclass(frozen=True)
class Question:
    """A question with its answer, and perhaps a second round."""

    topic: str
    title: str
    ask: str
    answer: str
    item: str = ""
    sectors: tuple[str, ...] = ()
    language: str = "de"
    reply: str = ""
    then: str = ""
    office: str = ""
    closing: str = "resolved"
    reason: str = ""
    note: str = ""


@cache
def words(name: str) -> dict[str, Any]:
    """One file of words, as it is."""
    read: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return read


@cache
def questions() -> tuple[Question, ...]:
    """All questions, in the order of the file."""
    return tuple(Question(**{**one, "sectors": tuple(one.get("sectors", ()))}) for one in words("advice")["questions"])
