"""The editor as a person meets it: pages that work without a script, and lose nothing."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.documents import form_sentences
from portal.documents.models import Draft, Item
from portal.documents.rules import Kind
from portal.text import child
from portal.web import gate
from tests import build
from tests.documents.desks import DUTY, Editing, published
from tests.documents.texts import Point, checklist, prose, put
from tools import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.client import PortalClient


@pytest.fixture
def desk(rows: Session, as_user: Callable[[Any], PortalClient]) -> Editing:
    return Editing(rows, as_user)


def test_only_editors_come_in(rows: Session, as_user: Callable[[Any], PortalClient], desk: Editing) -> None:
    member = as_user(build.member(rows, build.company(rows)))
    for client in (member, as_user(build.user(rows, Role.CONSULTANT))):
        assert client.get(f"/editor/{desk.document.id}").status_code == 403
        for path in ("/versions", "/versions/1.md", "/publish", "/source", "/against-live"):
            assert client.get(f"{desk.address}{path}").status_code == 403
        assert client.get("/editor").status_code == 403
        assert client.post(f"{desk.address}/preview", data={"body": "x"}).status_code == 403


def test_the_list_says_where_each_text_stands(desk: Editing) -> None:
    page = desk.client.get("/editor").text
    assert f'href="/editor/{desk.document.id}"' in page
    assert "Version 1 published" in page
    assert "Missing" in page
    desk.send(body=desk.body("Erster", "Der erste"))
    assert "Draft" in desk.client.get("/editor?tab=work").text


def test_the_bar_shows_one_place_at_a_time(desk: Editing) -> None:
    for address in ("/editor", "/editor/links", desk.address):
        nav = desk.client.get(address, follow_redirects=True).text.split('<nav class="p-nav"')[1].split("</nav>")[0]
        assert nav.count('aria-current="page"') == 1, address


def test_saving_an_unchanged_page_changes_nothing(desk: Editing) -> None:
    assert desk.send().status_code == 303
    assert desk.rows.scalars(select(Draft)).all() == []


def test_details_are_fields_and_land_in_the_front_matter(desk: Editing) -> None:
    desk.send(title='Neue "Liste": eins', sources="F1.4-40, F1.4-41", review_by="31.12.2027")
    assert 'title: "Neue \\"Liste\\": eins"' in desk.draft
    assert "sources: [F1.4-40, F1.4-41]" in desk.draft
    assert "review_by: 2027-12-31" in desk.draft
    assert "audience: company" in desk.draft


def test_an_item_without_id_gets_one_when_saved(desk: Editing) -> None:
    desk.send(body=f"{desk.body()}\n- [ ] Neuer Punkt\n")
    assert "- [ ] Neuer Punkt {: #neuer-punkt }" in desk.draft


def test_the_preview_shows_what_is_not_saved(desk: Editing) -> None:
    answer = desk.send("/preview", body=desk.body("Erster", "Ungespeicherter"))
    assert answer.status_code == 200
    assert answer.text.count("Ungespeicherter") >= 2
    assert desk.rows.scalars(select(Draft)).all() == []


def test_the_preview_is_safe(desk: Editing) -> None:
    nasty = "\n\n<script>alert(1)</script> [x](javascript:alert(1)) <img src=//host/x onerror=alert(1)>\n"
    data = desk.form(body=desk.body() + nasty)
    pane = desk.client.post(f"{desk.address}/preview", data=data, headers={"HX-Request": "true"}).text
    assert "<script" not in pane
    assert "javascript:" not in pane
    assert "onerror" not in pane


def test_problems_name_the_line_of_the_field_and_mend_themselves(desk: Editing) -> None:
    body = f"{desk.body()}\n- [ ] Kopie {{: #eins }}\n"
    page = desk.send("/preview", body=body).text
    line = body.split("\n").index("- [ ] Kopie {: #eins }") + 1
    assert f'data-line="{line}"' in page
    button = re.search(r'name="mend" value="([^"]+)"', page)
    assert button
    assert desk.send("/mend", body=body, mend=button[1]).status_code == 303
    assert "#eins-2" in desk.draft


TOO_MUCH = {
    "at most 200 KB": "ü" * 524_288,
    "at most 1000 are possible": "- [ ] Punkt\n" * 10_000,
    "More than 500 brackets": "[" * 20_000,
}


def test_too_much_is_refused_with_the_limit_and_without_work(desk: Editing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Markdown is read in processes of their own; here none can start."""
    said = desk.form(then="publish", reference="/checklists/liste")
    monkeypatch.setattr(child.subprocess, "run", None)
    for limit, body in TOO_MUCH.items():
        for path in ("", "/preview", "/autosave"):
            answer = desk.client.post(f"{desk.address}{path}", data=said | {"body": body})
            assert answer.status_code == (200 if path == "/preview" else 422)
            assert limit in answer.text
            if path == "/autosave":
                assert answer.json["message"].startswith("Not saved; your text is still here. ")
            else:
                assert body in answer.text
    for path in ("/mend", "/discard", "/refer"):
        answer = desk.client.post(f"{desk.address}{path}", data=said | {"body": body})
        assert (answer.status_code, limit in answer.text, body in answer.text) == (422, True, True), path
    pane = desk.client.post(f"{desk.address}/preview", data=said | {"body": body}, headers={"HX-Request": "true"})
    assert limit in pane.text
    assert desk.rows.scalars(select(Draft)).all() == []


