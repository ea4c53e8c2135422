"""Whatever editors do to a checklist, in whatever order: ids and answers survive, and the portal asks when it must."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access import Actor, Belonging, Role
from portal.checklists import service
from portal.checklists.models import Answer
from portal.checklists.rules import Reason, State
from portal.db.session import Database
from portal.db.tenancy import open_scope
from portal.documents import parsing
from portal.documents.models import Document, Item, LiveRevision, Revision
from portal.documents.service import Refused, editing
from portal.documents.service.editing import Plan, Typed
from tests import build
from tests.checklists.editorial import Editorial, Line
from tests.documents.texts import put, read_here

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.databases import TestDatabase

HEAD = "---\nid: liste\ntitle: Liste\naudience: company\nfield: ankommen\nas_of: 2026-11-01\nreview_by: 2027-11-01\n---\n\n"
FIRST = st.integers(0, 40)
MOST_LINES = 7
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["reword", "reword", "reword", "move", "nest", "retire", "bring back", "add"]), FIRST, FIRST
    ),
    min_size=1,
    max_size=4,
)
STATES = st.sampled_from([State.DONE, State.IN_PROGRESS, State.NOT_APPLICABLE, State.OPEN])


@pytest.fixture(autouse=True)
def _without_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "read_safely", read_here)
    monkeypatch.setattr(parsing, "mend_safely", parsing.mended)


def source_of(lines: Sequence[Line], revs: dict[str, int]) -> str:
    """The file that says these lines; `revs` as the live text has them."""
    return HEAD + "".join(
        f"{'  ' * line.depth}- [ ] {line.caption} {{: #{line.key}"
        f"{f' rev={revs[line.key]}' if revs.get(line.key, 1) > 1 else ''}{' retired=2026-01-15' if line.retired else ''} }}\n"
        for line in lines
    )


class Portal(RuleBasedStateMachine):
    """Two editors, one company, one checklist; beside them the model of what must hold."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.connection = database.engine.connect()
        self.transaction = self.connection.begin()
        self.session = Session(self.connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
        self.model = Editorial()

    def teardown(self) -> None:
        self.session.close()
        self.transaction.rollback()
        self.connection.close()

    @initialize(count=st.integers(2, 4))
    def begin(self, count: int) -> None:
        session = self.session
        self.writer, self.other = (build.user(session, Role.EDITOR).id for _ in range(2))
        company = build.company(session)
        self.company_id, user = company.id, build.member(session, company)
        place = Belonging(company.id, company.name, Role.COMPANY_MEMBER)
        self.actor = Actor(user.id, user.name, user.email, "de", frozenset(), (place,), 1, "token")
        self.model.draft = tuple(self.model.new_line() for _ in range(count))
        put(session, source_of(self.model.draft, {}))
        self.document_id = session.scalars(select(Document.id)).one()
        self.model.published.append(self.model.draft)
        open_scope(session, company.id)
        self.answer([State.DONE] * count)

    # What editors write.

    def _pick(self, number: int) -> int:
        return number % len(self.model.draft)

    def _write(self, deed: str, number: int, to: int) -> None:
        lines = list(self.model.draft)
        at = self._pick(number)
        if deed == "reword":
            lines[at] = replace(lines[at], caption=f"Anders gesagt {next(self.model.numbers)}")
        elif deed == "move":
            lines.insert(self._pick(to), lines.pop(at))
        elif deed == "nest":
            lines[at] = replace(lines[at], depth=to % 4)
        elif deed == "add" and len(lines) < MOST_LINES:
            lines.insert(at, self.model.new_line())
        elif deed in {"retire", "bring back"}:
            lines[at] = replace(lines[at], retired=deed == "retire")
        self.model.write(lines)

    # What they publish.

    def _revs(self) -> dict[str, int]:
        return {row.key: row.rev for row in self.session.execute(select(Item.key, Item.rev))}

    def _save(self, source: str) -> bool:
        shown = editing.desk(self.session, self.writer, self.document_id, "de")
        typed = Typed(editing.tidied(self.session, self.document_id, "de", source), shown.stamp, "page")
        return editing.save(self.session, self.writer, self.document_id, "de", typed) is not None

    def _publish(self, plan: Plan) -> None:
        stamp = editing.desk(self.session, self.other, self.document_id, "de").stamp
        editing.publish_draft(self.session, self.other, self.document_id, "de", stamp, plan)

    @rule(deeds=DEEDS, changed=st.lists(st.booleans(), min_size=MOST_LINES, max_size=MOST_LINES))
    def write_and_publish(self, deeds: list[tuple[str, int, int]], changed: list[bool]) -> None:
        """Some deeds, and of each reworded item whether it means something else."""
        for deed in deeds:
            self._write(*deed)
        if self.model.draft == self.model.live:
            return
        meanings = dict(zip((line.key for line in self.model.draft), changed, strict=False))
        assert self._save(source_of(self.model.draft, self._revs()))
        self._publish(Plan(meanings=meanings))
        self.model.publish({key for key, meant in meanings.items() if meant})

    @precondition(lambda self: self.model.open_lines)
    @rule(number=FIRST, renamed=st.booleans())
    def lose_an_id(self, number: int, renamed: bool) -> None:
        """Delete a line, or give its words another id: publishing refuses, and nothing has changed."""
        gone = self.model.open_lines[number % len(self.model.open_lines)]
        lines = [replace(one, key="neu") if renamed and one == gone else one for one in self.model.live]
        assert self._save(source_of([one for one in lines if one != gone], self._revs()))
        with pytest.raises(Refused):
            self._publish(Plan(meanings={line.key: False for line in lines}))
        stamp = editing.desk(self.session, self.writer, self.document_id, "de").stamp
        editing.discard(self.session, self.writer, self.document_id, "de", stamp)

    @precondition(lambda self: self.model.number > 1)
    @rule(confirmed=st.booleans())
    def withdraw(self, confirmed: bool) -> None:
        """At once, or after the company has said that its answers hold for what is taken back."""
        if confirmed:
            self.confirm()
        editing.withdraw(self.session, self.writer, self.document_id, "de", self.model.number)
        self.model.withdraw()

    @rule(number=FIRST)
    def restore(self, number: int) -> None:
        wanted = number % self.model.number + 1
        try:
            editing.bring_back(self.session, self.writer, self.document_id, "de", wanted, "")
        except editing.NothingToPublish:
            assert self.model.published[wanted - 1] == self.model.live
        else:
            self.model.restore(wanted)

    # What the company says.

    def _points(self) -> dict[str, service.Point]:
        page = service.company_page(self.session, self.company_id, "liste", "de")
        assert page is not None
        return {line.key: point for line in self.model.open_lines if (point := page.point(line.key))}

    @rule(states=st.lists(STATES, min_size=1, max_size=MOST_LINES))
    def answer(self, states: list[State]) -> None:
        """To the items from the top, as many as there are answers."""
        points = self._points()
        for line, state in zip(self.model.open_lines, states, strict=False):
            if state is State.OPEN and line.key not in self.model.answers:
                continue
            point = points[line.key]
            reason = Reason.NOT_HERE if state is State.NOT_APPLICABLE else None
            place = (self.session, self.actor, self.company_id, "liste", line.key)
            service.save_state(*place, state=state, version=point.version, reason=reason)
            self.model.say(line.key, state, asked=point.asks)

    @precondition(lambda self: self.model.open_lines)
    @rule(number=FIRST)
    def note(self, number: int) -> None:
        key = self.model.open_lines[number % len(self.model.open_lines)].key
        note = f"Notiz {next(self.model.numbers)}"
        place = (self.session, self.actor, self.company_id, "liste", key)
        service.save_note(*place, note=note, version=self._points()[key].version)
        self.model.take_note(key, note)

    @rule()
    def confirm(self) -> None:
        for key, point in self._points().items():
            if self.model.must_ask(key):
                service.confirm(self.session, self.actor, self.company_id, "liste", key, version=point.version)
                self.model.say(key, self.model.answers[key].state, asked=True)

    # What holds after each step.

    @invariant()
    def every_answer_is_there(self) -> None:
        rows = self.session.execute(select(Item.key, Answer.state, Answer.note).join(Answer, Answer.item_id == Item.id))
        assert {row.key: (row.state, row.note) for row in rows} == {
            key: (said.state, said.note) for key, said in self.model.answers.items()
        }

    @invariant()
    def the_company_sees_its_list_and_is_asked_when_it_must(self) -> None:
        points, lines = self._points(), self.model.open_lines
        assert list(points) == [line.key for line in lines]
        asked = {key for key, point in points.items() if point.asks}
        musts = {line.key: self.model.must_ask(line.key) for line in lines}
        assert {key for key, must in musts.items() if must} <= asked
        assert not {key for key, must in musts.items() if must is False} & asked
        found = service.figures(self.session, self.company_id).get(self.document_id)
        if found is None:
            assert not self.model.answers
            return
        states = Counter(self.model.answers[line.key].state for line in lines if line.key in self.model.answers)
        assert found.items == len(lines)
        assert (found.done, found.in_progress, found.not_applicable) == (
            *(states[one] for one in (State.DONE, State.IN_PROGRESS, State.NOT_APPLICABLE)),
        )
        assert found.to_confirm == len(asked)

    @invariant()
    def readers_see_what_was_published_last(self) -> None:
        live = select(Revision.number).join(LiveRevision, LiveRevision.revision_id == Revision.id)
        assert self.session.scalars(live).all() == [self.model.number]
        rows = self.session.scalars(select(Item).where(Item.retired_at.is_(None)).order_by(Item.position))
        assert [(row.key, row.depth) for row in rows] == [(line.key, line.depth) for line in self.model.open_lines]


@pytest.mark.parametrize(("engine_name", "examples", "steps"), [("sqlite", 10, 16), ("postgresql", 3, 12)])
def test_ids_and_answers_survive_any_sequence(database: TestDatabase, examples: int, steps: int) -> None:
    own = Database(database.url)
    calm = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        # A failure is printed as it was found: to make it shorter takes minutes.
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(lambda: Portal(own), settings=calm)
    finally:
        own.dispose()
