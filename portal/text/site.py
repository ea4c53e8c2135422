"""Who runs the portal: what header, footer, log-in page, mails and PDFs say of the operator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .localised import NOTHING, Localised, read_localised
from .plain_yaml import read_mapping
from .problems import N_, Problem, error

_LOCALISED = ("product_name", "response_text", "funding_line", "disclaimer")
_PLAIN = ("logo", "telephone", "mail", "hours", "address")
_KEYS = ("operator", "carrier", *_LOCALISED, *_PLAIN, "response_target_days", "funding_logos")


_PORTAL = Localised("Willkommensportal", "Welcome Portal")


@dataclass(frozen=True, slots=True)
class Site:
    """Texts in both languages have `.pick(language)`; an empty one is not shown."""

    operator: Localised = NOTHING
    product_name: Localised = _PORTAL
    carrier: Localised = NOTHING
    logo: str = ""
    telephone: str = ""
    mail: str = ""
    hours: Localised = NOTHING
    address: str = ""
    response_target_days: int = 2
    response_text: Localised = NOTHING
    funding_line: Localised = NOTHING
    funding_logos: tuple[str, ...] = ()
    disclaimer: Localised = NOTHING

    def text(self, name: str, language: str) -> str:
        """Any field as text: `site.text("hours", "en")`."""
        value = getattr(self, name)
        return value.pick(language) if isinstance(value, Localised) else str(value)


def load_site(yaml_text: str) -> tuple[Site, list[Problem]]:
    """What content/site.yaml says; a faulty value is reported and its default stays."""
    values, lines, problems = read_mapping(yaml_text)
    for key in values:
        if key not in _KEYS:
            message = N_("“%(key)s” is unknown in site.yaml: possible are %(keys)s.")
            problems.append(error(lines[key], message, key=key, keys=", ".join(_KEYS)))
    fields = _fields(values)
    days = values.get("response_target_days", "2")
    if isinstance(days, str) and days.isascii() and days.isdigit() and 0 < int(days) <= 60:
        fields["response_target_days"] = int(days)
    else:
        message = N_("response_target_days is a number of working days, such as 2.")
        problems.append(error(lines["response_target_days"], message))
    if not fields.get("operator"):
        message = N_("site.yaml lacks the operator: add “operator: {de: …, en: …}”.")
        problems.append(error(lines.get("operator", 1), message))
    return Site(**fields), problems


def _fields(values: Mapping[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {name: read_localised(values[name]) for name in (*_LOCALISED, "hours") if name in values}
    for name in _PLAIN:
        if name != "hours" and isinstance(values.get(name), str):
            fields[name] = values[name].strip()
    logos = values.get("funding_logos", [])
    fields["funding_logos"] = tuple(map(str, logos)) if isinstance(logos, list) else ()
    # The operator may be one text, or its name together with its carrier's.
    operator = values.get("operator")
    inside = operator if isinstance(operator, dict) else {}
    fields["operator"] = read_localised(inside.get("name", operator))
    fields["carrier"] = read_localised(values.get("carrier", inside.get("carrier")))
    return fields
