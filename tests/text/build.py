"""Sources of checklists, short enough to read in a test."""

from __future__ import annotations

from portal.text import Checklist, parse_checklist

FRONT = """---
id: ankommen
title: "Ankommen: die ersten Tage"
audience: hire
field: ankommen
as_of: 2026-11-22
review_by: 2027-05-22
---

"""
FIRST_LINE = FRONT.count("\n") + 1
Shape = list[tuple[str, str, int]]


def parsed(body: str, **options: object) -> Checklist:
    return parse_checklist(FRONT + body, **options)  # type: ignore[arg-type]


def shape(checklist: Checklist) -> Shape:
    """Ids, captions and nesting: what must survive everything."""
    return [(item.id, item.caption, item.depth) for item in checklist.items]


def messages(checklist: Checklist, severity: str = "error") -> list[tuple[int, str]]:
    """Line within the body (from 1) and text of each problem."""
    return [
        (problem.line - FIRST_LINE + 1, problem.message % problem.params)
        for problem in checklist.problems
        if problem.severity == severity
    ]
