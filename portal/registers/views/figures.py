"""The yearly figures, as a list and one by one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _

from portal import clock
from portal.access import Permission, needs
from portal.documents.words import KIND_LABELS, LANGUAGE_LABELS
from portal.registers import service
from portal.registers.forms import FigureForm, filled_figure, named_figure, shown_day
from portal.registers.rules import Register, lost_unit
from portal.registers.service import ChangedMeanwhile, FigureSeries, KeyTaken, NoSuchEntry, StillShown, Unreadable
from portal.registers.views.blueprint import behind, blueprint, held, saved, say_behind, sentences, shown
from portal.web import pages, people, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.text import Figure

FIGURES = "/editor/figures"
FIGURE = f"{FIGURES}/<key>"
VALUE = f"{FIGURE}/<day>"


@blueprint.get(FIGURES)
@needs(Permission.EDIT_CONTENT)
def figures() -> ResponseReturnValue:
    """All figures, with what presses first."""
    session, base = transaction.session(), held(Register.FIGURES)
    return pages.render(
        "registers/figures.html",
        figures=service.all_figures(session, base),
        aside=service.aside(session, base),
        stamp=base.stamp,
        today=clock.today(),
    )


@blueprint.get(f"{FIGURES}/new")
@needs(Permission.PUBLISH_CONTENT)
def new_figure() -> ResponseReturnValue:
    """Begin a figure."""
    return _form_page(FigureForm(formdata=None, data={"stamp": held(Register.FIGURES).stamp}))


@blueprint.post(f"{FIGURES}/new")
@needs(Permission.PUBLISH_CONTENT)
def add_figure() -> ResponseReturnValue:
    """Enter it with its first value."""
    return _enter(FigureForm(), None, None)


@blueprint.get(FIGURE)
@needs(Permission.EDIT_CONTENT)
def figure(key: str) -> ResponseReturnValue:
    """Its values, and the texts that show it."""
    return pages.render(
        "registers/figure.html",
        series=_series(key),
        kinds=KIND_LABELS,
        languages=LANGUAGE_LABELS,
        today=clock.today(),
    )


def _series(key: str) -> FigureSeries:
    try:
        return service.figure(transaction.session(), held(Register.FIGURES), key)
    except NoSuchEntry:
        abort(404)


@blueprint.get(f"{FIGURE}/next")
@needs(Permission.PUBLISH_CONTENT)
def next_value(key: str) -> ResponseReturnValue:
    """The value that follows the last one."""
    series, base = _series(key), held(Register.FIGURES)
    form = FigureForm(formdata=None, data=named_figure(series.latest, base.stamp, service.next_period(series)))
    return _form_page(form, series)


@blueprint.post(f"{FIGURE}/next")
@needs(Permission.PUBLISH_CONTENT)
def add_value(key: str) -> ResponseReturnValue:
    """Enter it; the values before it stay."""
    return _enter(FigureForm(), _series(key), None)


@blueprint.get(VALUE)
@needs(Permission.PUBLISH_CONTENT)
def edit_value(key: str, day: str) -> ResponseReturnValue:
    """A value that is there already, to correct it."""
    series, base = _series(key), held(Register.FIGURES)
    value = _value(series, day)
    form = FigureForm(formdata=None, data=filled_figure(value, base.stamp))
    return _form_page(form, series, value)


@blueprint.post(VALUE)
@needs(Permission.PUBLISH_CONTENT)
def change_value(key: str, day: str) -> ResponseReturnValue:
    """Correct it."""
    series = _series(key)
    return _enter(FigureForm(), series, _value(series, day))


def _value(series: FigureSeries, day: str) -> Figure:
    found = next((one for one in series.values if one.valid_from.isoformat() == day), None)
    return found or abort(404)


def _enter(form: FigureForm, series: FigureSeries | None, old: Figure | None) -> ResponseReturnValue:
    if not form.validate():
        return _form_page(form, series, old), 422
    session, actor = transaction.session(), people.actor().user_id
    typed = form.figure(series.key if series else "")
    replaces = old.valid_from if old else None
    try:
        base = shown(Register.FIGURES, form.stamp.data)
        service.put_figure(session, actor, base, typed, replaces=replaces, new=series is None)
    except ChangedMeanwhile:
        behind(form, Register.FIGURES)
        return _form_page(form, series, old), 409
    except KeyTaken:
        form.label_de.errors = [_("There is a figure of this name already.")]
        return _form_page(form, series, old), 422
    except Unreadable as fault:
        form.valid_from.errors = sentences(fault)
        return _form_page(form, series, old), 422
    saved(_told(typed))
    if series and lost_unit(series.latest.value.de, typed.value.de):
        before = series.latest.value.de
        flash(
            _("Until now the value had a unit: %(before)s. Please check whether one is missing.", before=before),
            "warning",
        )
    return redirect(url_for("registers.figure", key=typed.key), 303)


def _told(typed: Figure) -> str:
    """What happens now that it is saved."""
    today = clock.today()
    if typed.valid_from > today:
        return str(_("The figure is saved. Texts show it from %(day)s on.", day=shown_day(typed.valid_from)))
    ended = typed.valid_until is not None and typed.valid_until < today
    return str(_("The figure is saved.") if ended else _("The figure is saved. Texts show it at once."))


def _form_page(form: FigureForm, series: FigureSeries | None = None, old: Figure | None = None) -> str:
    return pages.render("registers/value.html", form=form, series=series, old=old)


@blueprint.post(f"{VALUE}/remove")
@needs(Permission.PUBLISH_CONTENT)
def remove_value(key: str, day: str) -> ResponseReturnValue:
    """Take out a value that was entered by mistake."""
    base = held(Register.FIGURES)
    try:
        start = dt.date.fromisoformat(day)
        others = service.remove_value(transaction.session(), people.actor().user_id, base, key, start)
    except (ValueError, NoSuchEntry):
        abort(404)
    except ChangedMeanwhile:
        say_behind()
        return redirect(url_for("registers.figures"), 303)
    except StillShown:
        flash(_("Texts still show this figure, so its last value stays. Take it out of the texts first."), "error")
        return redirect(url_for("registers.figure", key=key), 303)
    saved(_("The value is taken out. It can be brought back under “Versions”."))
    return redirect(url_for("registers.figure", key=key) if others else url_for("registers.figures"), 303)
