"""Sentences, and the paragraphs and numbers in them; facts; the order of a text and its translation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.settings import ROOT
from portal.text import blocks, claims, count_words, difference, load_facts, running_sentences, sentences, skeleton

NAMED = [
    ("Das verlangt § 4a Abs. 5 AufenthG.", {"§4a"}),
    ("In der Regel zwei Wochen (§§ 16g, 60c und 60d).", {"2", "§16g", "§60c", "§60d"}),
    ("As a rule two weeks (sections 16g, 60c and 60d).", {"2", "§16g", "§60c", "§60d"}),
    ("Under section 4a (5) Residence Act within four weeks.", {"4", "§4a"}),
    ("Mitteilung nach § 4a Absatz 5 Aufenthaltsgesetz", {"§4a"}),
    ("Strictly necessary (section 25 (2) no. 2 TDDDG).", {"§25"}),
    ("Bußgeld bis zu 30.000 Euro", {"30000"}),
    ("A fine of up to €30,000", {"30000"}),
    ("13,90 € je Stunde", {"13.9"}),
    ("€13.90 an hour", {"13.9"}),
    ("Nach Artikel 9 DSGVO", {"§9"}),
    ("Deutsch auf B1 oder Englisch auf B2", {"B1", "B2"}),
    ("Das dauert 30 Minuten.", set()),
    ("Nehmen Sie sich zehn Minuten.", set()),
    ("Um 08:30 geht es los.", set()),
    ("Fragen Sie die Behörde.", set()),
    ("Der IHK-Beruf und ein Visum", set()),
]


@pytest.mark.parametrize(("sentence", "names"), NAMED)
def test_paragraphs_and_numbers_are_found(sentence: str, names: set[str]) -> None:
    assert claims(sentence).names == names


def test_figures_that_are_filled_in_count_as_claims() -> None:
    found = claims("Mindestens {{ figure:blue-card }} im Jahr.")
    assert found.figures == {"blue-card"}
    assert found
    assert not found.names


@given(st.integers(min_value=1_000, max_value=999_999_999))
def test_german_and_english_numbers_are_the_same(number: int) -> None:
    german = claims(f"Es sind {number:,} Euro.".replace(",", "."))
    assert german.names == claims(f"It is €{number:,} a year.").names == {str(number)}


SPLIT = [
    ("Das steht in § 4a Abs. 5 AufenthG. Fragen Sie nach.", 2),
    ("Ab dem 1. Januar 2026 gilt das. Vorher nicht!", 2),
    ("Zum Beispiel z. B. Montag, Dienstag usw. Immer so.", 1),
    ("Ein Satz ohne Ende", 1),
    ("Er fragt: „Wann?“ Sie antwortet.", 2),
    ("", 0),
]


@pytest.mark.parametrize(("text", "count"), SPLIT)
def test_sentences_end_where_a_reader_ends_them(text: str, count: int) -> None:
    assert len(sentences(text)) == count


@given(st.text(alphabet="aB. §1„“!? ", max_size=60))
def test_no_word_is_lost_between_sentences(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


HTML = (
    "<h2>Eine Überschrift.</h2><p>Ein <strong>Satz</strong> hier.</p><ul><li><p>Punkt</p></li><li>Ganzer Satz.</li></ul>"
    "<table><tr><th>Kopf.</th><td>Zelle.</td></tr></table><pre><code>Vorlage.\nZeile.</code></pre>"
)


def test_only_whole_sentences_of_running_text_are_measured() -> None:
    assert running_sentences(HTML) == ["Ein Satz hier.", "Ganzer Satz."]


def test_every_word_that_is_seen_is_counted() -> None:
    assert count_words(HTML) == 12
    assert [block.tag for block in blocks(HTML)] == ["h2", "p", "p", "li", "th", "td", "pre"]


# Facts -------------------------------------------------------------------------------


def test_the_list_of_facts_is_read() -> None:
    facts, problems = load_facts("- {id: F1.4-40, mark: V, names: [§4a, 4]}\n- {id: F1.4-48, mark: G, part: yes}\n")
    assert not problems
    assert facts["F1.4-40"].names == {"§4a", "4"}
    assert facts["F1.4-40"].verified
    assert not facts["F1.4-48"].verified
    assert facts["F1.4-48"].part


@pytest.mark.parametrize(
    "entry",
    ["{id: F1, mark: V}", "{id: F1.1-01, mark: X}", "{id: F1.1-01}", "text", "{id: F1.1-01, mark: V, name: [1]}"],
)
def test_a_faulty_fact_is_left_out_with_its_line(entry: str) -> None:
    facts, problems = load_facts(f"- {{id: F1.1-02, mark: V}}\n- {entry}\n")
    assert set(facts) == {"F1.1-02"}
    assert [problem.line for problem in problems] == [2]


def test_a_fact_stands_there_once() -> None:
    assert len(load_facts("- {id: F1.1-02, mark: V}\n- {id: F1.1-02, mark: G}\n")[1]) == 1
    assert load_facts("a: b")[1]


def test_the_facts_of_this_repository_are_whole() -> None:
    facts, problems = load_facts((ROOT / "content/facts.yaml").read_text(encoding="utf-8"))
    assert not problems
    assert facts["F1.4-40"].verified
    assert "§4a" in facts["F1.4-40"].names


# Order -------------------------------------------------------------------------------

LIST = "---\nid: a\n---\n\n## Eins\n\n- [ ] A {: #a }\n- [ ] B {: #b }\n\n## Zwei\n\n- [ ] C {: #c }\n"


def order(german: str, other: str, *, checklist: bool = True) -> tuple[str, str | None] | None:
    found = difference(skeleton(german, checklist=checklist), skeleton(other, checklist=checklist))
    return found and (found[0], found[1].name if found[1] else None)


def test_the_same_order_is_no_difference() -> None:
    assert order(LIST, LIST.replace("Eins", "One")) is None


def test_what_only_one_has_is_no_question_of_order() -> None:
    assert order(LIST, LIST.replace("- [ ] B {: #b }\n", "")) is None


def test_a_moved_item_and_a_missing_section_are_found() -> None:
    moved = LIST.replace("- [ ] A {: #a }\n", "").replace("- [ ] C", "- [ ] A {: #a }\n- [ ] C")
    assert order(LIST, moved) == ("#a", "#b")
    assert order(LIST, LIST.replace("## Zwei\n\n", "")) == ("##", "#c")


def test_headings_of_running_text_are_compared_by_level() -> None:
    text = "---\nid: a\n---\n\n## Eins\n\n### Teil\n\n## Zwei\n"
    assert order(text, text, checklist=False) is None
    assert order(text, text.replace("### Teil", "## Teil"), checklist=False) == ("###", "##")
    assert order(text, text + "\n## Drei\n", checklist=False) == ("", "##")
