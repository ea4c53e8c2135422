"""The editor: a new text, and one text with its preview and its problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, abort, current_app, flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _

from portal import clock, text
from portal.access import Permission, needs
from portal.documents.forms import NewItemForm, NewTextForm, TextForm, meta_names, source_of, text_form
from portal.documents.rules import LANGUAGES, DraftState, Kind, address_of
from portal.documents.service import editing
from portal.documents.service.editing import Behind, Desk, Mend, NoSuchText, TooMuch, Typed
from portal.documents.views.blueprint import blueprint
from portal.documents.views.findings import beyond, findings
from portal.documents.words import (
    FIELD_LABELS,
    ITEM_KIND_LABELS,
    KIND_LABELS,
    KINDS_LABELS,
    LANGUAGE_LABELS,
    ORIGIN_LABELS,
    PART_LABELS,
    STATE_LABELS,
    due_words,
)
from portal.web import gate, language, pages, people, site, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.settings import Settings
    from portal.text import Item

TEXT = "/editor/<int:document_id>/<any(de, en):text_language>"
CHOICES = "documents_choices"


def give_choices(app: Flask, choices: Mapping[str, Mapping[Any, Any]]) -> None:
    """Let the editor offer the words of areas above: what offices are for, whom and where they serve."""
    app.extensions[CHOICES] = choices


def figures() -> tuple[str, ...]:
    """The yearly figures that a text may name."""
    return tuple(sorted(site.figures()))


def figure_names(text_language: str) -> list[tuple[str, str]]:
    """The key and the name of each figure, in the order of their names."""
    names = [(key, series[-1].label.pick(text_language) or key) for key, series in site.figures().items()]
    return sorted(names, key=lambda one: text.sort_key(one[1]))


def with_values(text_language: str) -> Callable[[str], str]:
    """How a line reads with the figures of today."""
    return lambda line: site.plain_with_figures(line, text_language)


def settings() -> Settings:
    return cast("Settings", current_app.extensions["portal_settings"])


# A new text ----------------------------------------------------------------------------


@blueprint.get("/editor/new")
@needs(Permission.EDIT_CONTENT)
def new_text() -> ResponseReturnValue:
    """Begin a text."""
    form = NewTextForm(formdata=None, data={"kind": request.args.get("kind", "")})
    return pages.render("documents/editor/new.html", form=form, taken=None)


@blueprint.post("/editor/new")
@needs(Permission.EDIT_CONTENT)
def begin_text() -> ResponseReturnValue:
    """Make it, with the template of its kind."""
    form = NewTextForm()
    if not form.validate():
        return pages.render("documents/editor/new.html", form=form, taken=None), 422
    kind = Kind(form.kind.data)
    template = editing.template(settings().content, kind)
    try:
        number = editing.begin(transaction.session(), people.actor().user_id, kind, form.title.data, "", template)
    except editing.NameTaken as fault:
        return pages.render("documents/editor/new.html", form=form, taken=fault.document_id), 422
    flash(_("The text is begun. Nobody sees it before you publish it."), "success")
    return redirect(url_for("documents.write", document_id=number, text_language="de"), 303)


# One text ------------------------------------------------------------------------------


@blueprint.get("/editor/<int:document_id>", defaults={"text_language": "de"})
@blueprint.get(TEXT)
@needs(Permission.EDIT_CONTENT)
def write(document_id: int, text_language: str) -> ResponseReturnValue:
    """The text as it is written, and as readers will see it."""
    return written_page(desk_of(document_id, text_language))


def written_page(shown: Desk, adding: NewItemForm | None = None) -> str:
    """The page with the text as it is stored. `adding`: the item that could not be added."""
    form = text_form(shown.kind, shown.language, shown.source, _choices(), shown.stamp)
    return desk_page(shown, form, shown.source, adding=adding)


def desk_of(document_id: int, text_language: str) -> Desk:
    try:
        return editing.desk(transaction.session(), people.actor().user_id, document_id, text_language)
    except NoSuchText:
        abort(404)


def _choices() -> Mapping[str, Mapping[Any, Any]]:
    return cast("Mapping[str, Mapping[Any, Any]]", current_app.extensions.get(CHOICES, {}))


def desk_page(
    shown: Desk, form: TextForm, source: str, *, preview_first: bool = False, adding: NewItemForm | None = None
) -> str:
    return pages.render(
        "documents/editor/write.html",
        desk=shown,
        form=form,
        meta_fields=[form[name] for name in meta_names(shown.kind, shown.language)],
        needed=text.needed_meta(shown.kind.value, shown.language),
        page_of_readers=address_of(shown.kind, shown.slug),
        preview_first=preview_first,
        adding=adding or NewItemForm(formdata=None),
        targets=editing.targets(transaction.session(), shown.document_id, shown.language),
        figures=[(key, editing.hole(key), name) for key, name in figure_names(shown.language)],
        most_bytes=gate.LONG_FORM,
        needs_another=shown.unseen and editing.four_eyes(transaction.session()),
        sections=_headings(source) if shown.kind is Kind.CHECKLIST else (),
        care=editing.care(transaction.session(), shown.document_id, site.figures(), language.current()),
        today=clock.today(),
        words=words(),
        **seen(shown, source),
    )


def seen(shown: Desk, source: str) -> dict[str, Any]:
    """The text as it will look and what is wrong with it, for page and pane."""
    session = transaction.session()
    too_much = tuple(text.limits(source))
    if too_much:
        return {"reading": None, "findings": [beyond(source, problem) for problem in too_much]}
    document = editing.demand_document(session, shown.document_id)
    checked = editing.read(session, document, shown.language, source, figures())
    first = text.part(source).body_line
    return {
        "reading": checked.reading,
        "labels": labels_of(shown.language, checked.reading.items),
        "places": {item.id: item.line - first + 1 for item in checked.reading.items},
        "findings": findings(shown, source, checked.problems),
    }


def labels_of(text_language: str, items: Iterable[Item]) -> dict[str, Mapping[Any, str]]:
    """What stands beside the words of a text, in its own language, as its readers get it. `dates`: by line."""
    with language.speaking(text_language):
        return {
            "kinds": {key: str(label) for key, label in ITEM_KIND_LABELS.items()},
            "parts": {key: str(label) for key, label in PART_LABELS.items()},
            "dates": {item.line: due_words(item) for item in items},
        }


def _headings(source: str) -> tuple[str, ...]:
    body = text.part(source).body
    return tuple(line[3:].strip() for line in body.split("\n") if line.startswith("## "))


@blueprint.post(TEXT)
@needs(Permission.EDIT_CONTENT)
@gate.long_form
@transaction.reads_first
def save_text(document_id: int, text_language: str) -> ResponseReturnValue:
    """Save what was typed as a draft, put in order."""
    shown, form = sent(document_id, text_language)
    then = request.form.get("then", "")
    return tidied(shown, form, _("The draft is saved. Readers do not see it yet."), then=then)


def tidied(
    shown: Desk, form: TextForm, sentence: str, *, source: str | None = None, then: str = ""
) -> ResponseReturnValue:
    """Save what was typed, or `source` instead, put in order; say so, and go on to where the pressed button leads."""
    typed = source_of(form, shown.source) if source is None else source
    try:
        tidy = editing.tidied(transaction.session(), shown.document_id, shown.language, typed)
        save_typed(shown, form, source=typed, tidy=tidy)
    except Behind as fault:
        return behind(shown, fault)
    except TooMuch as fault:
        return refused(shown, form, fault)
    flash(sentence, "success")
    places = {"publish": "documents.publishing", "hand-in": "documents.handing_in"}
    endpoint = places.get(then, "documents.write")
    return redirect(url_for(endpoint, document_id=shown.document_id, text_language=shown.language), 303)


def refused(shown: Desk, form: TextForm, fault: TooMuch) -> ResponseReturnValue:
    """The page with all that was typed, and the limit that it passes."""
    flash(not_saved(fault), "error")
    return desk_page(shown, form, source_of(form, shown.source)), 422


def not_saved(fault: TooMuch) -> str:
    problem = fault.problems[0]
    sentence = _(problem.message) % problem.params
    return str(_("Not saved; your text is still here. %(sentence)s", sentence=sentence))


def sent(document_id: int, text_language: str) -> tuple[Desk, TextForm]:
    shown = desk_of(document_id, text_language)
    return shown, text_form(shown.kind, text_language, shown.source, _choices(), sent=request.form)


def save_typed(shown: Desk, form: TextForm, *, source: str | None = None, tidy: str | None = None) -> None:
    source = source_of(form, shown.source) if source is None else source
    typed = Typed(source, form.stamp.data or "", form.typing.data or "")
    transaction.begin_writing()
    editing.save(transaction.session(), people.actor().user_id, shown.document_id, shown.language, typed, tidy)


def behind(shown: Desk, fault: Behind) -> ResponseReturnValue:
    """To the page that shows what somebody typed while another saved."""
    flash(_("Somebody else saved in the meantime. Your text is not lost: it is kept here."), "error")
    return redirect(
        url_for("documents.kept", document_id=shown.document_id, text_language=shown.language, kept_id=fault.kept_id),
        303,
    )


@blueprint.post(f"{TEXT}/autosave")
@needs(Permission.EDIT_CONTENT)
@gate.long_form
@transaction.reads_first
def autosave(document_id: int, text_language: str) -> ResponseReturnValue:
    """Save while somebody types; the answer is for the script of the page."""
    shown, form = sent(document_id, text_language)
    try:
        save_typed(shown, form)
    except Behind as fault:
        address = url_for("documents.kept", document_id=document_id, text_language=text_language, kept_id=fault.kept_id)
        transaction.keep_changes()
        name = desk_of(document_id, text_language).saved_by or _("Somebody")
        return jsonify(message=_("%(name)s has saved in the meantime. Your text is kept.", name=name), url=address), 409
    except TooMuch as fault:
        return jsonify(message=not_saved(fault)), 422
    now, after = language.time_of_day(clock.now()), desk_of(document_id, text_language)
    message = _("saved %(time)s", time=now)
    if after.unscheduled:
        moment = language.moment_words(after.unscheduled)
        message = _("saved %(time)s; no longer scheduled (%(moment)s)", time=now, moment=moment)
    return jsonify(stamp=after.stamp, message=message, draft=after.draft == DraftState.DRAFT)


@blueprint.post(f"{TEXT}/preview")
@needs(Permission.EDIT_CONTENT)
@gate.long_form
@transaction.reads_first
def preview(document_id: int, text_language: str) -> ResponseReturnValue:
    """What was typed, as readers will see it; nothing is saved."""
    shown, form = sent(document_id, text_language)
    source = source_of(form, shown.source)
    if request.headers.get("HX-Request"):
        return pages.render_part(
            "documents/editor/pane.html", desk=shown, words=words(), live=True, **seen(shown, source)
        )
    return desk_page(shown, form, source, preview_first=True)


@blueprint.post(f"{TEXT}/mend")
@needs(Permission.EDIT_CONTENT)
@gate.long_form
@transaction.reads_first
def mend_text(document_id: int, text_language: str) -> ResponseReturnValue:
    """Save what was typed, with one problem mended."""
    shown, form = sent(document_id, text_language)
    wanted = Mend.read(request.form.get("mend", ""))
    source = source_of(form, shown.source)
    if wanted is not None and not text.limits(source):
        session = transaction.session()
        document = editing.demand_document(session, document_id)
        source = editing.mend(session, document, source, wanted, clock.today())
    return tidied(shown, form, _("Mended and saved as a draft."), source=source)


@blueprint.post(f"{TEXT}/here")
@needs(Permission.EDIT_CONTENT)
def be_here(document_id: int, text_language: str) -> ResponseReturnValue:
    """Say that somebody has the text open; the answer names the others, for the script of the page."""
    try:
        others = editing.be_here(transaction.session(), people.actor().user_id, document_id, text_language)
    except NoSuchText:
        abort(404)
    return jsonify(message=_("%(names)s is here, too", names=", ".join(others)) if others else "")


def words() -> dict[str, Any]:
    return {
        "fields": FIELD_LABELS,
        "kinds": KIND_LABELS,
        "several": KINDS_LABELS,
        "states": STATE_LABELS,
        "origins": ORIGIN_LABELS,
        "languages": LANGUAGE_LABELS,
        "every_language": LANGUAGES,
    }