def test_a_form_beyond_all_bounds_is_a_page_or_a_message(desk: Editing) -> None:
    said = desk.form(body="x" * gate.LONG_FORM)
    page = desk.client.post(desk.address, data=said)
    assert page.status_code == 413
    assert "Go back in the browser" in page.text
    part = desk.client.post(f"{desk.address}/preview", data=said, headers={"HX-Request": "true"})
    assert part.status_code == 413
    assert "Your text is still here" in part.text
    # Others stay as narrow as they were.
    assert desk.client.post("/editor/new", data={"title": "x" * 2_000_000}).status_code == 413


def test_an_item_is_a_form_that_writes_its_line(desk: Editing) -> None:
    page = desk.client.get(f"{desk.address}/items/zwei").text
    stamp = re.search(r'name="stamp" type="hidden" value="([^"]*)"', page)
    assert stamp
    said = {"stamp": stamp[1], "caption": "Zweiter Punkt", "kind": "recommendation", "days": "2", "unit": "w"}
    said |= {"direction": "-", "anchor": "move_in", "groups": ["eu_eea_ch", "moving"], "src": "F1.4-40; F1.4-41"}
    assert desk.client.post(f"{desk.address}/items/zwei", data=said).status_code == 303
    line = "- [ ] Zweiter Punkt {: #zwei kind=recommendation due=-2w anchor=move_in groups=eu_eea_ch,moving src=F1.4-40,F1.4-41 }"
    assert line in desk.draft
    assert "- [ ] Erster Punkt {: #eins }" in desk.draft


def test_an_item_links_to_a_guide_by_choice_and_once(desk: Editing) -> None:
    put(desk.rows, prose("Text"), Kind.GUIDE, "text")
    desk.rows.commit()
    for _again in range(2):
        page = desk.client.get(f"{desk.address}/items/eins").text
        stamp = re.search(r'name="stamp" type="hidden" value="([^"]*)"', page)
        assert stamp
        assert '<option value="/guides/text">Ein Text</option>' in page
        said = {"stamp": stamp[1], "caption": "Erster Punkt", "kind": "recommendation", "guide": "/guides/text"}
        desk.client.post(f"{desk.address}/items/eins", data=said)
    assert desk.draft.count("**So geht's:** Mehr im Leitfaden [Ein Text](/guides/text).") == 1


def test_an_item_says_what_does_not_go_together(desk: Editing) -> None:
    said = {
        "caption": "Zweiter Punkt",
        "kind": "recommendation",
        "days": "2",
        "unit": "w",
        "direction": "+",
        "law": "y",
    }
    address = f"{desk.address}/items/zwei"
    wrong = (
        ({}, "kind", "A date set by law belongs to a duty"),
        ({"kind": "duty", "days": ""}, "days", "A date set by law lacks its date"),
        ({"kind": "duty", "sizes": ["10-49"]}, "sizes", "A duty is never left out by size"),
        ({"kind": "duty", "days": "bald"}, "days", "Write a whole number"),
        ({"kind": "duty", "src": "§ 3"}, "src", "Sources are named like F1.4-40"),
        ({"kind": "duty", "was": "zwei"}, "was", "the item&#39;s own id"),
        ({"kind": "duty", "was": "#nie"}, "was", "has never had an item with this id"),
    )
    for more, field, sentence in wrong:
        answer = desk.client.post(address, data=said | {"anchor": "move_in"} | more)
        assert answer.status_code == 422
        assert f'<a href="#{field}">' in answer.text
        assert sentence in answer.text.split(f'id="{field}-error"')[1].split("</p>")[0]
        assert "braces" not in answer.text.split("<main")[1].split("</main")[0]
    # What stands in the braces already is said in the same words beside the text, with the way to the form.
    desk.send(body=desk.body().replace("kind=duty due=+3d", "due=+3d"))
    page = desk.client.get(desk.address, follow_redirects=True).text
    problems = page.split('id="problems"')[1].split("</section>")[0]
    assert "A date set by law belongs to a duty" in problems
    assert f'href="{desk.address}/items/zwei"' in problems


