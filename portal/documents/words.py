"""The words that readers see for this area's vocabulary."""

from __future__ import annotations

from flask_babel import lazy_gettext, lazy_pgettext

from portal.documents.rules import Change, Kind

FIELD_LABELS = {
    "strategie": lazy_gettext("Strategy and attitude"),
    "gewinnung": lazy_gettext("Recruiting in Germany and abroad"),
    "anerkennung": lazy_gettext("Recognition"),
    "aufenthalt": lazy_gettext("Visa and residence"),
    "ankommen": lazy_gettext("Arrival and induction"),
    "sprache": lazy_gettext("Language"),
    "wohnen-familie": lazy_gettext("Housing and family"),
    "gefluechtete": lazy_gettext("Refugees at work"),
    "bindung": lazy_gettext("Retention and stages of life"),
    "vielfalt": lazy_gettext("Diversity and equal treatment"),
}
KIND_LABELS = {
    Kind.CHECKLIST: lazy_gettext("Checklist"),
    Kind.GUIDE: lazy_gettext("Guide"),
    Kind.PAGE: lazy_gettext("Page"),
    Kind.OFFICE: lazy_gettext("Office"),
}
CHANGE_LABELS = {
    Change.ADDED: lazy_pgettext("content", "added"),
    Change.RETURNED: lazy_pgettext("content", "back again, with its answers"),
    Change.MEANING: lazy_pgettext("content", "meaning changed: companies are asked whether their answer still holds"),
    Change.REWORDED: lazy_pgettext("content", "reworded (editorial)"),
    Change.SETTINGS: lazy_pgettext("content", "attributes changed"),
    Change.MOVED: lazy_pgettext("content", "moved"),
    Change.RETIRED: lazy_pgettext("content", "retired"),
}
