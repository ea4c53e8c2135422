"""From draft to readers: hand in, see the effect, publish or schedule; and how editors work together."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, abort, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal import clock
from portal.access import Permission, needs
from portal.documents.forms import LONGEST_COMMENT, CommentForm
from portal.documents.service import Refused, editing
from portal.documents.service.editing import (
    Behind,
    Counts,
    GermanUnanswered,
    LiveMoved,
    NoSuchText,
    NothingToPublish,
    Plan,
    SecondPersonNeeded,
    Unanswered,
)
from portal.documents.views.beside import back, comparison_of
from portal.documents.views.blueprint import blueprint
from portal.documents.views.desk import TEXT, desk_of, figures, seen
from portal.documents.views.findings import findings
from portal.documents.words import ITEM_CHANGE_LABELS, terms_words
from portal.web import pages, people, transaction
from portal.web.days import read_day

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from portal.documents.service.editing import AnswerCounts, Desk

COUNTS = "documents_answer_counts"


def give_answer_counts(app: Flask, counts: AnswerCounts) -> None:
    """Let editors see how many companies a change reaches."""
    app.extensions[COUNTS] = counts


def answer_counts() -> AnswerCounts:
    return cast("AnswerCounts", current_app.extensions.get(COUNTS, _none))


def _none(_session: Session, _document_id: int) -> Counts:
    return Counts()


# Review --------------------------------------------------------------------------------


@blueprint.get(f"{TEXT}/hand-in")
@needs(Permission.EDIT_CONTENT)
def handing_in(document_id: int, text_language: str) -> ResponseReturnValue:
    """Ask somebody to check the text."""
    shown = desk_of(document_id, text_language)
    if shown.draft is None:
        return _no_draft(document_id, text_language)
    return _hand_in_page(shown, CommentForm(formdata=None, data={"stamp": shown.stamp}))


@blueprint.post(f"{TEXT}/hand-in")
@needs(Permission.EDIT_CONTENT)
def hand_in(document_id: int, text_language: str) -> ResponseReturnValue:
    """Hand it in with the comment."""
    shown, form = desk_of(document_id, text_language), CommentForm()
    if not form.validate():
        return _hand_in_page(shown, form), 422
    try:
        editing.hand_in(
            *(transaction.session(), people.actor().user_id, document_id, text_language),
            *(form.stamp.data or "", form.comment.data),
        )
    except NoSuchText:
        return _no_draft(document_id, text_language)
    except Behind:
        shown = _moved(document_id, text_language, form)
        return _hand_in_page(shown, form), 409
    flash(_("Handed in. The other editors are told by mail, and it stands under “To check”."), "success")
    return redirect(url_for("documents.editor", tab="review"), 303)


@blueprint.post(f"{TEXT}/hand-back")
@needs(Permission.EDIT_CONTENT)
def hand_back(document_id: int, text_language: str) -> ResponseReturnValue:
    """Give it back to its writer with a comment, or take it back into work, out of checking or out of the schedule."""
    shown, form = desk_of(document_id, text_language), CommentForm()
    if not form.validate():
        return _hand_back_page(shown, form), 422
    try:
        editing.hand_back(
            *(transaction.session(), people.actor().user_id, document_id, text_language),
            *(form.stamp.data or "", form.comment.data),
        )
    except NoSuchText:
        return _no_draft(document_id, text_language)
    except Behind:
        shown = _moved(document_id, text_language, form)
        return _hand_back_page(shown, form), 409
    if shown.handed_in_by and not shown.handed_in_by_me:
        flash(_("Given back. %(name)s is told by mail.", name=shown.handed_in_by), "success")
    else:
        flash(_("The text is a draft again."), "success")
    return back(document_id, text_language)


def _hand_in_page(shown: Desk, form: CommentForm) -> str:
    """With the words that are handed in: whoever presses the button stands by all that they saw here."""
    return pages.render("documents/editor/hand_in.html", desk=shown, form=form, **_words_of(shown))


def _hand_back_page(shown: Desk, form: CommentForm) -> str:
    return pages.render("documents/editor/hand_back.html", desk=shown, form=form)


def _moved(document_id: int, text_language: str, form: CommentForm) -> Desk:
    """The text as it is by now, for the same page with what was typed: whoever sends it again has been told."""
    shown = desk_of(document_id, text_language)
    form.stamp.data, form.stamp.errors = shown.stamp, [_changed()]
    return shown


def _changed() -> str:
    return str(_("Somebody changed the text in the meantime. Please look at it once more."))


def _no_draft(document_id: int, text_language: str) -> ResponseReturnValue:
    flash(_("There is no draft: readers see this very text."), "info")
    return back(document_id, text_language)


# Publishing ----------------------------------------------------------------------------


@blueprint.get(f"{TEXT}/publish")
@needs(Permission.PUBLISH_CONTENT)
def publishing(document_id: int, text_language: str) -> ResponseReturnValue:
    """What publishing would do, and the questions before it."""
    shown = desk_of(document_id, text_language)
    if shown.draft is None:
        flash(_("There is nothing to publish: readers see this very text."), "info")
        return back(document_id, text_language)
    return _publish_page(shown, {}, ())


def _publish_page(shown: Desk, said: dict[str, str], faults: tuple[str, ...]) -> str:
    session = transaction.session()
    document = editing.demand_document(session, shown.document_id)
    effect = editing.effect(session, document, shown.language, shown.source, answer_counts(), figures())
    return pages.render(
        "documents/editor/publish.html",
        desk=shown,
        effect=effect,
        findings=findings(shown, shown.source, effect.problems),
        german=editing.german(session, shown.document_id, shown.language),
        alone=shown.unseen and editing.four_eyes(session),
        said=said,
        faults=faults,
        change_words=ITEM_CHANGE_LABELS,
        terms_words=terms_words,
        **_words_of(shown),
    )


def _words_of(shown: Desk) -> dict[str, Any]:
    """What the draft says otherwise than what readers see; of a text that they do not see all that it says."""
    if not shown.live:
        found = seen(shown, shown.source)
        return {"compared": None, "reading": found["reading"], "labels": found.get("labels")}
    live = editing.source_of(transaction.session(), shown.document_id, shown.language, shown.live)
    return {"compared": comparison_of(shown, live, shown.source)}


@blueprint.post(f"{TEXT}/publish")
@needs(Permission.PUBLISH_CONTENT)
def publish_text(document_id: int, text_language: str) -> ResponseReturnValue:
    """Publish now, or at the time that was typed."""
    shown = desk_of(document_id, text_language)
    said = request.form.to_dict()
    at, fault = _when(said)
    plan = _plan(said)
    if plan.minor and any(plan.meanings.values()):
        fault = _(
            "You said that a meaning changed: then the translation has to follow, and the change is not a small one."
        )
    if fault:
        return _publish_page(shown, said, (fault,)), 422
    try:
        return _publish(shown, said.get("stamp", ""), plan, at)
    except (Behind, LiveMoved):
        return _publish_page(desk_of(document_id, text_language), said, (_changed(),)), 409
    except (NoSuchText, NothingToPublish):
        flash(_("There is nothing to publish: readers see this very text."), "info")
        return back(document_id, text_language)
    except (SecondPersonNeeded, Unanswered, GermanUnanswered, Refused) as refusal:
        return _publish_page(shown, said, (_why(refusal),)), 422


def _why(refusal: Exception) -> str:
    if isinstance(refusal, SecondPersonNeeded):
        return str(_("Say why it cannot wait for a second person, or hand it in."))
    if isinstance(refusal, Unanswered):
        return str(_("Please say of each changed item whether its meaning changed."))
    if isinstance(refusal, GermanUnanswered):
        return str(_("Please say whether the translation says what the German text says by now."))
    return str(_("The text cannot be published like this. Nothing was changed."))


def _plan(said: dict[str, str]) -> Plan:
    meanings = {
        name.removeprefix("meaning-"): value == "meaning"
        for name, value in said.items()
        if name.startswith("meaning-") and value in {"meaning", "editorial"}
    }
    words = {
        name: " ".join(said.get(name, "").replace("\x00", "").split())[:LONGEST_COMMENT] for name in ("note", "reason")
    }
    german = said.get("german", "")
    return Plan(
        note=words["note"],
        reason=words["reason"],
        minor=said.get("minor") == "y",
        meanings=meanings,
        german=int(german) if german.isascii() and german.isdecimal() and len(german) < 10 else None,
    )


def _when(said: dict[str, str]) -> tuple[dt.datetime | None, str]:
    """The moment to publish at, None for now; or what is wrong with what was said of it."""
    if said.get("when") == "later":
        return _time(said)
    if said.get("day", "").strip() or said.get("time", "").strip():
        return None, _("You typed a day or a time: choose “Later, on”, or clear both fields to publish now.")
    return None, ""


def _time(said: dict[str, str]) -> tuple[dt.datetime | None, str]:
    """The moment that was typed as day and time; or what is wrong with it."""
    day = read_day(said.get("day", ""), clock.today())
    hours, _colon, minutes = said.get("time", "").strip().partition(":")
    try:
        if day is None:
            raise ValueError
        at = dt.datetime.combine(day, dt.time(int(hours), int(minutes or 0)), clock.BERLIN)
    except ValueError:
        return None, _("Please type a day such as 1.12. and a time such as 9:00.")
    return (at, "") if at > clock.now() else (None, _("This time is over. Please type one that is to come."))


def _publish(shown: Desk, stamp: str, plan: Plan, at: dt.datetime | None) -> ResponseReturnValue:
    session, actor = transaction.session(), people.actor()
    if at is not None:
        editing.schedule(session, actor.user_id, shown.document_id, shown.language, stamp, plan, at)
        flash(_("It is scheduled. Until then readers see what they see now."), "success")
        return back(shown.document_id, shown.language)
    done = editing.publish_draft(session, actor.user_id, shown.document_id, shown.language, stamp, plan, figures())
    asked = sum(one.change == "meaning" for one in done.changes)
    sentence = _("Version %(number)d is published.", number=done.number)
    if asked:
        more = ngettext("Companies are asked about %(num)d item.", "Companies are asked about %(num)d items.", asked)
        sentence = f"{sentence} {more}"
    flash(sentence, "success")
    return redirect(url_for("documents.versions", document_id=shown.document_id, text_language=shown.language), 303)


# How editors work together --------------------------------------------------------------


@blueprint.get("/editor/settings")
@needs(Permission.MANAGE_EDITING)
def editing_settings() -> ResponseReturnValue:
    """Whether a second person looks at every text."""
    session = transaction.session()
    return pages.render(
        "documents/editor/settings.html",
        chosen=editing.chosen_four_eyes(session),
        holds=editing.four_eyes(session),
    )


@blueprint.post("/editor/settings")
@needs(Permission.MANAGE_EDITING)
def choose_editing_settings() -> ResponseReturnValue:
    """Say so."""
    values: dict[str, Any] = {"on": True, "off": False, "auto": None}
    word = request.form.get("four_eyes", "")
    if word not in values:
        abort(400)
    editing.choose_four_eyes(transaction.session(), values[word])
    flash(_("Saved."), "success")
    return redirect(url_for("documents.editing_settings"), 303)