def test_what_the_details_lack_is_said_by_the_name_of_the_field(desk: Editing) -> None:
    answer = desk.client.post("/editor/new", data={"kind": "guide", "title": "Ein neuer Leitfaden"})
    page = desk.client.get(answer.location).text
    problems = page.split('id="problems"')[1].split("</section>")[0]
    assert "“Field of action” is still empty." in html.unescape(problems)
    assert "front matter" not in page
    assert re.search(r'<label for="field">Field of action</label>', page)


def test_sentences_of_the_form_are_said_for_rules_that_exist() -> None:
    known = {
        str(message.id) for area in ("text", "documents") for message in catalogue.read(catalogue.catalogue_path(area))
    }
    assert set(form_sentences.BY_MESSAGE) | set(form_sentences.BY_HEAD) <= known


def test_an_item_is_added_and_retired_without_a_brace(desk: Editing) -> None:
    stamp = desk.form()["stamp"]
    said = {"stamp": stamp, "caption": "Neuer  Punkt <A1> & C", "section": "Anfang"}
    for words, sentence in (("x" * 501, "501"), ("Satz {: #eins }", "without braces"), ("", "what is to be done")):
        refused = desk.client.post(f"{desk.address}/items", data=said | {"caption": words})
        assert refused.status_code == 422
        assert words in html.unescape(refused.text)
        assert sentence in refused.text
    answer = desk.client.post(f"{desk.address}/items", data=said)
    assert answer.location.endswith("/items/neuer-punkt-a1-c")
    assert "- [ ] Neuer Punkt <A1> & C {: #neuer-punkt-a1-c }" in desk.draft
    page = desk.client.get(answer.location).text
    found = re.search(r'name="stamp" type="hidden" value="([^"]*)"', page)
    assert found
    said = {"stamp": found[1], "do": "retire"}
    assert desk.client.post(f"{answer.location}/retired", data=said).status_code == 303
    assert re.search(r"& C \{: #neuer-punkt-a1-c retired=\d{4}-\d\d-\d\d \}", desk.draft)


def test_an_item_is_explained_in_its_form(desk: Editing) -> None:
    page = desk.client.get(f"{desk.address}/items/eins").text
    stamp = re.search(r'name="stamp" type="hidden" value="([^"]*)"', page)
    assert stamp
    said = {"stamp": stamp[1], "caption": "Erster Punkt", "kind": "recommendation"}
    assert desk.client.post(f"{desk.address}/items/eins", data=said).status_code == 303
    assert desk.rows.scalars(select(Draft)).all() == []
    refused = desk.client.post(f"{desk.address}/items/eins", data=said | {"watch": "Nein", "how": "- [ ] Ein Punkt"})
    assert refused.status_code == 422
    assert "- [ ] Ein Punkt</textarea>" in refused.text
    said |= {"how": "So:\r\n\r\n- eins\r\n- zwei", "why": "Darum."}
    assert desk.client.post(f"{desk.address}/items/eins", data=said).status_code == 303
    assert "{: #eins }\n\n  **Warum:** Darum.\n\n  **So geht's:** So:\n\n  - eins\n  - zwei\n\n- [ ] Zw" in desk.draft
    too_much = said | {"why": "Viel mehr. " * 1500, "how": "Und [" * 600}
    answer = desk.client.post(f"{desk.address}/items/eins", data=too_much)
    assert answer.status_code == 422
    assert "Und [" * 600 in answer.text


