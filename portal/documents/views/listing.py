"""The editor's list of all texts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Any

from flask import request

from portal import clock, text
from portal.access import Permission, needs
from portal.documents.rules import Kind
from portal.documents.service import editing
from portal.documents.views.blueprint import blueprint
from portal.documents.views.desk import words
from portal.documents.words import KINDS_LABELS, TAB_LABELS
from portal.web import language, pages, people, site, transaction

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from flask.typing import ResponseReturnValue

LONGEST_SEARCH = 200
# A shorter list needs no fields to search it.
SEEN_AT_A_GLANCE = 12


class Tab(StrEnum):
    """Which texts are shown. The word stands in the address."""

    ALL = "all"
    WORK = "work"
    REVIEW = "review"
    DUE = "due"
    TRANSLATE = "translate"


@dataclass(frozen=True)
class View:
    """What of the list is asked for. `kind` None: all; `mine`: what the reader alone is responsible for."""

    tab: Tab = Tab.ALL
    kind: Kind | None = None
    search: str = ""
    mine: bool = False

    @classmethod
    def asked(cls) -> View:
        """As the address says; what it says wrongly is passed over."""
        asked = request.args
        return cls(
            tab=Tab(asked["tab"]) if asked.get("tab") in set(Tab) else Tab.ALL,
            kind=Kind(asked["kind"]) if asked.get("kind") in set(Kind) else None,
            search=" ".join(asked.get("q", "").replace("\x00", "").split())[:LONGEST_SEARCH],
            mine=asked.get("mine") == "y",
        )

    def arguments(self, **changes: Any) -> dict[str, Any]:
        """The address of this list, with something else asked for; nothing that need not be said."""
        said = {"tab": self.tab, "kind": self.kind, "q": self.search, "mine": "y" if self.mine else "", **changes}
        return {name: str(value) for name, value in said.items() if value and value != Tab.ALL}

    def narrowed(self, lines: Iterable[editing.Line]) -> list[editing.Line]:
        """The lines of this kind with these words in their titles."""
        asked = text.sort_key(self.search).split()
        return [
            line
            for line in lines
            if (self.kind is None or line.kind is self.kind)
            and all(word in text.sort_key(line.title) for word in asked)
        ]


@blueprint.get("/editor")
@needs(Permission.EDIT_CONTENT)
def editor() -> ResponseReturnValue:
    """Every text: where it stands, who is responsible, how its translation stands, when it is to be looked at."""
    session, reader_id, view, today = transaction.session(), people.actor().user_id, View.asked(), clock.today()
    found = view.narrowed(editing.lines(session))
    mine = [line for line in found if line.keeper.id == reader_id]
    asked = mine if view.mine else found
    shown = [line for line in asked if _belongs(line, view.tab, today)]
    due = editing.due(shown, today) if view.tab is Tab.DUE else ()
    return pages.render(
        "documents/editor/texts.html",
        view=view,
        groups=[(kind, tuple(some)) for kind, some in groupby(shown, lambda line: line.kind)],
        due=[(late, tuple(some)) for late, some in groupby(due, lambda line: line.is_late(today))],
        doubts=editing.doubts(session, [line.document_id for line in due], site.figures(), today, language.current()),
        filters=bool(view.search or view.kind or len(shown) > SEEN_AT_A_GLANCE),
        notices=editing.notices(session, reader_id),
        tabs=[(tab, TAB_LABELS[tab], sum(_belongs(line, tab, today) for line in asked)) for tab in Tab],
        mine=sum(_belongs(line, view.tab, today) for line in mine),
        reader_id=reader_id,
        today=today,
        kinds=KINDS_LABELS,
        words=words(),
    )


def _belongs(line: editing.Line, tab: Tab, today: dt.date) -> bool:
    if tab is Tab.WORK:
        return line.in_work
    if tab is Tab.REVIEW:
        return line.waits
    if tab is Tab.TRANSLATE:
        return line.untranslated
    return line.is_due(today) if tab is Tab.DUE else True
