"""All versions of a text: compare, bring back, take back, look at, export."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import Flask, Response, abort, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _

from portal.access import Permission, needs
from portal.documents.service import Refused, editing
from portal.documents.service.editing import Behind, NoSuchText, NothingBefore, NothingToPublish, SecondPersonNeeded
from portal.documents.views.beside import comparison_of
from portal.documents.views.blueprint import blueprint
from portal.documents.views.desk import TEXT, desk_of, with_values
from portal.documents.views.findings import findings
from portal.documents.views.releases import answer_counts
from portal.documents.words import ITEM_CHANGE_LABELS, terms_words
from portal.web import pages, people, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.documents.service.editing import Recall

RECALL = "documents_recall"
VERSIONS = f"{TEXT}/versions"
VERSION = f"{VERSIONS}/<int:number>"


def give_recall(app: Flask, recall: Recall) -> None:
    """Let letters that tell of a text be taken back with it."""
    app.extensions[RECALL] = recall


def _recall() -> Recall:
    return cast("Recall", current_app.extensions.get(RECALL, editing.no_letters))


@blueprint.get(VERSIONS)
@needs(Permission.EDIT_CONTENT)
def versions(document_id: int, text_language: str) -> ResponseReturnValue:
    """Who published what and when; two of them can be compared."""
    return _page(document_id, text_language)


def _page(document_id: int, text_language: str) -> str:
    shown = desk_of(document_id, text_language)
    found = editing.versions(transaction.session(), document_id, text_language)
    chosen = _two([one.number for one in found])
    compared = None
    if chosen is not None:
        compared = editing.compare(
            transaction.session(), document_id, text_language, *chosen, with_values(text_language)
        )
    return pages.render(
        "documents/editor/versions.html",
        desk=shown,
        versions=found,
        chosen=chosen,
        compared=compared,
        me=people.actor().user_id,
    )


def _two(numbers: list[int]) -> tuple[int, int] | None:
    """The two versions that the address names, the older first."""
    asked = [request.args.get(name, type=int) for name in ("old", "new")]
    found = sorted({one for one in asked if one is not None and one in numbers})
    return (found[0], found[1]) if len(found) == 2 else None


@blueprint.get(f"{VERSION}.md")
@needs(Permission.EDIT_CONTENT)
def export_version(document_id: int, text_language: str, number: int) -> ResponseReturnValue:
    """The file of a version, as `content/` keeps it."""
    shown = desk_of(document_id, text_language)
    try:
        source = editing.source_of(transaction.session(), document_id, text_language, number)
    except NoSuchText:
        abort(404)
    response = Response(source, mimetype="text/markdown")
    response.headers["Content-Disposition"] = f'attachment; filename="{shown.slug}.{text_language}.{number}.md"'
    return response


@blueprint.get(f"{VERSION}/restore")
@needs(Permission.PUBLISH_CONTENT)
def restoring(document_id: int, text_language: str, number: int) -> ResponseReturnValue:
    """What bringing this version back would do."""
    return _restore_page(document_id, text_language, number)


def _restore_page(document_id: int, text_language: str, number: int) -> str:
    shown, session = desk_of(document_id, text_language), transaction.session()
    try:
        source = editing.source_again(session, document_id, text_language, number)
    except NoSuchText:
        abort(404)
    document = editing.demand_document(session, document_id)
    effect = editing.effect(session, document, text_language, source, answer_counts(), restoring=number)
    live = editing.source_of(session, document_id, text_language, shown.live)
    return pages.render(
        "documents/editor/restore.html",
        desk=shown,
        number=number,
        effect=effect,
        compared=comparison_of(shown, live, source),
        findings=findings(shown, source, effect.problems),
        change_words=ITEM_CHANGE_LABELS,
        terms_words=terms_words,
    )


@blueprint.post(f"{VERSION}/restore")
@needs(Permission.PUBLISH_CONTENT)
def restore(document_id: int, text_language: str, number: int) -> ResponseReturnValue:
    """Bring it back, as a new version."""
    note = _("Version %(number)d again", number=number)
    alone = _("brought back by the person who had published it")
    place = (transaction.session(), people.actor().user_id, document_id, text_language, number)
    try:
        done = editing.bring_back(*place, note, alone, seen=request.form.get("live", 0, type=int))
    except NoSuchText:
        abort(404)
    except Behind:
        flash(_("Another version was published in the meantime. Please look at it once more."), "warning")
        return _restore_page(document_id, text_language, number), 409
    except NothingToPublish:
        flash(_("Readers see this very text already."), "info")
        return _back(document_id, text_language)
    except Refused:
        flash(_("The text cannot be published like this. Nothing was changed."), "error")
        return _restore_page(document_id, text_language, number), 422
    flash(_("Version %(old)d is back, as version %(new)d.", old=number, new=done.number), "success")
    return _back(document_id, text_language)


@blueprint.post(f"{VERSION}/withdraw")
@needs(Permission.PUBLISH_CONTENT)
def withdraw(document_id: int, text_language: str, number: int) -> ResponseReturnValue:
    """Take the published version back at once."""
    try:
        editing.withdraw(transaction.session(), people.actor().user_id, document_id, text_language, number, _recall())
    except NoSuchText:
        abort(404)
    except NothingBefore:
        flash(_("It is the first version: archive the text if nobody is to read it."), "warning")
        return _back(document_id, text_language)
    except NothingToPublish:
        flash(_("This version only has another address. It is changed on a page of its own, below the text."), "info")
        return _back(document_id, text_language)
    except Behind:
        flash(_("Another version was published in the meantime. Please look at it once more."), "warning")
        return _back(document_id, text_language)
    except Refused:
        flash(_("The version before it cannot be published any more. Nothing was changed."), "error")
        return _page(document_id, text_language), 422
    flash(_("Version %(number)d is taken back. The other editors are told by mail.", number=number), "success")
    return _back(document_id, text_language)


@blueprint.post(f"{VERSION}/looked")
@needs(Permission.PUBLISH_CONTENT)
def look_at(document_id: int, text_language: str, number: int) -> ResponseReturnValue:
    """Say that a second person has looked at what was published alone."""
    try:
        editing.look_at(transaction.session(), people.actor().user_id, document_id, text_language, number)
    except NoSuchText:
        abort(404)
    except SecondPersonNeeded:
        flash(_("You published it yourself: a second person has to look at it."), "warning")
        return _back(document_id, text_language)
    flash(_("Thank you. It is off everybody's list."), "success")
    return redirect(url_for("documents.editor"), 303)


def _back(document_id: int, text_language: str) -> ResponseReturnValue:
    return redirect(url_for("documents.versions", document_id=document_id, text_language=text_language), 303)
