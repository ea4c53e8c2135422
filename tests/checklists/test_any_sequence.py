"""Whatever editors do to a checklist, in whatever order: ids and answers survive, and the portal asks when it must."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
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
from portal.documents.models import Document, Item
from portal.documents.service import Refused, editing
from portal.documents.service.editing import Plan, Typed
from tests import build
from tests.checklists.editorial import Editorial, Line
from tests.documents.texts import put

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.databases import TestDatabase

HEAD = "---\nid: liste\ntitle: Liste\naudience: company\nfield: ankommen\nas_of: 2026-11-01\nreview_by: 2027-11-01\n---\n\n"
FIRST = st.integers(0, 40)
STATES = st.sampled_from([State.DONE, State.IN_PROGRESS, State.NOT_APPLICABLE, State.OPEN])


@pytest.fixture(autouse=True)
def _without_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "read_safely", parsing.read_all)
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

    # What editors write.

    def _pick(self, number: int) -> int:
        return number % len(self.model.draft)

    def _written(self, at: int, **changes: Any) -> None:
        lines = list(self.model.draft)
        lines[at] = replace(lines[at], **changes)
        self.model.write(lines)

    @rule(number=FIRST)
    def reword(self, number: int) -> None:
        self._written(self._pick(number), caption=f"Anders gesagt {next(self.model.numbers)}")

    @rule(number=FIRST, to=FIRST)
    def move(self, number: int, to: int) -> None:
        lines = list(self.model.draft)
        line = lines.pop(self._pick(number))
        lines.insert(self._pick(to), line)
        self.model.write(lines)

    @rule(number=FIRST, depth=st.integers(0, 3))
    def nest(self, number: int, depth: int) -> None:
        self._written(self._pick(number), depth=depth)

    @rule(number=FIRST, retired=st.booleans())
    def retire_or_bring_back(self, number: int, retired: bool) -> None:
        self._written(self._pick(number), retired=retired)

    @precondition(lambda self: len(self.model.draft) < 7)
    @rule(at=FIRST)
    def add(self, at: int) -> None:
        lines = list(self.model.draft)
        lines.insert(self._pick(at), self.model.new_line())
        self.model.write(lines)

    # What they publish.

    def _revs(self) -> dict[str, int]:
        return {row.key: row.rev for row in self.session.execute(select(Item.key, Item.rev))}

    def _save(self, source: str) -> bool:
        shown = editing.desk(self.session, self.writer, self.document_id, "de")
        typed = Typed(source, shown.stamp, "page")
        return editing.save(self.session, self.writer, self.document_id, "de", typed, tidy=True) is not None

    def _publish(self, plan: Plan) -> None:
        stamp = editing.desk(self.session, self.other, self.document_id, "de").stamp
        editing.publish_draft(self.session, self.other, self.document_id, "de", stamp, plan)

    @precondition(lambda self: self.model.draft != self.model.live)
    @rule(changed=st.sets(FIRST))
    def publish(self, changed: set[int]) -> None:
        keys = {self.model.draft[self._pick(number)].key for number in changed}
        assert self._save(source_of(self.model.draft, self._revs()))
        self._publish(Plan(meanings={line.key: line.key in keys for line in self.model.draft}))
        self.model.publish(keys)

    @precondition(lambda self: self.model.open_lines)
    @rule(number=FIRST, renamed=st.booleans())
    def lose_an_id(self, number: int, renamed: bool) -> None:
        """Delete a line, or give its words another id: publishing refuses, and nothing has changed."""
        gone = self.model.open_lines[number % len(self.model.open_lines)]
        lines = [replace(one, key="neu") if renamed and one == gone else one for one in self.model.live]
        assert self._save(source_of([one for one in lines if one != gone], self._revs()))
        with pytest.raises(Refused):
            self._publish(Plan(meanings={line.key: False for line in lines}))
        editing.discard(self.session, self.document_id, "de")

    @precondition(lambda self: self.model.number > 1)
    @rule()
    def withdraw(self) -> None:
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

    @precondition(lambda self: self.model.open_lines)
    @rule(number=FIRST, state=STATES)
    def answer(self, number: int, state: State) -> None:
        key = self.model.open_lines[number % len(self.model.open_lines)].key
        if state is State.OPEN and key not in self.model.answers:
            return
        point = self._points()[key]
        reason = Reason.NOT_HERE if state is State.NOT_APPLICABLE else None
        place = (self.session, self.actor, self.company_id, "liste", key)
        service.save_state(*place, state=state, version=point.version, reason=reason)
        self.model.say(key, state, asked=point.asks)

    @precondition(lambda self: self.model.open_lines)
    @rule(number=FIRST)
    def note(self, number: int) -> None:
        key = self.model.open_lines[number % len(self.model.open_lines)].key
        note = f"Notiz {next(self.model.numbers)}"
        place = (self.session, self.actor, self.company_id, "liste", key)
        service.save_note(*place, note=note, version=self._points()[key].version)
        self.model.take_note(key, note)

    @precondition(lambda self: any(self.model.must_ask(line.key) for line in self.model.open_lines))
    @rule()
    def confirm(self) -> None:
        key = next(line.key for line in self.model.open_lines if self.model.must_ask(line.key))
        point = self._points()[key]
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
        shown = editing.desk(self.session, self.writer, self.document_id, "de")
        assert (shown.live, shown.draft) == (self.model.number, None)
        rows = self.session.scalars(select(Item).where(Item.retired_at.is_(None)).order_by(Item.position))
        assert [(row.key, row.depth) for row in rows] == [(line.key, line.depth) for line in self.model.open_lines]


@pytest.mark.parametrize(("engine_name", "examples", "steps"), [("sqlite", 12, 18), ("postgresql", 4, 12)])
def test_ids_and_answers_survive_any_sequence(database: TestDatabase, examples: int, steps: int) -> None:
    own = Database(database.url)
    calm = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(lambda: Portal(own), settings=calm)
    finally:
        own.dispose()
