"""Forms of registers: a value of a figure, and what the portal says of its operator."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import ValidationError

from portal.registers.rules import Period
from portal.text import Figure, Localised, slugify
from portal.web.days import LONGEST_DAY, DayField
from portal.web.forms import PortalForm, TextArea, TextLine, text_checks

if TYPE_CHECKING:
    import datetime as dt

    from portal.text import Site, SiteValue

LONGEST_VALUE, LONGEST_NAME, LONGEST_TEXT = 60, 200, 600
LONGEST_TARGET = 60
_MAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
_BOTH = ("operator", "carrier", "product_name", "hours", "response_text", "funding_line", "disclaimer")
_ONE = ("telephone", "mail", "address")


class FigureForm(PortalForm):
    """One value of a figure, and from when to when it holds."""

    stamp = HiddenField()
    label_de = TextLine(_l("Name (German)"), text_checks(LONGEST_NAME, required=_l("Please type the name.")))
    label_en = TextLine(_l("Name (English)"), text_checks(LONGEST_NAME))
    value_de = TextLine(_l("Value (German)"), text_checks(LONGEST_VALUE, required=_l("Please type the value.")))
    value_en = TextLine(_l("Value (English)"), text_checks(LONGEST_VALUE))
    valid_from = DayField(
        _l("Holds from"), text_checks(LONGEST_DAY, required=_l("Please type the day from which it holds."))
    )
    valid_until = DayField(_l("Holds until"), text_checks(LONGEST_DAY))
    source = TextLine(_l("Source"), text_checks(LONGEST_NAME))

    def validate_valid_until(self, field: DayField) -> None:
        start, end = self.valid_from.day, field.day
        if start and end and end < start:
            raise ValidationError(gettext("It cannot end before it begins."))

    def figure(self, key: str) -> Figure:
        """What was typed; `key` "" is made from the name."""
        start = self.valid_from.day
        if start is None:
            raise ValueError(self.valid_from.data)
        return Figure(
            key=key or slugify(self.label_de.data, fallback="figure"),
            value=Localised(self.value_de.data, self.value_en.data),
            valid_from=start,
            valid_until=self.valid_until.day,
            label=Localised(self.label_de.data, self.label_en.data),
            source=self.source.data,
        )


def filled_figure(figure: Figure, stamp: str) -> dict[str, Any]:
    """What stands in the form of a value that is there already."""
    return {
        **named_figure(figure, stamp, Period(figure.valid_from, figure.valid_until)),
        "value_de": figure.value.de,
        "value_en": figure.value.en,
        "source": figure.source,
    }


def named_figure(figure: Figure, stamp: str, period: Period | None) -> dict[str, Any]:
    """What stands in the form of the value that follows this one: its name, and when it is likely to hold."""
    return {
        "stamp": stamp,
        "label_de": figure.label.de,
        "label_en": figure.label.en,
        "valid_from": shown_day(period.start) if period else "",
        "valid_until": shown_day(period.until) if period and period.until else "",
    }


def shown_day(day: dt.date) -> str:
    return f"{day.day}.{day.month}.{day.year}"


class SiteForm(PortalForm):
    """What header, footer, log-in page, mails and PDFs say of the operator, in both languages."""

    stamp = HiddenField()
    operator_de = TextLine(
        _l("Name of the service (German)"), text_checks(LONGEST_NAME, required=_l("Please type the name."))
    )
    operator_en = TextLine(_l("Name of the service (English)"), text_checks(LONGEST_NAME))
    carrier_de = TextLine(_l("Organisation behind it (German)"), text_checks(LONGEST_NAME))
    carrier_en = TextLine(_l("Organisation behind it (English)"), text_checks(LONGEST_NAME))
    product_name_de = TextLine(
        _l("Name of the portal (German)"), text_checks(LONGEST_VALUE, required=_l("Please type the name."))
    )
    product_name_en = TextLine(_l("Name of the portal (English)"), text_checks(LONGEST_VALUE))
    telephone = TextLine(_l("Telephone"), text_checks(LONGEST_VALUE))
    mail = TextLine(_l("E-mail address"), text_checks(LONGEST_NAME))
    address = TextLine(_l("Address"), text_checks(LONGEST_NAME))
    hours_de = TextLine(_l("Hours (German)"), text_checks(LONGEST_NAME))
    hours_en = TextLine(_l("Hours (English)"), text_checks(LONGEST_NAME))
    response_target_days = TextLine(
        _l("Working days until the first answer"), text_checks(3, required=_l("Please type a number, such as 2."))
    )
    response_text_de = TextLine(_l("How soon an answer comes (German)"), text_checks(LONGEST_NAME))
    response_text_en = TextLine(_l("How soon an answer comes (English)"), text_checks(LONGEST_NAME))
    funding_line_de = TextArea(_l("Line of the funders (German)"), text_checks(LONGEST_TEXT))
    funding_line_en = TextArea(_l("Line of the funders (English)"), text_checks(LONGEST_TEXT))
    disclaimer_de = TextArea(_l("Note in the footer (German)"), text_checks(LONGEST_TEXT))
    disclaimer_en = TextArea(_l("Note in the footer (English)"), text_checks(LONGEST_TEXT))

    def validate_mail(self, field: TextLine) -> None:
        if field.data and not _MAIL.fullmatch(field.data):
            raise ValidationError(gettext("This is no e-mail address."))

    def validate_response_target_days(self, field: TextLine) -> None:
        number = field.data
        if not (number.isascii() and number.isdigit() and 0 < int(number) <= LONGEST_TARGET):
            raise ValidationError(
                gettext("Please type a number of working days from 1 to %(most)d.", most=LONGEST_TARGET)
            )

    def values(self) -> dict[str, SiteValue]:
        """What was typed, as site.yaml has it."""
        both = {name: Localised(_line(self[f"{name}_de"].data), _line(self[f"{name}_en"].data)) for name in _BOTH}
        return {
            **both,
            **{name: self[name].data for name in _ONE},
            "response_target_days": int(self.response_target_days.data),
        }


def _line(words: str) -> str:
    return " ".join(words.split())


def filled_site(site: Site, stamp: str) -> dict[str, Any]:
    """What stands in the form of the operator's data."""
    both = {f"{name}_{language}": getattr(getattr(site, name), language) for name in _BOTH for language in ("de", "en")}
    return {
        "stamp": stamp,
        **both,
        **{name: getattr(site, name) for name in _ONE},
        "response_target_days": str(site.response_target_days),
    }
