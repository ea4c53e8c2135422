"""A checklist as a page, with what was sent to it; used by every view that answers with one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import abort, current_app, flash, make_response, redirect, request, url_for
from flask_babel import gettext

from portal import clock
from portal.accounts import service as accounts
from portal.checklists import service, words
from portal.checklists.forms import Draft
from portal.checklists.rules import Said, State
from portal.checklists.views.blueprint import address, company_id, company_in_address, request_marks
from portal.documents.rules import with_query
from portal.documents.words import FIELD_LABELS
from portal.web import errors, language, pages, people, site, transaction
from portal.web.forms import PortalForm

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from portal.checklists.service import ChecklistPage, Conflict, Difference, Point, RoundView


@dataclass(frozen=True)
class Shown:
    """A checklist with what its page needs besides: addresses, hidden fields, what was sent and not stored."""

    page: ChecklistPage
    form: PortalForm
    draft: Draft | None
    can_ask: bool
    differences: dict[str, Difference]
    rounds: tuple[RoundView, ...]
    today: dt.date
    # Who reads what is typed here.
    readers: str = "company"

    def action(self, name: str, key: str) -> str:
        return url_for(f"checklists.{name}", slug=self.page.text.slug, key=key)

    @property
    def paper(self) -> str:
        return url_for("papers.checklist", slug=self.page.text.slug, **company_in_address())

    def back(self, key: str) -> str:
        """Where a reader of a guide comes back to."""
        return address(self.page.text.slug, key)

    def linked(self, html: str, key: str) -> str:
        """Safe HTML whose links to our own texts bring the reader back to the item."""
        return with_query(html, {"from": self.back(key)})

    def measure_new(self, point: Point) -> str:
        return url_for("checklists.new_measure", item=point.item.id, **company_in_address())

    def page_of(self, name: str, key: str) -> str:
        """A page of an item: its history, who takes care of it."""
        return url_for(f"checklists.{name}", slug=self.page.text.slug, key=key, **company_in_address())

    @property
    def confirm_all(self) -> str:
        return url_for("checklists.confirm_all", slug=self.page.text.slug)

    def round_url(self, one: RoundView) -> str:
        slug = self.page.text.slug
        return url_for("checklists.earlier_round", slug=slug, number=one.number, **company_in_address())

    def difference(self, point: Point) -> Difference | None:
        return self.differences.get(point.item.key)

    def asking_reason(self, key: str) -> str:
        return address(self.page.text.slug, key, ask=key)

    def advice(self, point: Point) -> str:
        return url_for("consultations.new", item=point.item.id, **company_in_address())

    def draft_of(self, point: Point) -> Draft | None:
        return self.draft if self.draft is not None and self.draft.key == point.item.key else None


def _shown(page: ChecklistPage, draft: Draft | None = None) -> Shown:
    session, mine = transaction.session(), page.company_id is not None
    can_ask = mine and "consultations.new" in current_app.view_functions
    found = service.differences(session, page.points, language.current(), site.with_figures) if mine else {}
    again = page.run is not None and page.run.round > 1
    rounds = service.earlier_rounds(session, company_id(), page.text.document_id) if again else ()
    return Shown(page, PortalForm(), draft, can_ask, found, rounds, clock.today())


def _values(page: ChecklistPage, draft: Draft | None) -> dict[str, Any]:
    return {"shown": _shown(page, draft), "words": words, "field_labels": FIELD_LABELS}


def whole(page: ChecklistPage, draft: Draft | None, status: int = 200) -> Response:
    template = "checklists/checklist.html" if page.company_id is not None else "checklists/reading.html"
    return make_response(pages.render(template, **_values(page, draft)), status)


def page_of(slug: str) -> ChecklistPage:
    session = transaction.session()
    if people.company_id() is None:
        page = service.reading_page(session, slug, language.current())
    else:
        page = service.company_page(session, company_id(), slug, language.current(), request_marks())
    return page if page is not None else abort(404)


def asked(page: ChecklistPage) -> Draft | None:
    """The item whose reason is to be changed, if the address names one."""
    point = page.point(request.args.get("ask", ""))
    if point is None or not page.can_answer:
        return None
    answer = point.answer
    reason, text = (answer.reason, answer.reason_text) if answer else ("", "")
    return Draft(point.item.key, said=Said(State.NOT_APPLICABLE, reason, text))


def saved(slug: str, key: str, what: str) -> ResponseReturnValue:
    page = page_of(slug)
    figures = words.answered(page.figures)
    sentence = gettext("Saved: %(what)s, %(figures)s.", what=what, figures=figures)
    if not errors.is_partial():
        return back(slug, sentence, key)
    return _parts("checklists/saved_state.html", page, key, None, sentence)


def note_saved(slug: str, key: str, sentence: str) -> ResponseReturnValue:
    if not errors.is_partial():
        return back(slug, sentence, key)
    return _parts("checklists/saved_note.html", page_of(slug), key, None, sentence)


def again(slug: str, draft: Draft, status: int) -> ResponseReturnValue:
    """Show what was sent at its item again; nothing of it is stored."""
    page = page_of(slug)
    if not errors.is_partial():
        return whole(page, draft, status)
    template = "checklists/saved_state.html" if draft.note is None else "checklists/saved_note.html"
    return make_response(_parts(template, page, draft.key, draft, draft.fault), status)


def _parts(template: str, page: ChecklistPage, key: str, draft: Draft | None, sentence: str) -> str:
    point = page.point(key) or abort(404)
    values = _values(page, draft)
    return pages.render_part(template, point=point, section=page.section(point), sentence=sentence, **values)


def refused(slug: str, fault: service.ChecklistFault) -> ResponseReturnValue:
    if isinstance(fault, service.NoChecklist):
        abort(404)
    sentences = {
        service.ChecklistRetired: gettext("This checklist is no longer offered, so it cannot be begun."),
        service.NotBegun: gettext("Nothing is answered here yet."),
        service.StillOpen: gettext("Some items are still open. Nothing was changed."),
        service.TextChanged: gettext(
            "The text has changed again in the meantime. Please read it. Nothing was changed."
        ),
        service.NothingToUndo: gettext("There is nothing to take back here."),
        service.NothingOffered: gettext("There is no earlier answer to take over. Nothing was changed."),
        service.NotFinished: gettext("A new round begins when this one is finished. Nothing was changed."),
        service.NoMember: gettext("This person does not belong to your company. Nothing was changed."),
        service.RunFinished: gettext("This checklist is finished. Reopen it to change an answer. Nothing was changed."),
    }
    return told(slug, sentences[type(fault)], 409)


def told(slug: str, sentence: str, status: int) -> ResponseReturnValue:
    if errors.is_partial():
        return errors.message_part(sentence, status)
    flash(sentence, "error")
    return whole(page_of(slug), None, status)


def back(slug: str, sentence: str, key: str | None = None) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(address(slug, key), 303)


def with_theirs(draft: Draft, conflict: Conflict) -> Draft:
    return Draft(draft.key, draft.said, draft.note, "", conflict.theirs, _name(conflict))


def _name(conflict: Conflict) -> str:
    person = conflict.theirs.by
    known = {} if person is None else accounts.names(transaction.session(), {person})
    return known.get(person or 0) or str(gettext("Somebody else"))


def changed_words(conflict: Conflict) -> str:
    label = words.STATE_LABELS[conflict.theirs.said.state]
    sentence = gettext(
        "%(name)s has set this item to “%(state)s” in the meantime. Nothing was changed.",
        name=_name(conflict),
        state=label,
    )
    return str(sentence)


def said_words(state: State) -> str:
    return str(words.STATE_LABELS[state])
