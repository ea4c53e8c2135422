"""Why a register stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.text import Problem


class RegisterFault(Exception):
    """Base of what registers refuse."""


class ChangedMeanwhile(RegisterFault):
    """Somebody else saved since the form was shown."""


class Unreadable(RegisterFault):
    """What was typed makes no good register; `problems` say why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(map(str, problems)))


class NoSuchEntry(RegisterFault):
    """There is no such figure, value or version."""


class KeyTaken(RegisterFault):
    """There is a figure of this name already."""


class StillShown(RegisterFault):
    """Texts show the figure, so its last value cannot go."""
