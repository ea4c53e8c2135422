"""The words that readers see for what can be found."""

from __future__ import annotations

from flask_babel import lazy_gettext, lazy_pgettext

from portal.search.rules import Find

KIND_LABELS = {
    Find.GUIDE: lazy_gettext("Guide"),
    Find.CHECKLIST: lazy_gettext("Checklist"),
    Find.ITEM: lazy_pgettext("checklist", "Item"),
    Find.OFFICE: lazy_gettext("Office"),
    Find.PAGE: lazy_gettext("Page"),
}
KINDS_LABELS = {
    Find.GUIDE: lazy_gettext("Guides"),
    Find.CHECKLIST: lazy_gettext("Checklists"),
    Find.ITEM: lazy_pgettext("checklist", "Items"),
    Find.OFFICE: lazy_gettext("Offices"),
    Find.PAGE: lazy_gettext("Pages"),
}
