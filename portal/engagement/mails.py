"""Letters of this area: the weekly mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.mail import service as mail

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from sqlalchemy.orm import Session

    from portal.accounts.service import DigestReader
    from portal.engagement.service.digests import DigestPart

DIGEST = "digest/"


def weekly(session: Session, reader: DigestReader, parts: Sequence[DigestPart]) -> None:
    """What waits for the reader; at most once a week, and rather not at all than twice."""
    mail.write(
        session,
        "engagement/weekly",
        reader.person,
        key=f"{DIGEST}{reader.person.id}/{reader.week}",
        at_most_once=True,
        off_path=reader.off_path,
        parts=parts,
    )


def take_weekly_out(session: Session, since: dt.datetime, languages: Collection[str]) -> frozenset[int]:
    """Take the weekly mails back that were written since then and have not left; returns whose they were."""
    keys = mail.take_out(session, DIGEST, since, languages)
    return frozenset(int(key.removeprefix(DIGEST).partition("/")[0]) for key in keys)
