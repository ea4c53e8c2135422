"""A checklist with a company's answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort
from flask_babel import gettext, pgettext

from portal import clock
from portal.access import Permission, Scope, needs
from portal.checklists import words
from portal.checklists.rules import Reason, State
from portal.documents.words import FIELD_LABELS
from portal.papers import service
from portal.papers.views.blueprint import blueprint
from portal.papers.views.sheet import address, day, send, sheet
from portal.web import language, people, transaction

if TYPE_CHECKING:
    from flask import Response

    from portal.checklists.rules import Figures
    from portal.checklists.service import AnswerView, ChecklistPage, MeasureView, Point, SectionPage

# What somebody wrote a page about may go over several.
LONG_TEXT, MANY_LINES = 1200, 12
# As they follow each other in the bar.
IN_BAR = (State.DONE, State.IN_PROGRESS, State.OPEN, State.NOT_APPLICABLE)


@blueprint.get("/checklists/<slug>/pdf")
@needs(Permission.READ_CHECKLISTS, Scope.OWN)
def checklist(slug: str) -> Response:
    """A company's own."""
    return _paper(people.company_id() or 0, slug, address("checklists.checklist", slug=slug))


@blueprint.get("/companies/<int:company_id>/checklists/<slug>/pdf")
@needs(Permission.READ_COMPANIES, service.find)
def company_checklist(company_id: int, slug: str) -> Response:
    """One company's, for the service."""
    page = address("engagement.company_checklist", company_id=company_id, slug=slug)
    return _paper(company_id, slug, page)


def _paper(company_id: int, slug: str, url: str) -> Response:
    found = service.checklist(transaction.session(), company_id, slug, language.current())
    if found is None:
        abort(404)
    name, page = found
    word = pgettext("name of a file", "checklist")
    return send("checklist", _data(name, page, url), f"{word}-{slug}")


def _data(company: str, page: ChecklistPage, url: str) -> dict[str, Any]:
    text = page.text
    return {
        **sheet(text.title, company),
        "text_lang": text.language,
        "summary": text.summary,
        "meta": _meta(page),
        "notice": _notice(page),
        "figures": _figures(page.figures),
        "remark": _remark(page.figures),
        "bar": {name: getattr(page.figures, name) for name in ("items", "done", "in_progress", "not_applicable")},
        "key": [{"state": state, "words": str(words.STATE_LABELS[state])} for state in IN_BAR],
        "sections": [_section(one) for one in page.sections],
        "colophon": gettext("The portal repeats what the company has stated. This checklist in the portal:"),
        "url": url,
    }


def _meta(page: ChecklistPage) -> list[str]:
    text, found = page.text, [str(FIELD_LABELS.get(page.text.field, page.text.field))]
    if text.as_of is not None:
        found.append(gettext("Texts as of %(day)s", day=day(text.as_of)))
    if page.run is not None and page.run.finished_at is not None:
        finished = day(clock.local(page.run.finished_at).date())
        found.append(gettext("Finished on %(day)s", day=finished))
    return found


def _notice(page: ChecklistPage) -> str:
    german_only = page.text.language != language.current()
    return str(gettext("This checklist is so far in German only.")) if german_only else ""


def _figures(figures: Figures) -> list[dict[str, str]]:
    found = [
        (gettext("Answered"), words.fraction(figures.answered, figures.items)),
        (str(words.STATE_LABELS[State.DONE]), words.fraction(figures.done, figures.countable)),
    ]
    if figures.duties:
        duties = words.fraction(figures.duties_done, figures.duties_countable)
        found.append((gettext("Duties marked as done"), duties))
    return [{"label": label, "words": said} for label, said in found]


def _remark(figures: Figures) -> str:
    if not figures.to_confirm and not figures.unconfirmed:
        return ""
    parts = (words.answered(figures), words.to_confirm(figures), words.unconfirmed(figures))
    return ", ".join(filter(None, parts))


def _section(section: SectionPage) -> dict[str, Any]:
    return {
        "title": section.view.title,
        "lang": section.view.language,
        "count": words.answered(section.figures),
        "items": [_item(point, depth) for point, depth in _flat(section.points)],
    }


def _flat(points: tuple[Point, ...], depth: int = 0) -> list[tuple[Point, int]]:
    return [one for point in points for one in [(point, depth), *_flat(point.below, depth + 1)]]


def _item(point: Point, depth: int) -> dict[str, Any]:
    return {
        "depth": depth,
        "caption": point.item.caption,
        "lang": point.item.language,
        "kind": point.item.kind,
        "kind_word": str(words.KIND_LABELS.get(point.item.kind, "")),
        "state": point.state,
        "state_word": str(words.STATE_LABELS[point.state]),
        "who": "",
        "flag": "",
        "reason": "",
        "note": "",
        "note_label": gettext("Note"),
        "measures": [_measure(one) for one in point.measures if one.is_open],
        "long": False,
        **({} if point.answer is None else _answer(point.answer)),
    }


def _measure(measure: MeasureView) -> dict[str, str]:
    due = gettext("until %(day)s", day=day(measure.plan.due_on)) if measure.plan.due_on else ""
    return {
        "label": gettext("Measure:"),
        "what": measure.plan.what,
        "who": ", ".join(filter(None, (measure.owner, due))),
    }


def _answer(answer: AnswerView) -> dict[str, Any]:
    typed = answer.note + answer.reason_text
    return {
        "who": "" if answer.state is State.OPEN else _who(answer),
        "flag": _flag(answer),
        "reason": _reason(answer),
        "note": answer.note,
        "long": len(typed) > LONG_TEXT or typed.count("\n") > MANY_LINES,
    }


def _who(answer: AnswerView) -> str:
    at = day(clock.local(answer.at).date())
    return f"{answer.by}, {at}" if answer.by else at


def _flag(answer: AnswerView) -> str:
    if not answer.confirmed:
        return str(gettext("Taken over – still true?"))
    return str(gettext("Changed – still true?")) if answer.flagged else ""


def _reason(answer: AnswerView) -> str:
    if not answer.reason:
        return ""
    reason = gettext("Reason: %(reason)s.", reason=words.REASON_LABELS[Reason(answer.reason)])
    return f"{reason} {answer.reason_text}".strip()
