"""What the roles are called on pages."""

from __future__ import annotations

from flask_babel import lazy_gettext, lazy_pgettext

from portal.access import Role

ROLES = {
    Role.COMPANY_MEMBER: lazy_gettext("Member"),
    Role.COMPANY_ADMIN: lazy_gettext("Company admin"),
    Role.CONSULTANT: lazy_gettext("Consultant"),
    Role.EDITOR: lazy_gettext("Editor"),
    Role.ADMIN: lazy_gettext("Administrator"),
    Role.FUNDER: lazy_gettext("Funder"),
}
WEEKDAYS = (
    lazy_gettext("Monday"),
    lazy_gettext("Tuesday"),
    lazy_gettext("Wednesday"),
    lazy_gettext("Thursday"),
    lazy_gettext("Friday"),
)
NEVER = lazy_pgettext("weekly mail", "never")
LANGUAGES = {"de": "Deutsch", "en": "English"}
