"""What the vocabulary of companies is called on pages."""

from __future__ import annotations

from flask_babel import lazy_gettext, lazy_pgettext

from portal.companies.rules import Chamber, District, Sector, SizeClass

DISTRICTS = {
    District.STUTTGART: lazy_gettext("Stuttgart"),
    District.BOEBLINGEN: lazy_gettext("Böblingen district"),
    District.ESSLINGEN: lazy_gettext("Esslingen district"),
    District.GOEPPINGEN: lazy_gettext("Göppingen district"),
    District.LUDWIGSBURG: lazy_gettext("Ludwigsburg district"),
    District.REMS_MURR: lazy_gettext("Rems-Murr district"),
    District.OUTSIDE: lazy_gettext("outside the region"),
}
SIZES = {
    SizeClass.MICRO: lazy_gettext("1–9"),
    SizeClass.SMALL: lazy_gettext("10–49"),
    SizeClass.MEDIUM: lazy_gettext("50–249"),
    SizeClass.LARGE: lazy_gettext("250+"),
}
SECTORS = {
    Sector.INDUSTRY: lazy_gettext("Industry"),
    Sector.CONSTRUCTION: lazy_gettext("Construction and crafts"),
    Sector.TRADE: lazy_gettext("Trade"),
    Sector.TRANSPORT: lazy_gettext("Transport and logistics"),
    Sector.HOSPITALITY: lazy_gettext("Hotels and restaurants"),
    Sector.IT_MEDIA: lazy_gettext("IT and media"),
    Sector.OFFICE: lazy_gettext("Finance, consulting, office"),
    Sector.HEALTH: lazy_gettext("Health, care, social work"),
    Sector.EDUCATION: lazy_gettext("Education and training"),
    Sector.OTHER: lazy_pgettext("sector", "Other"),
}
CHAMBERS = {
    Chamber.IHK: lazy_gettext("IHK"),
    Chamber.HWK: lazy_gettext("HWK"),
    Chamber.BOTH: lazy_gettext("IHK and HWK"),
    Chamber.OTHER: lazy_pgettext("chamber", "another or none"),
}
