"""What the pages of this area hang on, and what they share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from flask import Blueprint, current_app, flash
from flask_babel import gettext as _

from portal.registers import service
from portal.registers.rules import Register
from portal.registers.service import ChangedMeanwhile
from portal.web import site, transaction

if TYPE_CHECKING:
    from portal.registers.forms import FigureForm, SiteForm
    from portal.registers.service import Held, Unreadable
    from portal.settings import Settings

blueprint = Blueprint("registers", __name__)


def content() -> Path:
    """The folder of the files, which hold until they were brought in."""
    return cast("Settings", current_app.extensions["portal_settings"]).content


def held(register: Register) -> Held:
    return service.held(transaction.session(), register, content())


def shown(register: Register, stamp: str | None) -> Held:
    """What the register says, if the page that was sent showed this state; raises ChangedMeanwhile."""
    base = held(register)
    if stamp != base.stamp:
        raise ChangedMeanwhile
    return base


def behind(form: FigureForm | SiteForm, register: Register) -> None:
    """Say that another state was saved since the form was filled; it may be sent once more, with all that was typed."""
    form.stamp.data = held(register).stamp
    flash(_("Somebody else saved in the meantime. Your entry is still here: please look, then save it again."), "error")


def say_behind() -> None:
    """The same, where nothing was typed."""
    flash(_("Somebody else saved in the meantime, so nothing was changed. Please look, then choose again."), "error")


def sentences(fault: Unreadable) -> list[str]:
    """Why it cannot be saved, in the reader's language."""
    return [_(one.message) % one.params for one in fault.problems]


def saved(sentence: str) -> None:
    """Say so, and let this process show it at once."""
    transaction.after_commit(site.look_again)
    flash(sentence, "success")
