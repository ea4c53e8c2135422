"""What is wrong with a text, on which line, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal


def N_(message: str) -> str:  # noqa: N802 - the name that message extraction looks for
    """Mark a message for the catalogues; it is translated where it is shown."""
    return message


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding; shown with `gettext(problem.message) % problem.params`.

    `line` counts from 1 in the file as the editor sees it, front matter included.
    """

    line: int
    severity: Literal["error", "warning"]
    message: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.line}: {self.severity}: {self.message % self.params}"


def error(line: int, message: str, **params: str | int) -> Problem:
    return Problem(line, "error", message, params)


def warning(line: int, message: str, **params: str | int) -> Problem:
    return Problem(line, "warning", message, params)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """By line, each finding once."""
    unique: list[Problem] = []
    for problem in sorted(problems, key=lambda p: (p.line, p.severity)):
        if problem not in unique:
            unique.append(problem)
    return tuple(unique)


def has_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.severity == "error" for problem in problems)
