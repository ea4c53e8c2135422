"""What the commands for `content/` say, line by line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flask_babel import gettext, lazy_pgettext, ngettext, pgettext

from portal.documents.service import Basis, Result, worst
from portal.documents.words import CHANGE_LABELS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from portal.documents.service import Finding, NotRendered, Readability, Report, Statement, Unusable
    from portal.text import Problem

RESULT_LABELS = {
    Result.NEW: lazy_pgettext("content", "new"),
    Result.CHANGED: lazy_pgettext("content", "changed"),
    Result.UNCHANGED: lazy_pgettext("content", "unchanged"),
    Result.REFUSED: lazy_pgettext("content", "refused"),
    Result.OLDER: lazy_pgettext("content", "older than the published text: run content export"),
    Result.CONFLICT: lazy_pgettext("content", "changed here and in the editor: kept beside the draft"),
    Result.MOVED: lazy_pgettext("content", "moved to another address in the portal"),
    Result.GONE: lazy_pgettext("content", "file is gone, text stays published"),
}

BASIS_LABELS = {
    Basis.FACT: lazy_pgettext("statement", "fact"),
    Basis.TEXT: lazy_pgettext("statement", "read it"),
    Basis.ADVICE: lazy_pgettext("statement", "our advice"),
    Basis.NONE: lazy_pgettext("statement", "NO FACT"),
}


def sentence(problem: Problem) -> str:
    """The problem in the language of the command."""
    return str(gettext(problem.message)) % problem.params


def finding(one: Finding) -> str:
    """`file:line: error: sentence`."""
    return f"{shown(one.path)}:{one.problem.line}: {_severity(one)}: {sentence(one.problem)}"


def _severity(one: Finding) -> str:
    if one.gap and not one.is_error:
        return str(pgettext("content", "note"))
    return _error() if one.is_error else str(pgettext("content", "warning"))


def _error() -> str:
    return str(pgettext("content", "error"))


def shown(path: Path) -> str:
    """The path from where the command was called, if it lies below."""
    whole, here = path.absolute(), Path.cwd()
    return str(whole.relative_to(here) if whole.is_relative_to(here) else whole)


def check_total(findings: Collection[Finding]) -> str:
    """The last line of a check."""
    errors = sum(one.is_error for one in findings)
    warnings = sum(not one.is_error and not one.gap for one in findings)
    both = (
        ngettext("%(num)d error", "%(num)d errors", errors),
        ngettext("%(num)d warning", "%(num)d warnings", warnings),
    )
    return ", ".join(both) + "."


def readability(found: Sequence[Readability]) -> Iterator[str]:
    """A table of the texts that are hardest to read, for each language."""
    for language, label in (("de", gettext("The hardest German texts")), ("en", gettext("The hardest English texts"))):
        rows = worst(found, language)
        if rows:
            yield ""
            yield str(label)
            yield _columns(
                gettext("words a sentence"), gettext("long words"), gettext("Vienna formula"), gettext("text")
            )
            yield from map(_readability, rows)
    if found:
        yield ""


def _readability(one: Readability) -> str:
    formula = "–" if one.formula is None else f"{one.formula:.1f}"
    return _columns(f"{one.per_sentence:.1f}", f"{one.long_words:.0%}", formula, one.name)


def _columns(*cells: str) -> str:
    return "  ".join((*(f"{cell:>18}" for cell in cells[:-1]), cells[-1]))


def statements(found: Sequence[Statement]) -> Iterator[str]:
    """One line each, its parts divided by tabs: what it rests on, text, place, what it names, facts, sentence."""
    for one in found:
        parts = (str(BASIS_LABELS[one.basis]), one.file, one.place, ", ".join(one.names), ", ".join(one.facts))
        yield "\t".join((*parts, one.sentence))
    counts = {basis: sum(one.basis is basis for one in found) for basis in Basis}
    yield ", ".join(f"{count} {BASIS_LABELS[basis]}" for basis, count in counts.items()) + "."


def step(report: Report) -> Iterator[str]:
    """What sync did with one file, and with each item of a changed checklist."""
    label = RESULT_LABELS[report.result]
    number = gettext(" (revision %(number)d)", number=report.number) if report.number else ""
    yield f"{report.name}: {label}{number}"
    if report.moved_to:
        yield "  " + gettext("In the portal it is %(file)s: flask content export writes it.", file=report.moved_to)
    for problem in report.problems:
        yield f"  {report.name}:{problem.line}: {_error()}: {sentence(problem)}"
    if report.result is Result.CHANGED:
        for change in report.changes:
            yield f"  #{change.key} {CHANGE_LABELS[change.change]}: {change.caption}"


def sync_total(reports: Collection[Report]) -> str:
    """The last line of a sync."""
    counts = {result: sum(one.result is result for one in reports) for result in Result}
    return ", ".join(f"{count} {RESULT_LABELS[result]}" for result, count in counts.items() if count) + "."


def not_rendered(fault: NotRendered) -> Iterator[str]:
    """Why nothing was rendered."""
    for reading in fault.readings:
        for problem in reading.problems:
            if problem.severity == "error":
                name = f"{reading.task.language} {reading.task.kind} {reading.task.slug}"
                yield f"{name}:{problem.line}: {_error()}: {sentence(problem)}"
    yield str(gettext("Nothing was changed."))


def unusable(fault: Unusable) -> str:
    """Why a path cannot be worked with."""
    return f"{shown(fault.path)}: {sentence(fault.problem)}"
