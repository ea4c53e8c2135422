"""What is wrong with a text as its page says it: in which words, where it jumps to, and the buttons that mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import ngettext

from portal import text
from portal.documents import form_sentences
from portal.documents.forms import label_of, meta_names
from portal.documents.rules import SOURCE_LANGUAGE, Kind
from portal.documents.service import editing
from portal.documents.words import CURE_LABELS, CURED_SENTENCES, UNFINISHED_SENTENCES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.documents.service.editing import Desk
    from portal.text import Place, Problem


@dataclass(frozen=True)
class Finding:
    """A problem as the page shows it. `target`: the field that it jumps to; `line`: of the body, None where a field says
    it; `cures`: word and label of each button; `item`: the one whose form mends it.
    """

    problem: Problem
    sentence: str
    target: str
    line: int | None
    cures: tuple[tuple[str, str], ...] = ()
    item: str = ""

    @property
    def is_error(self) -> bool:
        return self.problem.severity == "error"


def findings(shown: Desk, source: str, problems: tuple[Problem, ...]) -> list[Finding]:
    """The problems with what the page can do about them; errors first."""
    lacking = tuple(problem for problem in problems if problem.message == text.UNTRANSLATED)
    written = _Written(
        translated=shown.language != SOURCE_LANGUAGE,
        body_line=text.part(source).body_line,
        head=text.read_front_matter(source).lines,
        names=meta_names(shown.kind, shown.language),
        items=text.places(source) if problems and has_item_forms(shown) else (),
        lacking=lacking,
    )
    found = [_lacking(lacking)] if lacking else []
    found += [written.finding(problem) for problem in problems if problem not in lacking]
    return sorted(found, key=lambda one: not one.is_error)


@dataclass(frozen=True)
class _Written:
    """What is asked of a text for each of its problems. `lacking`: one problem for each item that it does not translate."""

    translated: bool
    body_line: int
    head: Mapping[str, int]
    names: tuple[str, ...]
    items: tuple[Place, ...]
    lacking: tuple[Problem, ...]

    def finding(self, problem: Problem) -> Finding:
        plain = _(problem.message) % problem.params
        if field := self._field(problem):
            return Finding(problem, form_sentences.of_head(problem, label_of(field)) or plain, field, None)
        line = max(1, problem.line - self.body_line + 1)
        if cures := self._cures(problem):
            return Finding(problem, _cured_sentence(problem, cures), "body", line, cures)
        if sentence := UNFINISHED_SENTENCES.get(problem.message):
            return Finding(problem, str(sentence) % problem.params, "body", line, item=str(problem.params["id"]))
        formed, item = form_sentences.of_item(problem), self._item(problem)
        return (
            Finding(problem, formed[1], "body", line, item=item)
            if formed and item
            else Finding(problem, plain, "body", line)
        )

    def _field(self, problem: Problem) -> str | None:
        """The detail that the problem is about, if it is in the front matter."""
        if problem.line >= self.body_line:
            return None
        keys = [key for key, line in self.head.items() if line == problem.line] + [str(problem.params.get("key", ""))]
        return next((key for key in keys if key in self.names), None)

    def _cures(self, problem: Problem) -> tuple[tuple[str, str], ...]:
        first = self.lacking[0].params if self.lacking else {"id": "", "text": ""}
        mends = editing.mends(problem, str(first["id"]) if self.translated else None)
        return tuple((mend.word, str(CURE_LABELS[mend.cure]) % {"text": first["text"]}) for mend in mends)

    def _item(self, problem: Problem) -> str:
        return next((one.id for one in self.items if one.line <= problem.line <= one.end), "")


def _cured_sentence(problem: Problem, cures: tuple[tuple[str, str], ...]) -> str:
    """What is said where the first of these buttons mends it: nobody has to read of braces."""
    return str(CURED_SENTENCES[cures[0][0].partition("/")[0]]) % problem.params


def _lacking(problems: tuple[Problem, ...]) -> Finding:
    """One note for all items that a translation lacks."""
    sentence = ngettext("%(num)d item is missing in English.", "%(num)d items are missing in English.", len(problems))
    mend = editing.mends(problems[0])[0]
    cures = ((mend.word, str(CURE_LABELS[mend.cure])),)
    return Finding(problems[0], sentence, "body", 1, cures, str(problems[0].params["id"]))


def beyond(source: str, problem: Problem) -> Finding:
    """A limit as the page shows it. Nothing is parsed for it, not even the front matter: it may be what is too long."""
    line = max(1, problem.line - text.part(source).body_line + 1)
    return Finding(problem, _(problem.message) % problem.params, "body", line)


def has_item_forms(shown: Desk) -> bool:
    """Whether each item of the text has a page with a form."""
    return shown.kind is Kind.CHECKLIST and shown.language == SOURCE_LANGUAGE
