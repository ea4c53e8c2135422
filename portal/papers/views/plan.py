"""A company's next steps, to take along into a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort
from flask_babel import gettext, ngettext, pgettext

from portal import clock
from portal.access import Permission, Scope, needs
from portal.checklists import words
from portal.checklists.rules import State
from portal.papers import service
from portal.papers.views.blueprint import blueprint
from portal.papers.views.sheet import address, day, send, sheet
from portal.web import language, people, transaction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from portal.papers.rules import Plan, Step


@blueprint.get("/plan.pdf")
@needs(Permission.READ_CHECKLISTS, Scope.OWN)
def plan() -> Response:
    """What is open, duties first, and the measures; who does it and by when."""
    found = service.plan(transaction.session(), people.company_id() or 0, language.current())
    if found is None:
        abort(404)
    return send("plan", _data(found), pgettext("name of a file", "next-steps"))


def _data(plan: Plan) -> dict[str, Any]:
    groups = (
        (gettext("Legal duties"), plan.duties),
        (gettext("Measures"), plan.measures),
        (gettext("Further steps"), plan.others),
    )
    return {
        **sheet(gettext("Our next steps"), plan.company),
        "intro": _intro(plan),
        "columns": [gettext("What"), gettext("Who"), gettext("By when")],
        "groups": [_group(title, steps) for title, steps in groups if steps],
        "later": _later(plan.later),
        "colophon": gettext("All checklists in the portal:"),
        "url": address("checklists.overview"),
    }


def _intro(plan: Plan) -> str:
    if not plan.steps:
        return str(gettext("Nothing is open in the checklists that have been begun."))
    whole = gettext(
        "What is still open in the checklists begun, for hires, and the measures. Empty fields are for writing."
    )
    return str(whole)


def _later(number: int) -> str:
    """Write how many dates lie further ahead, or nothing."""
    if not number:
        return ""
    return str(
        ngettext(
            "%(num)d more date of a hire lies further ahead than four weeks; it stands in the portal.",
            "%(num)d more dates of hires lie further ahead than four weeks; they stand in the portal.",
            number,
        )
    )


def _group(title: str, steps: Sequence[Step]) -> dict[str, Any]:
    count = ngettext("%(num)d step", "%(num)d steps", len(steps))
    return {"title": title, "count": count, "steps": [_step(one) for one in steps]}


def _step(step: Step) -> dict[str, Any]:
    return {
        "what": step.what,
        # What people typed is in whatever language they speak there.
        "lang": step.language or language.current(),
        "url": _url(step),
        "source": _source(step),
        "state_word": str(words.STATE_LABELS[State.IN_PROGRESS]) if step.in_progress else "",
        "owner": step.owner,
        "due": day(step.due) if step.due else "",
        "law": _law(step),
    }


def _source(step: Step) -> str:
    if step.hire_id is None:
        return step.source
    return str(gettext("Hire “%(label)s”", label=words.label(step.source)))


def _law(step: Step) -> str:
    """Whose day it is: of a hire's item the law's or our suggestion, else the company's own."""
    if step.law:
        past = step.due is not None and step.due < clock.today()
        return str(gettext("Legal deadline, overdue") if past else gettext("Legal deadline"))
    return str(gettext("suggested")) if step.suggested else ""


def _url(step: Step) -> str:
    if step.measure_id is not None:
        return address("checklists.measure", measure_id=step.measure_id)
    if step.hire_id is not None:
        return address("checklists.hire", hire_id=step.hire_id, _anchor=f"item-{step.key}")
    return address("checklists.checklist", slug=step.slug, _anchor=f"item-{step.key}")