def test_what_buttons_mend_is_said_without_a_brace(desk: Editing) -> None:
    gone = desk.send(body=desk.body().split("- [ ] Zweiter")[0])
    assert gone.status_code == 303
    problems = (
        desk.client.get(desk.address, follow_redirects=True).text.split('id="problems"')[1].split("</section>")[0]
    )
    assert "The item “Zweiter Punkt” is missing. Companies may have answered it." in problems
    assert "Retire the item (answers stay in the history)" in problems
    assert "retired=" not in problems
    page = desk.client.get(f"{desk.address}/publish").text
    assert "retired=" not in page
    # The translation, with one German item of two and one of its own.
    english = "---\nid: liste\ntitle: List\n---\n\n## Start\n\n- [ ] First {: #eins }\n\n  **Why:** So.\n"
    put(desk.rows, english, language="en")
    desk.rows.commit()
    address = f"/editor/{desk.document.id}/en"
    page = desk.client.get(address).text
    assert "1 item is missing in English." in page
    german = build.user(desk.rows, Role.EDITOR, language="de")
    desk.rows.commit()
    theirs = desk.as_user(german).get(address).text.split('id="pane"')[1]
    assert ("Why:</b>" in theirs, "Warum:</b>" in theirs) == (True, False)
    hidden = dict(re.findall(r'name="(stamp|typing|typed_by)" type="hidden" value="([^"]*)"', page))
    said = hidden | {"title": "List", "body": "## Start\n\n- [ ] First, typed {: #eins }\n\n- [ ] Mine\n"}
    shown = desk.client.post(f"{address}/preview", data=said).text
    assert "It translates “Zweiter Punkt”" in shown
    assert "Take the item out" in shown
    assert "--fix" not in shown
    said["body"] = "## Start\n\n- [ ] First, typed {: #eins }\n"
    assert desk.client.post(f"{address}/mend", data=said | {"mend": "add_missing//1"}).status_code == 303
    draft = desk.rows.scalars(select(Draft).where(Draft.language == "en")).one().source
    assert "- [ ] First, typed {: #eins }\n\n- [ ] Zweiter Punkt {: #zwei }\n" in draft


def test_when_an_item_is_due_is_said_in_words(desk: Editing) -> None:
    more = "\n- [ ] Neu {: #neu due=-2w }\n- [ ] Neuer {: #neuer due=0d anchor=move_in }\n"
    desk.send(body=f"{desk.body()}{more}")
    # The preview speaks as readers get the text, the page about it as its editor does.
    preview = desk.client.get(desk.address, follow_redirects=True).text
    assert "2 Wochen vor dem ersten Arbeitstag" in preview
    assert "gesetzliche Frist: 3 Tage nach dem ersten Arbeitstag" in preview
    page = desk.client.get(f"{desk.address}/publish").text
    assert "2 weeks before the first working day" in page
    assert "on the day itself: Moving in" in page
    assert "Recommendation, 2 weeks before" in page


def test_archiving_leads_to_what_is_kept_when_somebody_else_saved(desk: Editing) -> None:
    stamp = desk.form()["stamp"]
    desk.send(client=desk.other, body=desk.body("Erster", "Der erste"))
    answer = desk.client.post(f"{desk.address}/archive", data={"stamp": stamp})
    assert "/kept/" in answer.location
    assert "retired:" not in desk.draft


def test_archiving_is_taken_back_while_it_is_a_draft(desk: Editing) -> None:
    desk.send(body=desk.body("Erster", "Der erste"))
    desk.client.post(f"{desk.address}/archive", data={"stamp": desk.form()["stamp"]})
    page = desk.client.get(desk.address, follow_redirects=True).text
    assert "The draft archives this text" in page
    assert "Archive this text …" not in page
    answer = desk.client.post(f"{desk.address}/unarchive", data={"stamp": desk.form()["stamp"]})
    assert answer.status_code == 303
    assert "retired:" not in desk.draft
    assert "Der erste Punkt" in desk.draft
    page = desk.client.get(desk.address, follow_redirects=True).text
    assert "Archive this text …" in page
    desk.client.post(f"{desk.address}/unarchive", data={"stamp": desk.form()["stamp"]})
    assert "The draft says already" in desk.client.get(desk.address, follow_redirects=True).text


