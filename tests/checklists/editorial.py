"""What must become of a checklist and its answers, told without a database: texts are lists, meanings are numbers."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Line:
    """An item in a text. `meaning`: another number says that it means something else."""

    key: str
    caption: str
    meaning: int
    depth: int = 0
    retired: bool = False


Text = tuple[Line, ...]


@dataclass
class Said:
    """An answer. `meaning`: of the item when the company last said or confirmed it.

    `unsure`: since then the item has gone back to an older meaning in a way that the portal need not follow closely;
    it may ask although the meaning is the same, but never the other way round.
    """

    state: str
    note: str
    meaning: int
    unsure: bool = False


@dataclass
class Editorial:
    """All published texts of one checklist, the one being written, and the answers of one company."""

    published: list[Text] = field(default_factory=list)
    draft: Text = ()
    answers: dict[str, Said] = field(default_factory=dict)
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def live(self) -> Text:
        return self.published[-1]

    @property
    def number(self) -> int:
        return len(self.published)

    @property
    def open_lines(self) -> Text:
        """What companies see and figures count."""
        return tuple(line for line in self.live if not line.retired)

    def meaning(self, key: str) -> int | None:
        """What an item means now; None: it counts no more."""
        return next((line.meaning for line in self.open_lines if line.key == key), None)

    # Writing.

    def new_line(self) -> Line:
        number = next(self.numbers)
        return Line(f"p{number}", f"Punkt {number}", number)

    def write(self, lines: list[Line]) -> None:
        """Let the draft be these lines; none lies deeper than one below the line before it."""
        found: list[Line] = []
        for line in lines:
            most = found[-1].depth + 1 if found else 0
            found.append(replace(line, depth=min(line.depth, most)))
        self.draft = tuple(found)

    def reworded(self) -> set[str]:
        """Items whose words differ between what is written and what is published."""
        words = {line.key: line.caption for line in self.live}
        return {line.key for line in self.draft if words.get(line.key, line.caption) != line.caption}

    # Publishing.

    def publish(self, changed: set[str]) -> None:
        """Publish the draft; of the reworded items these mean something else now."""
        new = changed & self.reworded()
        self._now(tuple(replace(line, meaning=next(self.numbers)) if line.key in new else line for line in self.draft))

    def withdraw(self) -> None:
        """Put back the text before: what was answered on it holds again."""
        self._now(self.published[-2])

    def restore(self, number: int) -> None:
        """Put back any text."""
        after = self.published[number - 1]
        for key in self._changed(self.live, after):
            self._unsure(key)
        self._now(after)

    def _changed(self, before: Text, after: Text) -> set[str]:
        old = {line.key: line.meaning for line in before}
        return {line.key for line in after if old.get(line.key, line.meaning) != line.meaning}

    def _unsure(self, key: str) -> None:
        if key in self.answers:
            self.answers[key].unsure = True

    def _now(self, text: Text) -> None:
        self.published.append(text)
        self.draft = text

    # Answers.

    def say(self, key: str, state: str, *, asked: bool) -> None:
        """The company answers; saying the same again says something only where it was asked."""
        meaning = self.meaning(key)
        assert meaning is not None
        said = self.answers.get(key)
        if said is None:
            self.answers[key] = Said(state, "", meaning)
        elif said.state != state or asked:
            said.state, said.meaning, said.unsure = state, meaning, False

    def take_note(self, key: str, note: str) -> None:
        meaning = self.meaning(key)
        assert meaning is not None
        self.answers.setdefault(key, Said("open", "", meaning)).note = note

    def must_ask(self, key: str) -> bool | None:
        """Whether the answer to a living item is to be confirmed; None: either will do."""
        said = self.answers.get(key)
        if said is None or said.state == "open":
            return False
        if said.meaning != self.meaning(key):
            return True
        return None if said.unsure else False
