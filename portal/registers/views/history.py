"""The versions of a register, and what its file says instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _

from portal.access import Permission, needs
from portal.registers import service
from portal.registers.rules import Register
from portal.registers.service import ChangedMeanwhile, NoSuchEntry, Unreadable
from portal.registers.views.blueprint import blueprint, held, saved, say_behind, sentences, shown
from portal.registers.views.figures import FIGURES
from portal.registers.views.site import SITE
from portal.registers.words import REGISTER_LABELS
from portal.web import pages, people, site, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

HOMES = {Register.FIGURES: "registers.figures", Register.SITE: "registers.operator"}
VERSIONS = {Register.FIGURES: "registers.figures_versions", Register.SITE: "registers.operator_versions"}
BACK = {Register.FIGURES: "registers.bring_figures_back", Register.SITE: "registers.bring_operator_back"}


def _history(register: Register) -> str:
    return pages.render(
        "registers/versions.html",
        versions=service.versions(transaction.session(), register),
        title=REGISTER_LABELS[register],
        home=HOMES[register],
        back=BACK[register],
        stamp=held(register).stamp,
        names={key: values[-1].label.de for key, values in site.figures().items()},
    )


def _bring_back(register: Register, number: int) -> ResponseReturnValue:
    try:
        base = shown(register, request.form.get("stamp"))
        service.bring_back(transaction.session(), people.actor().user_id, base, number)
    except NoSuchEntry:
        abort(404)
    except (ChangedMeanwhile, Unreadable) as fault:
        return _not_done(fault, VERSIONS[register])
    saved(_("This state holds again. The ones between stay in the list."))
    return redirect(url_for(HOMES[register]), 303)


def _not_done(fault: ChangedMeanwhile | Unreadable, endpoint: str) -> ResponseReturnValue:
    """Say why nothing was changed, and go back to where one chooses."""
    if isinstance(fault, Unreadable):
        flash(_("This state cannot be used: %(why)s", why=" ".join(sentences(fault))), "error")
    else:
        say_behind()
    return redirect(url_for(endpoint), 303)


def _settle(register: Register, *, take: bool) -> ResponseReturnValue:
    session = transaction.session()
    try:
        if take:
            service.take_aside(session, people.actor().user_id, shown(register, request.form.get("stamp")))
        else:
            service.drop_aside(session, register)
    except NoSuchEntry:
        flash(_("That is settled already: nothing waits for a choice."), "info")
        return redirect(url_for(HOMES[register]), 303)
    except (ChangedMeanwhile, Unreadable) as fault:
        return _not_done(fault, HOMES[register])
    saved(_("What the file says holds now.") if take else _("It stays as it is here. An export brings the file along."))
    return redirect(url_for(HOMES[register]), 303)


# Figures -------------------------------------------------------------------------------


@blueprint.get(f"{FIGURES}/versions")
@needs(Permission.EDIT_CONTENT)
def figures_versions() -> ResponseReturnValue:
    """Who changed which figure and when."""
    return _history(Register.FIGURES)


@blueprint.post(f"{FIGURES}/versions/<int:number>/bring-back")
@needs(Permission.PUBLISH_CONTENT)
def bring_figures_back(number: int) -> ResponseReturnValue:
    """Let an older state hold again."""
    return _bring_back(Register.FIGURES, number)


@blueprint.post(f"{FIGURES}/file/take")
@needs(Permission.PUBLISH_CONTENT)
def take_figures_of_file() -> ResponseReturnValue:
    """Let hold what figures.yaml says."""
    return _settle(Register.FIGURES, take=True)


@blueprint.post(f"{FIGURES}/file/drop")
@needs(Permission.PUBLISH_CONTENT)
def drop_figures_of_file() -> ResponseReturnValue:
    """Stay with what holds."""
    return _settle(Register.FIGURES, take=False)


# The operator --------------------------------------------------------------------------


@blueprint.get(f"{SITE}/versions")
@needs(Permission.MANAGE_SITE)
def operator_versions() -> ResponseReturnValue:
    """Who changed the operator's data and when."""
    return _history(Register.SITE)


@blueprint.post(f"{SITE}/versions/<int:number>/bring-back")
@needs(Permission.MANAGE_SITE)
def bring_operator_back(number: int) -> ResponseReturnValue:
    """Let an older state hold again."""
    return _bring_back(Register.SITE, number)


@blueprint.post(f"{SITE}/file/take")
@needs(Permission.MANAGE_SITE)
def take_operator_of_file() -> ResponseReturnValue:
    """Let hold what site.yaml says."""
    return _settle(Register.SITE, take=True)


@blueprint.post(f"{SITE}/file/drop")
@needs(Permission.MANAGE_SITE)
def drop_operator_of_file() -> ResponseReturnValue:
    """Stay with what holds."""
    return _settle(Register.SITE, take=False)
