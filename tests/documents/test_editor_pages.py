"""The editor as a person meets it: pages that work without a script, and lose nothing."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.documents.models import Document, Draft, Item, KeptText
from portal.documents.rules import Kind
from tests import build
from tests.documents.texts import Point, checklist, prose, put

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.client import PortalClient

ONE, TWO = Point("eins", "Erster Punkt"), Point("zwei", "Zweiter Punkt", "kind=duty due=+3d law=yes")


class Editing:
    """A published checklist and an editor in front of it."""

    def __init__(self, rows: Session, as_user: Callable[[Any], PortalClient]) -> None:
        self.rows = rows
        put(rows, checklist([ONE, TWO]))
        rows.commit()
        self.document = rows.scalars(select(Document)).one()
        self.client = as_user(build.user(rows, Role.EDITOR, language="en"))
        self.other = as_user(build.user(rows, Role.EDITOR, language="en"))
        self.address = f"/editor/{self.document.id}/de"

    def form(self, client: PortalClient | None = None, **changes: Any) -> dict[str, Any]:
        """What the page's form would send, with some of it changed."""
        page = (client or self.client).get(f"/editor/{self.document.id}").text
        hidden = dict(re.findall(r'name="(stamp|typing|typed_by)" type="hidden" value="([^"]*)"', page))
        body = re.search(r"<textarea id=\"body\"[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
        assert body
        said = {"title": "Liste", "field": "ankommen", "audience": "company"}
        said |= {"as_of": "1.11.2026", "review_by": "1.11.2027", "body": html.unescape(body[1])}
        return hidden | said | changes

    def send(self, path: str = "", client: PortalClient | None = None, **changes: Any) -> Any:
        client = client or self.client
        return client.post(f"{self.address}{path}", data=self.form(client, **changes))

    @property
    def draft(self) -> str:
        return self.rows.scalars(select(Draft)).one().source

    def body(self, old: str = "", new: str = "") -> str:
        return str(self.form()["body"]).replace(old, new)


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


def test_two_editors_at_once_lose_nothing(desk: Editing) -> None:
    mine = desk.form(body=desk.body("Erster", "Mein erster"))
    desk.send(client=desk.other, body=desk.body("Erster", "Ihr erster"))
    answer = desk.client.post(desk.address, data=mine)
    assert answer.status_code == 303
    page = desk.client.get(answer.location).text
    assert "<del>Ihr</del>" in page
    assert "<ins>Mein</ins>" in page
    desk.client.post(f"{answer.location}/put-in")
    assert "Mein erster" in desk.draft
    assert "Ihr erster" in desk.rows.scalars(select(KeptText)).one().source


def test_autosave_tells_the_script_what_happened(desk: Editing) -> None:
    answer = desk.send("/autosave", body=desk.body("Erster", "Der erste"))
    assert answer.json["message"].startswith("saved ")
    old = desk.form(stamp="older", body="## Anfang\n\n- [ ] Etwas {: #eins }")
    refused = desk.client.post(f"{desk.address}/autosave", data=old)
    assert refused.status_code == 409
    assert "/kept/" in refused.json["url"]
    assert "Etwas" in desk.rows.scalars(select(KeptText)).one().source
    assert desk.send("/autosave", body=desk.body("Der erste", "Noch einmal")).json["stamp"] != answer.json["stamp"]


@pytest.mark.parametrize(
    "body", ["x" * 250_000, "- [ ] Punkt\n" * 5_000, "[" * 20_000], ids=["long", "items", "brackets"]
)
def test_too_much_is_refused_with_the_limit(desk: Editing, body: str) -> None:
    answer = desk.send(body=body)
    assert answer.status_code == 422
    assert "at most" in answer.text or "More than" in answer.text
    assert body[:100] in html.unescape(answer.text)


def test_an_item_is_a_form_that_writes_its_line(desk: Editing) -> None:
    page = desk.client.get(f"{desk.address}/items/zwei").text
    stamp = re.search(r'name="stamp" type="hidden" value="([^"]*)"', page)
    assert stamp
    said = {"stamp": stamp[1], "caption": "Zweiter Punkt", "kind": "recommendation", "days": "2", "unit": "w"}
    said |= {"direction": "-", "anchor": "move_in", "groups": ["eu_eea_ch", "moving"], "src": "F1.4-40, F1.4-41"}
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
    answer = desk.client.post(f"{desk.address}/items/zwei", data=said | {"anchor": "move_in"})
    assert answer.status_code == 422
    assert "a legal date is a duty" in answer.text


def test_an_item_is_added_and_retired_without_a_brace(desk: Editing) -> None:
    stamp = desk.form()["stamp"]
    answer = desk.client.post(
        f"{desk.address}/items", data={"stamp": stamp, "caption": "Neuer <b>Punkt</b>", "section": "Anfang"}
    )
    assert answer.location.endswith("/items/neuer-punkt")
    page = desk.client.get(answer.location).text
    found = re.search(r'name="stamp" type="hidden" value="([^"]*)"', page)
    assert found
    said = {"stamp": found[1], "caption": "Neuer Punkt", "kind": "duty", "do": "retire"}
    assert desk.client.post(answer.location, data=said).status_code == 303
    assert re.search(r"Neuer Punkt \{: #neuer-punkt kind=duty retired=\d{4}-\d\d-\d\d \}", desk.draft)


def published(desk: Editing, client: PortalClient, **said: str) -> Any:
    page = client.get(f"{desk.address}/publish").text
    stamp = re.search(r'name="stamp" value="([^"]*)"', page)
    assert stamp
    return client.post(f"{desk.address}/publish", data={"stamp": stamp[1], "when": "now", **said})


@pytest.mark.in_a_child
def test_publishing_says_its_effect_asks_and_then_does_it(desk: Editing) -> None:
    run = build.run(desk.rows, build.company(desk.rows), desk.document)
    build.answer(desk.rows, run, desk.rows.scalars(select(Item).where(Item.key == "eins")).one())
    desk.send(body=desk.body("Erster Punkt", "Anderer Punkt"))
    page = desk.other.get(f"{desk.address}/publish").text
    assert "Changed item: Anderer Punkt" in page
    assert "<del>Erster</del>" in page
    refused = published(desk, desk.other)
    assert refused.status_code == 422
    assert "Please say of each changed item" in refused.text
    assert published(desk, desk.other, **{"meaning-eins": "meaning", "note": "Klarer"}).status_code == 303
    history = desk.other.get(f"{desk.address}/versions?old=1&new=2").text
    assert "Klarer" in history
    assert "<ins>Anderer</ins>" in history
    assert "rev=2" in desk.other.get(f"{desk.address}/versions/2.md").text


def test_alone_one_needs_a_reason_and_stands_on_the_list(desk: Editing) -> None:
    desk.send(body=desk.body("Erster Punkt", "Erster  Punkt, klarer"))
    assert published(desk, desk.client, **{"meaning-eins": "editorial"}).status_code == 422
    said = {"meaning-eins": "editorial", "reason": "Falsche Frist"}
    assert published(desk, desk.client, **said).status_code == 303
    assert "Falsche Frist" in desk.other.get("/editor").text
    desk.other.post(f"{desk.address}/versions/2/looked")
    assert "Falsche Frist" not in desk.other.get("/editor").text


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
