"""Words, and the lines of a text in which they stand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portal import text
from portal.search.rules import LONGEST_EXCERPT, Hit, excerpt, marked


def hits(words: str, *asked: str) -> list[Hit]:
    found = []
    for number, one in enumerate(asked):
        start = words.find(one)
        while start >= 0:
            found.append(Hit(start, start + len(one), frozenset({number})))
            start = words.find(one, start + 1)
    return sorted(found, key=lambda hit: hit.start)


def test_an_excerpt_begins_near_what_was_asked_for() -> None:
    words = f"{'anders ' * 60}Hier steht das Visum und sonst nichts. {'weiter ' * 60}"
    pieces = excerpt(words, hits(words, "Visum"))
    assert [piece.words for piece in pieces if piece.marked] == ["Visum"]
    assert pieces[0].words == "… "
    assert pieces[-1].words == " …"


def test_an_excerpt_shows_the_place_with_most_of_the_words() -> None:
    words = f"Visum {'anders ' * 60} Visum und Gebühr {'weiter ' * 60}"
    assert [piece.words for piece in excerpt(words, hits(words, "Visum", "Gebühr")) if piece.marked] == [
        "Visum",
        "Gebühr",
    ]


def test_a_short_text_stands_whole() -> None:
    assert "".join(piece.words for piece in excerpt("Nur das.", [])) == "Nur das."


@given(st.text(alphabet="ab ß\n", max_size=700), st.sampled_from(["a", "b", "ab"]))
def test_an_excerpt_is_a_stretch_of_the_text(words: str, asked: str) -> None:
    found = hits(words, asked)
    pieces = excerpt(words, found)
    body = [piece for piece in pieces if piece.words not in {"… ", " …"} or piece.marked]
    joined = "".join(piece.words for piece in body)
    assert joined in words or len(pieces) != len(body)
    assert len(joined) <= LONGEST_EXCERPT + len("…  …")
    assert "".join(piece.words for piece in marked(words, found)) == words
    assert all(asked == piece.words for piece in pieces if piece.marked)


@given(st.text(max_size=40))
def test_a_text_is_found_by_each_of_its_own_words(words: str) -> None:
    whole = text.composed(words)
    for language in ("de", "en"):
        terms = text.terms(whole, language)
        assert all(one.fits(terms) for one in text.wanted(whole, language))


@given(st.text(max_size=40))
def test_terms_are_letters_and_digits_alone(words: str) -> None:
    for language in ("de", "en"):
        for term in text.terms(text.composed(words), language):
            assert term.isascii()
            assert term.isalnum()
            assert term == term.lower()


@given(st.sampled_from(["Aufenthaltstitel", "Straßenbahn", "Überstunden", "Häuser"]), st.data())
def test_the_beginning_of_a_word_finds_it(word: str, data: st.DataObject) -> None:
    length = data.draw(st.integers(min_value=3, max_value=len(word)))
    (wanted,) = text.wanted(word[:length], "de")
    assert wanted.fits(text.terms(word, "de"))


def test_words_that_tell_nothing_are_left_out_unless_they_are_all() -> None:
    assert len(text.wanted("Wie verlängere ich den Aufenthaltstitel?", "de")) == 2
    assert len(text.wanted("der die das", "de")) == 3
    assert text.wanted('"*&|!:()', "de") == ()