def test_what_becomes_binding_is_said_in_words_and_is_no_small_change(desk: Editing) -> None:
    put(desk.rows, "---\nid: liste\ntitle: List\n---\n\n## Start\n\n- [ ] One {: #eins }\n", language="en")
    desk.rows.commit()
    desk.send(body=desk.body("{: #eins }", "{: #eins kind=duty due=+2w }"))
    page = desk.other.get(f"{desk.address}/publish").text
    assert "<del>Recommendation</del> <ins>Legal duty, 2 weeks after the first working day</ins>" in page
    refused = published(desk, desk.other, **{"meaning-eins": "meaning", "minor": "y"})
    assert refused.status_code == 422
    assert "the translation has to follow" in refused.text
    assert published(desk, desk.other, **{"meaning-eins": "meaning"}).status_code == 303
    page = desk.other.get(f"{desk.address}/versions/1/restore").text
    assert "<del>Legal duty, 2 weeks after the first working day</del> <ins>Recommendation</ins>" in page


@pytest.mark.in_a_child
def test_publishing_says_its_effect_asks_and_then_does_it(desk: Editing) -> None:
    run = build.run(desk.rows, build.company(desk.rows), desk.document)
    build.answer(desk.rows, run, desk.rows.scalars(select(Item).where(Item.key == "eins")).one())
    desk.send(body=desk.body("Erster Punkt", "Anderer Punkt, {{ figure:blue-card }}"))
    page = desk.other.get(f"{desk.address}/publish").text
    assert "Changed item: Anderer Punkt" in page
    assert "<del>Erster</del>" in page
    refused = published(desk, desk.other)
    assert refused.status_code == 422
    assert "Please say of each changed item" in refused.text
    assert published(desk, desk.other, **{"meaning-eins": "meaning", "note": "Klarer"}).status_code == 303
    history = desk.other.get(f"{desk.address}/versions?old=1&new=2").text
    assert "Klarer" in history
    read, written = history.split("As it is written")
    assert "<ins>Anderer</ins>" in read
    assert ("figure:" in read, " €" in read, "figure:blue-card" in written) == (False, True, True)
    assert "rev=2" in desk.other.get(f"{desk.address}/versions/2.md").text


def test_what_was_typed_about_a_text_that_moved_meanwhile_stands_there_again(desk: Editing) -> None:
    """A comment, a note, a reason, an answer, a time: the same page with the state of now, and sending it again works."""
    desk.send(body=desk.body("Erster", "Der erste"))
    for path in ("/hand-in", "/hand-back"):
        old = desk.form()["stamp"]
        desk.send(body=desk.body("punkt", "Punkt").replace("Punkt", f"Punkt {path[-2:]}", 1))
        said = {"stamp": old, "comment": "Stimmt die Frist?"}
        again = desk.other.post(f"{desk.address}{path}", data=said)
        assert again.status_code == 409
        assert "Somebody changed the text in the meantime" in again.text
        assert "Stimmt die Frist?</textarea>" in again.text
        stamp = re.findall(r'name="stamp"[^>]* value="([^"]*)"', again.text)
        assert stamp == [desk.form()["stamp"]]
        assert desk.other.post(f"{desk.address}{path}", data=said | {"stamp": stamp[0]}).status_code == 303
    said = {"note": "Neue Frist", "reason": "Eilt sehr", "when": "later", "day": "31.12.", "time": "9:17"}
    said |= {"meaning-eins": "editorial", "stamp": old}
    again = desk.client.post(f"{desk.address}/publish", data=said)
    assert again.status_code == 409
    for words in ("Neue Frist", "Eilt sehr", "31.12.", "9:17"):
        assert f'value="{words}"' in again.text, words
    assert 'name="meaning-eins" value="editorial" checked' in again.text
    assert f'name="stamp" value="{desk.form()["stamp"]}"' in again.text
    put(desk.rows, checklist([Point("eins", "Erster Punkt, neu"), DUTY]))
    desk.rows.commit()
    moved = desk.client.post(f"{desk.address}/publish", data=said | {"stamp": desk.form()["stamp"]})
    assert (moved.status_code, "Readers see another text by now" in moved.text) == (409, True)
    assert 'value="Neue Frist"' in moved.text
    assert "Neue Frist" not in desk.client.get(f"{desk.address}/publish").text


