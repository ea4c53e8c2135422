"""The words that readers see for this area's vocabulary."""

from __future__ import annotations

from flask_babel import lazy_gettext, lazy_pgettext

from portal.directory.rules import OTHER

# Each goes on from "I would like to …".
CONCERN_LABELS = {
    "erste-orientierung": lazy_pgettext("I would like to", "find out where to start and who is responsible"),
    "einstellen-aus-dem-ausland": lazy_pgettext("I would like to", "hire somebody from abroad"),
    "anerkennung": lazy_pgettext("I would like to", "have a qualification recognised"),
    "titel-verlaengern": lazy_pgettext("I would like to", "have a residence title extended or changed"),
    "gefluechtete": lazy_pgettext("I would like to", "employ refugees"),
    "foerderung": lazy_pgettext("I would like to", "ask for subsidies"),
    "deutsch-lernen": lazy_pgettext("I would like to", "learn German or support learning it"),
    "anmelden-steuern-versicherung": lazy_pgettext("I would like to", "settle registration, taxes and insurance"),
    "neu-in-deutschland": lazy_pgettext("I would like to", "find my way as a newcomer"),
    "wohnen-alltag": lazy_pgettext("I would like to", "find a flat and manage everyday life"),
    "familie": lazy_pgettext("I would like to", "settle questions about family, childcare and school"),
    "rechte-im-job": lazy_pgettext("I would like to", "know the rights of employees"),
    "lebensphasen": lazy_pgettext("I would like to", "support employees through the stages of life"),
    OTHER: lazy_pgettext("I would like to", "turn to another office"),
}
COUNTY_LABELS = {
    "stuttgart": lazy_gettext("City of Stuttgart"),
    "boeblingen": lazy_gettext("District of Böblingen"),
    "esslingen": lazy_gettext("District of Esslingen"),
    "goeppingen": lazy_gettext("District of Göppingen"),
    "ludwigsburg": lazy_gettext("District of Ludwigsburg"),
    "rems-murr": lazy_gettext("Rems-Murr district"),
}
WHO_LABELS = {
    "company": lazy_gettext("Companies"),
    "employee": lazy_gettext("Employees"),
}
