"""While a text is being read, which can take seconds, everybody else writes on; and it is read once."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from portal import text
from portal.documents import parsing
from portal.documents.parsing import Task
from portal.documents.rules import Kind
from portal.text import Problem
from tests.documents.test_editor_pages import Editing, desk

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["desk"]
PATIENCE = 20


@pytest.mark.parametrize(("path", "reads", "found"), [("/preview", "read_safely", 200), ("", "mend_safely", 303)])
def test_nobody_waits_while_a_text_is_read(
    path: str, reads: str, found: int, desk: Editing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One previews or saves; between the begin and the end of the reading somebody else saves the same text."""
    both = threading.Barrier(2, timeout=PATIENCE)
    work: Callable[..., Any] = getattr(parsing, reads)
    answers: list[Any] = []

    def held(*args: Any) -> Any:
        both.wait()
        both.wait()
        return work(*args)

    def send() -> None:
        answers.append(slow.post(f"{desk.address}{path}", data=form))

    slow, form = desk.other, desk.form(desk.other, body=desk.body("Erster", "Mein erster"))
    mine = desk.form(body=desk.body("Erster", "Ihr erster"))
    slow.rows = None
    monkeypatch.setattr(parsing, reads, held)
    thread = threading.Thread(target=send)
    thread.start()
    both.wait()
    saved = desk.client.post(f"{desk.address}/autosave", data=mine)
    both.wait()
    thread.join(PATIENCE)
    assert saved.status_code == 200
    assert "Ihr erster" in desk.draft
    (answer,) = answers
    assert answer.status_code == found
    shown = answer if found == 200 else desk.other.get(answer.location)
    assert "Mein erster" in shown.text, "what came second is shown, or kept beside"


@pytest.mark.in_a_child
def test_a_text_that_takes_too_long_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[object] = []
    monkeypatch.setattr(text, "render_in_child", lambda *args: reads.append(args) or Problem(1, "error", "too slow"))
    (reading,) = parsing.read_safely([Task(Kind.GUIDE, "a", "de", "x")])
    assert (len(reads), [problem.message for problem in reading.problems]) == (1, ["too slow"])


@pytest.mark.in_a_child
def test_what_was_read_a_moment_ago_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    task = Task(Kind.GUIDE, "b", "de", "---\nid: b\ntitle: B\n---\n\nEin Satz.\n")
    first = parsing.read_safely([task])
    monkeypatch.setattr(text, "render_in_child", None)
    assert parsing.read_safely([task]) == first


@pytest.mark.in_a_child
def test_the_longest_checklist_is_read_in_time() -> None:
    why = "  **Warum:** Weil das **so** ist, wie [hier](/guides/a) steht, und **so** bleibt, wie [dort](/guides/b) steht. "
    items = "".join(f"- [ ] Punkt nummer {i} mit einigen Wörtern {{: #p{i} }}\n\n{why}\n\n" for i in range(1_000))
    source = f"---\nid: a\ntitle: T\naudience: company\nfield: ankommen\n---\n\n## S\n\n{items}"
    (reading,) = parsing.read_safely([Task(Kind.CHECKLIST, "a", "de", source)])
    assert len(reading.items) == 1_000, reading.problems