def test_a_mistake_is_taken_back_at_once(desk: Editing) -> None:
    desk.send(body=desk.body("Erster Punkt", "Falscher Punkt"))
    published(desk, desk.other, **{"meaning-eins": "meaning"})
    assert desk.client.post(f"{desk.address}/versions/2/withdraw").status_code == 303
    assert "took version 2" in desk.other.get("/editor").text
    assert "Erster Punkt" in desk.other.get(f"{desk.address}/versions/3.md").text


def test_a_text_is_handed_in_with_a_comment_and_given_back(desk: Editing) -> None:
    desk.send(body=desk.body("Erster", "Der erste"))
    stamp = desk.form()["stamp"]
    desk.client.post(f"{desk.address}/hand-in", data={"stamp": stamp, "comment": "Bitte die Frist prüfen"})
    assert "Liste" in desk.other.get("/editor?tab=review").text
    assert "Bitte die Frist prüfen" in desk.other.get(f"/editor/{desk.document.id}").text
    desk.other.post(f"{desk.address}/hand-back", data={"stamp": stamp, "comment": "Frist stimmt nicht"})
    assert "Frist stimmt nicht" in desk.client.get(f"/editor/{desk.document.id}").text


def test_a_text_is_begun_from_a_template_and_published(desk: Editing) -> None:
    answer = desk.client.post("/editor/new", data={"kind": "guide", "title": "Ein Leitfaden"})
    assert answer.status_code == 303
    page = desk.client.get(answer.location).text
    assert "## Worum es geht" in html.unescape(page)
    assert "Ein Leitfaden" not in desk.client.get("/guides").text
    again = desk.client.post("/editor/new", data={"kind": "guide", "title": "Ein Leitfaden"})
    assert again.status_code == 422
    assert answer.location in again.text


def test_archiving_names_what_links_there(desk: Editing) -> None:
    put(desk.rows, prose("Siehe [Liste](/checklists/liste)."), Kind.GUIDE, "text")
    desk.rows.commit()
    assert "Ein Text" in desk.client.get(f"{desk.address}/archive").text
    desk.client.post(f"{desk.address}/archive", data={"stamp": desk.form()["stamp"]})
    assert re.search(r"retired: \d{4}-\d\d-\d\d", desk.draft)


def test_who_else_is_here_is_said(desk: Editing) -> None:
    desk.other.post(f"{desk.address}/here")
    assert "is here, too" in desk.client.post(f"{desk.address}/here").json["message"]
    assert "is here, too" in desk.client.get(f"/editor/{desk.document.id}").text
    assert desk.client.get(f"/editor/{desk.document.id + 99}").status_code == 404


def test_what_was_typed_after_the_log_in_ended_is_held(desk: Editing) -> None:
    said = desk.form(body=desk.body("Erster", "Lange getippter"))
    desk.client.post("/logout")
    answer = desk.client.post(desk.address, data=said, headers={"Sec-Fetch-Site": "same-origin"})
    assert "Lange getippter" in html.unescape(answer.text)


def test_a_link_to_a_text_or_a_figure_is_chosen_from_a_list(desk: Editing) -> None:
    put(desk.rows, prose("Text"), Kind.GUIDE, "text")
    put(desk.rows, prose("Text").replace("id: text", "id: stelle"), Kind.OFFICE, "stelle")
    desk.rows.commit()
    page = desk.client.get(f"/editor/{desk.document.id}").text
    groups = re.findall(r'<optgroup label="([\w ]+)">(.*?)</optgroup>', page)
    assert [label for label, _options in groups] == ["Guides", "Offices", "Yearly figures"]
    assert 'value="/guides/text" lang="de" data-link="[Ein Text](/guides/text)">Ein Text<' in groups[0][1]
    typed = desk.body("Erster", "Getippter")
    assert desk.send("/refer", body=typed, reference="/directory/stelle").status_code == 303
    assert desk.draft.endswith("law=yes }\n\n  [Ein Text](/directory/stelle)\n")
    assert "Getippter" in desk.draft
    assert desk.send("/refer", body=typed, reference="figure:blue-card").status_code == 303
    assert desk.draft.endswith("{{ figure:blue-card }}\n")
    assert "move or indent it" not in desk.client.get(f"/editor/{desk.document.id}").text
    nowhere = desk.send("/refer", body=typed + "Neu", reference="//host")
    assert nowhere.status_code == 422
    assert "Please choose what" in nowhere.text
    assert f"{typed}Neu" in html.unescape(nowhere.text)
