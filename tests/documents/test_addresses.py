"""A text gets another address, and everything that led to it still does."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from portal import text
from portal.access import Role
from portal.audit.models import AuditEvent
from portal.documents import parsing, service
from portal.documents.models import Document, Draft, Item, KeptText
from portal.documents.rules import FIXED, Kind
from portal.documents.service import Refused, Result, editing
from portal.documents.service.editing import (
    BadAddress,
    FixedAddress,
    NameTaken,
    Notes,
    NothingToPublish,
    NotRepublished,
    Typed,
)
from portal.search import service as search
from portal.search.rules import Find
from portal.settings import ROOT
from tests import build
from tests.documents.texts import Point, checklist, prose, put

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy.orm import Session

    from tests.client import PortalClient

NOTES = Notes("Neue Adresse", "Neue Adresse von „Wohnen“")
LINK = Point("eins", "Erster Punkt", why="Mehr im [Leitfaden](/guides/wohnen#h-miete) und `](/guides/wohnen)`.")


class Place:
    """A guide about housing in two languages, and what leads to it: a list that a company answered, a guide that it
    follows, one in English alone, a page that only seems to, a draft, and a kept text.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.editor = build.user(session, Role.EDITOR)
        self.put(Kind.GUIDE, "wohnen", prose("## Miete\n\nMehr [hier](/guides/wohnen#h-miete).", "wohnen", "Wohnen"))
        self.put(Kind.GUIDE, "wohnen", prose("## Rent\n\nMore.", "wohnen", "Housing"), "en")
        self.put(Kind.CHECKLIST, "liste", checklist([LINK, Point("zwei", "Zweiter Punkt")]))
        old = "field: ankommen\nretired: 2026-11-01\nsuccessor: wohnen\n"
        self.put(Kind.GUIDE, "alt", prose("Veraltet.", "alt", "Alter Leitfaden", old))
        self.put(Kind.GUIDE, "andere", prose("Ohne Link.", "andere", "Andere"))
        self.put(Kind.GUIDE, "andere", prose("See [r].\n\n[r]: /guides/wohnen", "andere", "Other"), "en")
        self.put(
            Kind.PAGE, "blatt", prose("Nur `/guides/wohnen` und [mehr](/guides/wohnen-mehr).", "blatt", "Blatt", "")
        )
        self.put(Kind.GUIDE, "wohnen", prose("## Miete\n\nMehr [hier](/guides/wohnen#h-miete)!", "wohnen", "Wohnen"))
        self.document = self.of("wohnen")
        build.draft(session, self.of("blatt"), self.editor, "Nur", "Nur [dort](/guides/wohnen) und")
        self.kept = editing.keep(session, None, self.of("blatt").id, "de", "[x](/guides/wohnen)")
        session.flush()

    def put(self, kind: Kind, slug: str, source: str, language: str = "de") -> None:
        put(self.session, text.normalise(source), kind, slug, language)

    def of(self, slug: str) -> Document:
        return self.session.scalars(select(Document).where(Document.slug == slug)).one()

    def rename(self, slug: str, document: Document | None = None) -> int:
        one = document or self.document
        return editing.rename(self.session, self.editor.id, one.id, one.slug, slug, NOTES)

    def live(self, slug: str, language: str = "de") -> str:
        found = {(one.slug, one.language): one.source for one in service.live_sources(self.session)}
        return found[slug, language]

    def fit(self, slug: str) -> Any:
        return next(one for one in editing.lines(self.session) if one.slug == slug).translation.fit


@pytest.fixture
def place(db_session: Session) -> Place:
    return Place(db_session)


