"""The words that editors see for this area's vocabulary."""

from __future__ import annotations

from flask_babel import lazy_gettext

from portal.registers.rules import Register

REGISTER_LABELS = {
    Register.FIGURES: lazy_gettext("Yearly figures"),
    Register.SITE: lazy_gettext("Details of the operator"),
}
