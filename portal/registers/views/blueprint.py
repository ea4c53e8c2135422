"""What the pages of this area hang on, and what they share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from flask import Blueprint, current_app, flash
from flask_babel import gettext as _

from portal.registers import service
from portal.registers.forms import stamp_of
from portal.registers.rules import Register
from portal.web import site, transaction

if TYPE_CHECKING:
    from portal.registers.service import Held, Unreadable
    from portal.settings import Settings

blueprint = Blueprint("registers", __name__)


def content() -> Path:
    """The folder of the files, which hold until they were brought in."""
    return cast("Settings", current_app.extensions["portal_settings"]).content


def held(register: Register) -> Held:
    return service.held(transaction.session(), register, content())


def is_behind(base: Held, stamp: str | None) -> bool:
    """Whether a form was filled from another state; then its writer is told, and nothing typed is lost."""
    if stamp == stamp_of(base.register, base.number):
        return False
    flash(_("Somebody else saved in the meantime. Your entry is still here: please look, then save it again."), "error")
    return True


def sentences(fault: Unreadable) -> list[str]:
    """Why it cannot be saved, in the reader's language."""
    return [_(one.message) % one.params for one in fault.problems]


def saved(sentence: str) -> None:
    """Say so, and let this process show it at once."""
    site.look_again()
    flash(sentence, "success")