def test_all_that_leads_to_a_text_follows_it(place: Place) -> None:
    session, item = place.session, place.session.scalars(select(Item).where(Item.key == "eins")).one()
    run = build.run(session, build.company(session), place.of("liste"))
    answered = build.answer(session, run, item).revision
    told = editing.moving(session, place.document.id)
    assert [(one.title, one.live, one.unpublished) for one in told.followers] == [
        ("Liste", ("de",), 0),
        ("Alter Leitfaden", ("de",), 0),
        ("Other", ("en",), 0),
        ("Blatt", (), 2),
    ]
    users = [(one.title, one.languages, one.items) for one in editing.used_by(session, place.document.id)]
    assert users == [
        ("Liste", ("de",), ("Erster Punkt",)),
        ("Alter Leitfaden", ("de",), ()),
        ("Andere", ("en",), ()),
    ]
    fits = {slug: place.fit(slug) for slug in ("wohnen", "andere")}
    assert fits == {"wohnen": "outdated", "andere": "current"}

    assert place.rename("unterkunft") == len(told.followers)

    assert "id: unterkunft\n" in place.live("unterkunft")
    assert "id: unterkunft\n" in place.live("unterkunft", "en")
    assert "[hier](/guides/unterkunft#h-miete)" in place.live("unterkunft")
    assert "[Leitfaden](/guides/unterkunft#h-miete) und `](/guides/wohnen)`" in place.live("liste")
    assert "successor: unterkunft\n" in place.live("alt")
    assert "[r]: /guides/unterkunft" in place.live("andere", "en")
    assert "`/guides/wohnen` und [mehr](/guides/wohnen-mehr)" in place.live("blatt")
    draft = session.scalars(select(Draft)).one()
    assert ("[dort](/guides/unterkunft)" in draft.source, draft.base) == (True, 1)
    assert session.get_one(KeptText, place.kept.id).source == "[x](/guides/unterkunft)"
    # Nothing is asked again: translations stand as they stood, and so do answers.
    assert {slug: place.fit({"wohnen": "unterkunft"}.get(slug, slug)) for slug in fits} == fits
    session.refresh(item)
    assert answered >= item.meaning_revision
    newest = editing.versions(session, place.of("liste").id, "de")[0]
    assert (newest.number, newest.note, newest.minor) == (2, NOTES.others, True)
    # Search, report and "used by" know the new address.
    assert {one.slug for one in search.find(session, "Miete", "de", list(Find)).results} >= {"unterkunft"}
    assert [one.address for one in search.link_report(session, "de").dead] == ["/guides/wohnen-mehr"]
    assert [(one.title, one.languages, one.items) for one in editing.used_by(session, place.document.id)] == users
    deed = session.scalars(select(AuditEvent).where(AuditEvent.action == "document_moved")).one()
    assert deed.details == {"kind": "guide", "old": "wohnen", "new": "unterkunft"}


def test_former_addresses_lead_to_the_last_one_and_to_no_other_text(place: Place) -> None:
    session = place.session
    place.rename("b")
    place.rename("c")
    assert service.moves(session) == {(Kind.GUIDE, "wohnen"): "c", (Kind.GUIDE, "b"): "c"}
    with pytest.raises(NameTaken) as taken:
        editing.begin(session, place.editor.id, Kind.GUIDE, "Wohnen", "", "Text.")
    assert taken.value.document_id == place.document.id
    with pytest.raises(Refused):
        place.put(Kind.GUIDE, "b", prose("Text.", "b"))
    with pytest.raises(NameTaken):
        place.rename("wohnen", place.of("andere"))
    # A link to a former address is none that leads nowhere, and is used; the next change takes it along.
    place.put(Kind.PAGE, "spaet", prose("[dort](/guides/wohnen)", "spaet", "Spät", ""))
    assert [one.address for one in search.link_report(session, "de").dead] == ["/guides/wohnen-mehr"]
    assert "Spät" in [one.title for one in editing.used_by(session, place.document.id)]
    place.rename("wohnen")
    assert service.moves(session) == {(Kind.GUIDE, "b"): "wohnen", (Kind.GUIDE, "c"): "wohnen"}
    place.rename("d")
    assert "[dort](/guides/d)" in place.live("spaet")


