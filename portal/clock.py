"""The only reader of time. Instants are aware and in UTC; days are days in Stuttgart."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")


def now() -> dt.datetime:
    """This instant, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The day it is in Stuttgart, where the service works."""
    return local(now()).date()


def local(moment: dt.datetime) -> dt.datetime:
    """The same instant on the wall clock in Stuttgart."""
    return moment.astimezone(BERLIN)
