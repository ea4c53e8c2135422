"""What changed since the company answered, and the next round."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.checklists import service
from portal.checklists.models import Run
from portal.checklists.rules import Figures, Reason, ReasonTextNeeded, State
from tests import build
from tests.checklists.house import House
from tests.statements import count_queries

REWORDED = ("Erstens, ganz anders #eins kind=duty rev=2", "Zweitens #zwei", "  Darunter #darunter", "Drittens #drei")


def differences(house: House, language: str = "de") -> dict[str, service.Difference]:
    page = house.page(language)
    return service.differences(house.session, page.points, language, lambda html, _language: html)


def confirm_all(house: House, answers: list[tuple[str, int, int]]) -> tuple[int, int]:
    seen = [service.Seen(house.text.slug, *one) for one in answers]
    done = service.confirm_all(house.session, house.ben, house.company.id, seen)
    return done.confirmed, done.left


def test_the_difference_is_said_word_by_word(house: House) -> None:
    house.say(house.anna, "eins", State.DONE)
    assert differences(house) == {}
    house.publish_again(*REWORDED)
    (found,) = differences(house).values()
    assert found.caption == (("equal", "Erstens"), ("insert", ", ganz anders"))
    assert (found.parts, found.language) == ((), "de")


def test_parts_that_changed_are_compared_as_text(house: House) -> None:
    house.say(house.anna, "eins", State.DONE)
    slug = house.text.slug
    source = f"---\nid: {slug}\ntitle: Probe\naudience: company\nfield: strategie\n---\n\n## Alles\n\n"
    item = "- [ ] Erstens {: #eins kind=duty rev=2 }\n\n  **Warum:** Deshalb & <b>darum</b>.\n\n"
    rest = "- [ ] Zweitens {: #zwei }\n\n  - [ ] Darunter {: #darunter }\n\n- [ ] Drittens {: #drei }\n"
    build.publish(house.session, build.Kind.CHECKLIST, slug, "de", source + item + rest)
    (found,) = differences(house).values()
    assert not found.caption_changed
    ((name, pieces),) = found.parts
    assert name == "why"
    after = "".join(words for kind, words in pieces if kind != "delete")
    assert after == "Deshalb & darum."


def test_several_changes_are_compared_in_one_query(house: House) -> None:
    for key in ("eins", "zwei", "drei"):
        house.say(house.anna, key, State.DONE)
    house.publish_again("A #eins kind=duty rev=2", "B #zwei rev=2", "  Darunter #darunter", "C #drei rev=2")
    page = house.page()
    with count_queries() as queries:
        found = service.differences(house.session, page.points, "de", lambda html, _language: html)
    assert set(found) == {"eins", "zwei", "drei"}
    assert len(queries) == 1


def test_readers_of_english_see_the_english_difference(house: House) -> None:
    build.checklist(house.session, "Eins #e1", slug="zwei-sprachen", english="## All\n\n- [ ] One {: #e1 }\n")
    house.text = build.checklist(
        house.session, "Eins #e1", slug="zwei-sprachen", english="## All\n\n- [ ] One {: #e1 }\n"
    )
    house.say(house.anna, "e1", State.DONE)
    house.text = build.checklist(
        house.session, "Eins neu #e1 rev=2", slug="zwei-sprachen", english="## All\n\n- [ ] One anew {: #e1 }\n"
    )
    (found,) = differences(house, "en").values()
    assert (found.language, "".join(words for _kind, words in found.caption)) == ("en", "One anew")
    (german,) = differences(house, "de").values()
    assert (german.language, german.caption) == ("de", (("equal", "Eins"), ("insert", " neu")))


def test_without_english_words_of_that_time_the_german_ones_are_compared(house: House) -> None:
    house.say(house.anna, "eins", State.DONE)
    house.publish_again(*REWORDED)
    (found,) = differences(house, "en").values()
    assert found.language == "de"


def test_all_are_confirmed_at_once_but_what_changed_since_is_left(house: House) -> None:
    for key in ("eins", "zwei", "drei"):
        house.say(house.anna, key, State.DONE)
    house.publish_again("A #eins kind=duty rev=2", "B #zwei rev=2", "  Darunter #darunter", "C #drei rev=2")
    house.say(house.anna, "drei", State.IN_PROGRESS, 1)
    seen = [("eins", 1, 2), ("zwei", 1, 2), ("drei", 1, 2), ("nichts", 1, 2)]
    assert confirm_all(house, seen) == (2, 2)
    assert not house.page().to_confirm
    assert house.point("drei").state is State.IN_PROGRESS


def test_a_text_that_changed_again_is_not_confirmed_unread(house: House) -> None:
    house.say(house.anna, "eins", State.DONE)
    house.publish_again(*REWORDED)
    house.publish_again("Erstens, wieder anders #eins kind=duty rev=3", *REWORDED[1:])
    assert confirm_all(house, [("eins", 1, 2)]) == (0, 1)
    assert house.page().to_confirm


def test_an_item_added_later_is_marked_until_it_is_answered(house: House) -> None:
    assert not house.page().added
    house.say(house.anna, "eins", State.DONE)
    house.publish_again(
        "Erstens #eins kind=duty", "Zweitens #zwei", "  Darunter #darunter", "Drittens #drei", "Neu #neu"
    )
    assert [point.item.key for point in house.page().added] == ["neu"]
    house.say(house.anna, "zwei", State.DONE)
    assert [point.item.key for point in house.page().added] == ["neu"]
    house.say(house.anna, "neu", State.IN_PROGRESS)
    assert not house.page().added


# The answer to the item that this one came from.

SPLIT = (
    "Erstens #eins kind=duty retired=2026-11-01",
    "Erstens, vorher #vorher kind=duty was=eins",
    "Erstens, nachher #nachher was=eins",
    "Zweitens #zwei",
    "  Darunter #darunter",
    "Drittens #drei",
)


def take_over(house: House, key: str, meaning: int | None = None) -> None:
    service.take_over(house.session, house.ben, house.company.id, house.text.slug, key, meaning=meaning)


def test_the_old_answer_is_offered_and_not_counted(house: House) -> None:
    house.say(house.anna, "eins", State.DONE)
    house.note(house.anna, "eins", "Vertrag liegt vor", 1)
    house.publish_again(*SPLIT)
    for key in ("vorher", "nachher"):
        offer = house.point(key).offer
        assert offer is not None
        assert (offer.caption, offer.answer.state, offer.answer.note) == ("Erstens", State.DONE, "Vertrag liegt vor")
    assert house.page().figures == Figures(items=5, duties=1)
    take_over(house, "vorher")
    answer = house.point("vorher").answer
    assert answer is not None
    assert (answer.state, answer.note, answer.confirmed, answer.by) == (
        State.DONE,
        "Vertrag liegt vor",
        True,
        house.ben.name,
    )
    assert house.page().figures == Figures(items=5, done=1, duties=1, duties_done=1)
    assert house.point("vorher").offer is None
    assert [one.name.key for one in house.page().former] == ["eins"]


def test_what_nobody_answered_is_not_offered(house: House) -> None:
    house.say(house.anna, "zwei", State.DONE)
    house.publish_again(*SPLIT)
    assert house.point("vorher").offer is None
    with pytest.raises(service.NothingOffered):
        take_over(house, "vorher")
    with pytest.raises(service.NothingOffered):
        take_over(house, "drei")


def test_an_offer_that_was_read_with_other_words_is_not_taken_over(house: House) -> None:
    house.say(house.anna, "eins", State.DONE)
    house.publish_again(*SPLIT)
    read = house.point("vorher").item.meaning_revision
    house.publish_again(SPLIT[0], "Erstens, ganz anders #vorher kind=duty was=eins rev=2", *SPLIT[2:])
    with pytest.raises(service.TextChanged):
        take_over(house, "vorher", read)
    take_over(house, "vorher", house.point("vorher").item.meaning_revision)
    assert house.point("vorher").state is State.DONE


def test_what_a_colleague_answered_meanwhile_is_not_overwritten(house: House) -> None:
    house.say(house.anna, "eins", State.DONE)
    house.publish_again(*SPLIT)
    house.say(house.anna, "vorher", State.IN_PROGRESS)
    with pytest.raises(service.StateConflict):
        take_over(house, "vorher")
    assert house.point("vorher").state is State.IN_PROGRESS


def test_a_duty_takes_over_no_reason_without_words(house: House) -> None:
    house.say(house.anna, "drei", State.NOT_APPLICABLE, reason=Reason.NOT_HERE)
    house.publish_again(
        "Erstens #eins kind=duty",
        "Zweitens #zwei",
        "  Darunter #darunter",
        "Drittens #drei retired=2026-11-01",
        "Pflicht #pflicht kind=duty was=drei",
    )
    with pytest.raises(ReasonTextNeeded):
        take_over(house, "pflicht")
    assert house.point("pflicht").answer is None


# The next round.

REPEATED = ("Erstens #eins kind=duty", "Zweitens #zwei repeat=12m", "  Darunter #darunter", "Drittens #drei")


def finished(house: House) -> None:
    house.publish_again(*REPEATED)
    for key in ("eins", "zwei", "darunter", "drei"):
        house.say(house.anna, key, State.DONE)
    house.note(house.anna, "zwei", "Im Januar", 1)
    service.delegate(house.session, house.anna, house.company.id, house.text.slug, "drei", house.ben.user_id)
    service.finish(house.session, house.company.id, house.text.slug)


def next_round(house: House) -> int:
    return service.next_round(house.session, house.ben, house.company.id, house.text.slug)


def test_the_next_round_carries_answers_unconfirmed_and_repeats_open(house: House) -> None:
    finished(house)
    assert house.page().can_begin_round
    assert next_round(house) == next_round(house) == 2
    page = house.page()
    assert page.figures == Figures(items=4, duties=1, unconfirmed=3)
    assert service.figures(house.session, house.company.id)[house.text.document_id] == page.figures
    zwei = house.point("zwei").answer
    assert zwei is not None
    assert (zwei.state, zwei.note, zwei.confirmed) == (State.OPEN, "Im Januar", True)
    assert house.point("drei").owner == house.ben.name
    assert [point.item.key for point in page.to_confirm] == ["eins", "darunter", "drei"]
    seen = [(point.item.key, point.version, point.item.meaning_revision) for point in page.to_confirm]
    assert confirm_all(house, seen) == (3, 0)
    assert house.page().figures.done == 3


def test_an_earlier_round_is_read_as_it_was(house: House) -> None:
    finished(house)
    next_round(house)
    house.say(house.anna, "eins", State.OPEN, 1)
    company_id, slug = house.company.id, house.text.slug
    page = service.company_page(house.session, company_id, slug, "de", number=1)
    assert page is not None
    assert (page.figures.done, page.can_answer) == (4, False)
    assert [one.number for one in service.earlier_rounds(house.session, company_id, house.text.document_id)] == [1]
    assert service.company_page(house.session, company_id, slug, "de", number=7) is None
    assert house.page().run is not None
    history = service.item_history(house.session, company_id, slug, "eins", "de")
    assert [(one.number, [step.kind for step in one.steps]) for one in history.rounds] == [
        (2, ["said", "copied"]),
        (1, ["said"]),
    ]


def test_a_confirmation_in_a_new_round_can_be_taken_back(house: House) -> None:
    finished(house)
    next_round(house)
    service.confirm(house.session, house.anna, house.company.id, house.text.slug, "eins", version=1)
    service.undo(house.session, house.anna, house.company.id, house.text.slug, "eins", version=2)
    assert house.page().figures.unconfirmed == 3


def test_no_round_before_the_last_is_finished(house: House) -> None:
    with pytest.raises(service.NotBegun):
        next_round(house)
    house.say(house.anna, "eins", State.DONE)
    with pytest.raises(service.NotFinished):
        next_round(house)
    assert len(house.session.scalars(select(Run)).all()) == 1