def test_what_cannot_follow_refuses_the_whole(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that is refused by now, as after an update of the portal."""
    before = sorted((one.slug, one.language, one.source) for one in service.live_sources(place.session))
    read = parsing.read

    def strict(tasks: list[parsing.Task]) -> list[parsing.Reading]:
        fault = text.error(7, "No.")
        return [
            parsing.Reading(one, problems=(fault,)) if (one.slug, one.language) == ("andere", "en") else read(one)
            for one in tasks
        ]

    monkeypatch.setattr(parsing, "read_safely", strict)
    with pytest.raises(NotRepublished) as refusal:
        place.rename("unterkunft")
    assert (refusal.value.title, refusal.value.language) == ("Other", "en")
    assert sorted((one.slug, one.language, one.source) for one in service.live_sources(place.session)) == before
    assert service.moves(place.session) == {}
    assert "/guides/wohnen" in place.session.scalars(select(Draft)).one().source


def test_bad_addresses_are_refused_and_fixed_ones_stay(place: Place) -> None:
    with pytest.raises(BadAddress) as bad:
        place.rename("Straße & Co")
    assert bad.value.better == "strasse-co"
    place.put(Kind.PAGE, "impressum", prose("Wir.", "impressum", "Impressum", ""))
    with pytest.raises(FixedAddress):
        place.rename("wir", place.of("impressum"))


def test_who_has_the_text_open_is_not_behind(place: Place) -> None:
    """A page that was opened before, with and without a draft on it; older versions come back under the new address."""
    session, liste, alt = place.session, place.of("liste").id, place.of("alt").id
    stamp = build.draft(session, place.of("alt"), place.editor, "Veraltet", "Ganz veraltet").stamp
    kept = editing.keep(session, place.editor.id, alt, "de", "Neuer", base=1)
    open_list, open_page = (editing.desk(session, place.editor.id, one, "de") for one in (liste, place.of("blatt").id))
    place.rename("unterkunft")
    for shown, id_ in ((open_list, liste), (open_page, place.of("blatt").id)):
        typed = Typed(shown.source.replace("Liste", "Meine Liste").replace("Nur", "Bloß"), shown.stamp, "page")
        draft = editing.save(session, place.editor.id, id_, "de", typed)
        assert draft is not None
        assert "(/guides/unterkunft" in draft.source
        assert "(/guides/wohnen)`" in draft.source or id_ != liste
        assert not editing.desk(session, place.editor.id, id_, "de").moved
    shown = editing.desk(session, place.editor.id, alt, "de")
    assert (shown.base, shown.moved, shown.stamp, "successor: unterkunft" in shown.source) == (2, False, stamp, True)
    assert kept.base == 2
    with pytest.raises(NothingToPublish):
        editing.withdraw(session, place.editor.id, place.document.id, "en", 2)
    assert editing.bring_back(session, place.editor.id, place.document.id, "de", 1, "").number == 4


# Files ---------------------------------------------------------------------------------


def test_files_at_a_former_address_make_no_second_text(place: Place, tmp_path: Path) -> None:
    session = place.session

    def sync() -> dict[str, Result]:
        return {one.name: one.result for one in service.sync(session, tmp_path)}

    service.export(session, tmp_path, ours=True)
    old, new, english = (
        tmp_path / name for name in ("de/guides/wohnen.md", "de/guides/unterkunft.md", "en/guides/wohnen.md")
    )
    place.rename("unterkunft")
    said = service.sync(session, tmp_path)
    moved = {one.name: one.moved_to for one in said if one.result is Result.MOVED}
    assert moved == {f"{one}/guides/wohnen.md": f"{one}/guides/unterkunft.md" for one in ("de", "en")}
    assert not {Result.GONE, Result.CONFLICT, Result.NEW, Result.REFUSED} & {one.result for one in said}

    english.write_text(english.read_text().replace("More.", "Much more."))
    for _again in range(2):
        assert sync()["en/guides/wohnen.md"] is Result.CONFLICT
    kept = session.scalars(select(KeptText).where(KeptText.document_id == place.document.id)).one()
    assert (kept.origin, "Much more." in kept.source, "id: unterkunft" in kept.source) == ("files", True, True)

    service.export(session, tmp_path, ours=True)
    assert service.clear_away(session, tmp_path) == [old]
    assert (old.exists(), new.exists(), english.exists()) == (False, True, True)
    english.unlink()
    assert set(sync().values()) == {Result.UNCHANGED}
    assert service.export(session, tmp_path, ours=True) == []
    # A link by hand to the former address is no dead one: the check says where it leads.
    (tmp_path / "de/pages/hand.md").write_text(prose("[dort](/guides/wohnen)", "hand", "Hand", ""))
    found = service.examine(tmp_path, {}, dt.date(2026, 11, 22), moved=service.moves(session)).findings
    assert [one.problem.params["new"] for one in found if one.problem.params.get("new")] == ["/guides/unterkunft"]


# Pages ---------------------------------------------------------------------------------


def test_from_the_page_to_readers(
    rows: Session, client: PortalClient, as_user: Callable[[Any], PortalClient], place_of_rows: Place
) -> None:
    """What is typed is not lost, what prevents it is said; then readers and forms from an old page are led on."""
    editor = as_user(build.user(rows, Role.EDITOR, language="en"))
    document = place_of_rows.document
    page = f"/editor/{document.id}/address"
    assert f'href="{page}"' in editor.get(f"/editor/{document.id}").text
    assert "/guides/wohnen" in editor.get(page).text
    assert as_user(build.user(rows, Role.CONSULTANT)).get(page).status_code == 403

    bad = editor.post(page, data={"present": "wohnen", "slug": "Straße & Co"})
    assert (bad.status_code, "Straße &amp; Co" in bad.text, 'value="strasse-co"' in bad.text) == (422, True, True)
    taken = editor.post(page, data={"present": "wohnen", "slug": "andere"})
    assert (taken.status_code, f'href="/editor/{place_of_rows.of("andere").id}"' in taken.text) == (422, True)
    assert editor.post(page, data={"present": "x", "slug": "neu"}).location == page

    done = editor.post(page, data={"present": "wohnen", "slug": "Straße & Co", "take": "strasse-co"})
    assert done.status_code == 303
    assert "/guides/strasse-co" in editor.get(done.location).text
    led = client.get("/guides/wohnen?lang=en&from=/guides")
    assert (led.status_code, led.location) == (302, "/guides/strasse-co?lang=en&from=/guides")
    form = client.post("/guides/wohnen/feedback", data={"helpful": "yes"})
    assert (form.status_code, form.location) == (307, "/guides/strasse-co/feedback")
    assert client.get("/guides/nie-da").status_code == 404


def test_a_moved_checklist_is_found_by_whoever_may_read_it(
    rows: Session, client: PortalClient, as_user: Callable[[Any], PortalClient], place_of_rows: Place
) -> None:
    place_of_rows.put(Kind.GUIDE, "weg", prose("[Zur Liste](/checklists/liste).", "weg", "Wegweiser"))
    place_of_rows.put(Kind.OFFICE, "amt", prose("Amt.", "amt", "Das Amt", "concerns: [familie]\n"))
    place_of_rows.rename("neue-liste", place_of_rows.of("liste"))
    place_of_rows.rename("neues-amt", place_of_rows.of("amt"))
    company = build.company(rows)
    member, staff = as_user(build.member(rows, company)), as_user(build.user(rows, Role.CONSULTANT))
    assert client.get("/checklists/liste").location == "/login?next=/checklists/liste"
    assert member.get("/checklists/liste").location == "/checklists/neue-liste"
    assert staff.get("/checklists/liste/pdf").status_code in {403, 404}
    state = member.post(
        "/checklists/liste/items/eins/state", data={"state": "done", "version": 0, "company": company.id}
    )
    assert (state.status_code, state.location) == (307, "/checklists/neue-liste/items/eins/state")
    beside = f"/companies/{company.id}/checklists"
    assert staff.get(f"{beside}/liste").location == f"{beside}/neue-liste"
    # Who may not read is told nothing about where it leads.
    assert staff.get("/companies/999999/checklists/liste").status_code == 404
    assert member.get(f"{beside}/liste").status_code == 403
    # A guide that only says the new address is not announced as a reworked one; an office is named as it was chosen.
    home = member.get("/").text
    assert ("Wohnen" in home, "Wegweiser" in home) == (True, False)
    closed = build.request(rows, company, state="closed", outcome="referred", office="amt")
    assert "/directory/neues-amt" in member.get(f"/consultations/{closed.id}").text


@pytest.fixture
def place_of_rows(rows: Session) -> Place:
    place = Place(rows)
    rows.commit()
    return place


def test_every_address_that_the_portal_names_is_fixed() -> None:
    sources = "".join(one.read_text() for one in (ROOT / "portal").rglob("*") if one.suffix in {".html", ".py"})
    named = re.findall(r"""documents\.page['"], slug=['"]([a-z-]+)""", sources)
    named += re.findall(r'_page\("([a-z-]+)"\)', sources)
    named += re.findall(r'^TERMS = "([a-z-]+)"', sources, re.MULTILINE)
    assert set(named) == FIXED
