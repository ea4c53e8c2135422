"""Both databases find the same, and what they find is what the words say."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal import text
from portal.documents.models import Document
from portal.search import service
from portal.search.rules import Find
from portal.search.service import Entry
from tests import build

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

EVERYTHING = frozenset(Find)
WORDS = (
    *("Aufenthaltstitel", "Aufenthalt", "aufenthalts", "Straße", "STRASSE", "Strassen", "Müller", "Mueller", "Häuser"),
    *("Haus", "Verlängerung", "verlängern", "Visum", "visa", "values", "value", "der", "und", "the", "§", "81a", "I"),
    *("E-Mail", "Привет", "العربية", "签证", "🙂", "NEAR", "AND", "OR", "NOT", "naïve", "naı\u0308ve", "Œuvre", "ﬁx"),
    *("x" * 60, "2026", "2.500", "Arbeits\u00adplatz", "İzmir", "ǅ", "½", "_", "a*b", "terms:", "-title"),
)
NOISE = st.sampled_from(
    ('"', "'", "*", "(", ")", ":", "&", "|", "!", "<->", "\\", "\x00", "\n", "%", "^", "+", "{}", "")
)
words = st.one_of(st.sampled_from(WORDS), st.text(max_size=8))
texts = st.lists(words, max_size=12).map(" ".join)
questions = st.lists(st.tuples(NOISE, words, NOISE).map("".join), max_size=5).map(" ".join)
entries = st.builds(
    Entry,
    language=st.just("de"),
    spoken=st.sampled_from(["de", "en"]),
    kind=st.sampled_from(sorted(Find)),
    slug=st.sampled_from(["eins", "zwei", "drei"]),
    title=texts,
    words=texts,
    item=st.sampled_from(["", "p-1", "p-2"]),
    listed=st.booleans(),
)


def put(session: Session, some: list[Entry]) -> None:
    service.put(session, build.document(session).id, some, [])


@given(st.lists(entries, max_size=6, unique_by=lambda one: (one.kind, one.slug, one.item)), questions)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@example([Entry("de", "de", Find.PAGE, "a", "Straße", "", "")], "strasse")
@example([Entry("de", "de", Find.PAGE, "a", "NEAR", "", "")], 'NEAR("a" "b", 5)')
@example([Entry("de", "de", Find.PAGE, "a", "a b", "", "")], "a\x00b")
def test_both_databases_find_the_same(both: list[Session], some: list[Entry], question: str) -> None:
    answers = []
    for session in both:
        document = session.scalars(select(Document)).first() or build.document(session)
        service.put(session, document.id, some, [])
        answers.append(service.find(session, question, "de", EVERYTHING))
    assert dataclasses.asdict(answers[0]) == dataclasses.asdict(answers[1])
    assert found_by(answers[0]) == expected(some, question)


def found_by(found: service.Found) -> set[tuple[str, str, str]]:
    return {(one.kind, one.slug, one.item) for one in found.results}


def expected(some: list[Entry], question: str) -> set[tuple[str, str, str]]:
    """Without any index: a text is found if it has all words, or, where none has all, some of them."""
    wanted = text.wanted(question[:200], "de")
    if not wanted:
        return set()
    for enough in (all, any):
        fitting = {
            (one.kind, one.slug, one.item)
            for one in some
            if one.listed and enough(word.fits(terms_of(one)) for word in wanted)
        }
        if fitting:
            return fitting
    return set()


def terms_of(one: Entry) -> frozenset[str]:
    return text.terms(text.composed(f"{one.title} {one.words}"), one.spoken)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("aufenthalt", "de"),
        ("AUFENTHALTSTITELS", "de"),
        ("strasse", "de"),
        ("Strasse Aufenthalt", "de"),
        ("mueller", "de"),
        ("muller", "de"),
        ("haus", "de"),
        ("Verlängerungen", "de"),
        ("81a", "de"),
        ("extension", "en"),
        ("extensions", "en"),
        ("Aufenthalt", "en"),
    ],
)
def test_words_are_found_in_any_form(db_session: Session, question: str, language: str) -> None:
    german = "Aufenthaltstitel in der Straße: Müllers Häuser und der Verlängerungsantrag (§ 81a)"
    put(
        db_session,
        [
            Entry("de", "de", Find.GUIDE, "a", german, "Ein Satz."),
            Entry("en", "en", Find.GUIDE, "a", "Extending your permit", "The extension of an Aufenthaltstitel."),
        ],
    )
    found = service.find(db_session, question, language, EVERYTHING)
    assert [one.slug for one in found.results] == ["a"]
    assert not found.partly
    assert any(piece.marked for one in found.results for piece in (*one.title, *one.excerpt))


def test_a_document_put_in_again_is_found_by_its_new_words_alone(db_session: Session) -> None:
    document = build.document(db_session)
    service.put(db_session, document.id, [Entry("de", "de", Find.PAGE, "a", "Früher", "")], [])
    service.put(db_session, document.id, [Entry("de", "de", Find.PAGE, "a", "Später", "")], [])
    assert not service.find(db_session, "früher", "de", EVERYTHING).results
    assert service.find(db_session, "später", "de", EVERYTHING).total == 1
    service.put(db_session, document.id, [], [])
    assert not service.find(db_session, "später", "de", EVERYTHING).results


def test_titles_come_first_then_kinds(db_session: Session) -> None:
    put(
        db_session,
        [
            Entry("de", "de", Find.GUIDE, "nebenbei", "Ankommen", "Auch vom Visum ist die Rede."),
            Entry("de", "de", Find.OFFICE, "stelle", "Stelle für Visum", ""),
            Entry("de", "de", Find.GUIDE, "visum", "Das Visum", ""),
        ],
    )
    found = service.find(db_session, "visum", "de", EVERYTHING)
    assert [one.slug for one in found.results] == ["visum", "stelle", "nebenbei"]
    assert [one.slug for one in service.find(db_session, "visum", "de", EVERYTHING, Find.OFFICE).results] == ["stelle"]
    assert found.counts == {Find.GUIDE: 2, Find.OFFICE: 1}


def test_some_words_are_better_than_none(db_session: Session) -> None:
    put(db_session, [Entry("de", "de", Find.GUIDE, "a", "Visum", "")])
    found = service.find(db_session, "Visum Raumschiff", "de", EVERYTHING)
    assert (found.partly, found.total) == (True, 1)


@pytest.mark.parametrize("database_rows", [1, 600])
def test_more_than_can_be_listed_is_said(db_session: Session, database_rows: int) -> None:
    some = [Entry("de", "de", Find.ITEM, "a", f"Visum {number}", "", f"p-{number}") for number in range(database_rows)]
    put(db_session, some)
    found = service.find(db_session, "visum", "de", EVERYTHING, page=25)
    assert found.too_many is (database_rows > 500)
    assert len(found.results) == (20 if database_rows > 500 else 0)
