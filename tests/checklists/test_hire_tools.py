"""What an item of a hire can do besides being answered: all that an item of a company's checklist can."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal import clock
from portal.access import Role
from portal.checklists import service
from portal.checklists.models import Hire, ItemDate, ItemOwner, Measure, MeasureChange, Run
from portal.checklists.rules import Tab
from portal.db.tenancy import company_scope
from portal.documents import service as documents
from portal.documents.rules import Kind
from portal.mail.models import OutgoingMail
from tests import build
from tests.checklists.html import Part, read
from tests.checklists.office import Office, in_days, typed

if TYPE_CHECKING:
    from portal.accounts.models import User

LATER = (
    "Empfangen #empfang due=+0d",
    "Hinweis geben #hinweis due=+0d law=yes kind=duty groups=other_abroad",
    "An Anmeldung erinnern #anmeldung due=+14d anchor=move_in law=yes kind=employee_duty groups=moving",
    "Gespräch führen #gespraech due=+28d",
    "Ende mitteilen #ende due=+28d anchor=end_known law=yes kind=duty groups=other_here,other_abroad",
)


GONE = LATER[3] + " retired=2020-01-01"


def publish(office: Office, *lines: str, slug: str = "nachher", **more: Any) -> None:
    build.checklist(office.rows, *lines, slug=slug, audience="hire", **more)


def colleague(office: Office, name: str = "Ben Bach") -> User:
    return build.member(office.rows, office.company, name=name)


def say(office: Office, hire_id: int, key: str, state: str = "done", version: int = 0) -> None:
    response = office.post(hire_id, f"items/{key}/state", state=state, version=version)
    assert response.status_code == 303


def link(item: Part, what: str) -> str:
    return str(next(one["href"] for one in item.all("a") if what in one["href"]))


# History.


def test_the_history_says_who_when_from_to_and_on_which_text(office: Office) -> None:
    hire_id, other = office.make(), office.make(once="zweimal", label="Fall 4")
    say(office, other, "empfang", "in_progress")
    say(office, hire_id, "empfang")
    office.post(hire_id, "items/empfang/note", note="Um neun", version=1)
    page = read(office.client.get(link(office.page(hire_id).one("#item-empfang"), "/history")))
    steps = [one.words for one in page.all("ol li")]
    assert len(steps) == 2
    assert "Notiz" in steps[0]
    assert "Offen → Erledigt" in steps[1]
    assert "Anna Alt" in steps[1]
    assert "Version 1 des Textes" in steps[1]
    assert page.one(".p-crumb a")["href"] == f"/hires/{hire_id}#item-empfang"


def test_the_last_change_is_taken_back_and_the_day_follows_the_plan_again(office: Office) -> None:
    hire_id = office.make(first_working_day=typed(in_days(10)))
    say(office, hire_id, "empfang")
    office.post(hire_id, "anchors", first_working_day=typed(in_days(20)))
    assert office.count(ItemDate) == 1
    part = read(office.post(hire_id, "items/empfang/undo", htmx=True, version=1))
    assert part.one("#item-empfang")["data-state"] == "open"
    assert office.count(ItemDate) == 0
    assert office.post(hire_id, "items/empfang/undo", version=1).status_code == 409
    assert office.post(hire_id, "items/hinweis/undo", version=0).status_code == 409


def test_of_a_closed_hire_nothing_is_taken_back(office: Office) -> None:
    hire_id = office.make()
    say(office, hire_id, "empfang")
    office.post(hire_id, "close", to="finished")
    page = read(office.client.get(f"/hires/{hire_id}/items/empfang/history"))
    assert page.first("main form") is None
    for what in ("undo", "owner", "take-over", "confirm"):
        assert office.post(hire_id, f"items/empfang/{what}", version=1, owner="").status_code == 409, what
    assert office.page(hire_id).first("#item-empfang a[href*='/owner']") is None


# Colleagues.


def test_a_colleague_takes_care_and_gets_a_mail_that_opens_the_hire(office: Office) -> None:
    ben = colleague(office)
    hire_id = office.make()
    address = link(office.page(hire_id).one("#item-empfang"), "/owner")
    assert "Empfangen" in read(office.client.get(address)).words
    form = {"company": office.company.id, "owner": ben.id}
    assert office.client.post(address, data=form).headers["Location"] == f"/hires/{hire_id}#item-empfang"
    assert "Ben Bach kümmert sich" in office.page(hire_id).one("#item-empfang").words
    (mail,) = office.rows.scalars(select(OutgoingMail)).all()
    assert mail.to_email == ben.email
    assert f"/hires/{hire_id}?at=item-empfang#item-empfang" in mail.text
    page = read(office.as_user(ben).get(f"/hires/{hire_id}"))
    assert page.one("#item-empfang")["data-state"] == "open"


def test_what_one_takes_care_of_stands_among_the_measures_with_the_hires_label(office: Office) -> None:
    ben = colleague(office)
    hire_id, other = office.make(), office.make(once="zweimal", label="Fall 4")
    for one in (hire_id, other):
        office.post(one, "items/hinweis/owner", owner=ben.id)
    client = office.as_user(ben)
    links = {one["href"] for one in read(client.get("/measures")).all("section a")}
    assert links == {f"/hires/{one}#item-hinweis" for one in (hire_id, other)}
    assert "Fall 4: Hinweis geben" in read(client.get("/measures")).words
    # Nobody waits for what another group needs, for a hire that is closed, or a checklist that was taken away.
    office.post(hire_id, "edit", label="Fall 3", group="eu_eea_ch", lists_for="eu_eea_ch", lists=["nachher"])
    office.post(other, "close", to="not_started")
    assert read(client.get("/measures")).first("section a") is None


def test_a_stranger_takes_care_of_nothing(office: Office) -> None:
    hire_id = office.make()
    stranger = build.member(office.rows, build.company(office.rows))
    assert office.post(hire_id, "items/empfang/owner", owner=stranger.id).status_code == 422
    assert office.count(ItemOwner) == 0
    assert office.client.get(f"/hires/{hire_id}/items/nichts/owner").status_code == 404
    assert office.client.get(f"/hires/{hire_id}/items/nichts/history").status_code == 404


def test_what_a_leaver_took_care_of_is_handed_over(office: Office) -> None:
    ben, cleo = colleague(office), colleague(office, "Cleo Cramm")
    hire_id = office.make()
    office.post(hire_id, "items/empfang/owner", owner=ben.id)
    with company_scope(office.rows, office.company.id):
        actor = build.actor(office.rows, office.person)
        assert service.hand_over_items(office.rows, actor, office.company.id, ben.id, cleo.id) == 1
        office.rows.commit()
    assert "Cleo Cramm kümmert sich" in office.page(hire_id).one("#item-empfang").words


# Measures.


def add_measure(office: Office, hire_id: int, key: str = "empfang", what: str = "Blumen kaufen") -> str:
    address = link(office.page(hire_id).one(f"#item-{key}"), "/measures/new")
    form = read(office.client.get(address)).one("main form")
    data = {one["name"]: one["value"] for one in form.all("input[type=hidden]")}
    response = office.client.post("/measures/new", data={**data, "what": what, "owner": ""})
    assert response.status_code == 303, response.text
    return str(response.headers["Location"])


def test_a_measure_hangs_on_the_item_of_one_hire(office: Office) -> None:
    hire_id, other = office.make(), office.make(once="zweimal", label="Fall 4")
    assert add_measure(office, hire_id) == f"/hires/{hire_id}#item-empfang"
    assert "Blumen kaufen" in office.page(hire_id).one("#item-empfang").words
    assert "Blumen kaufen" not in office.page(other).words
    listed = read(office.client.get("/measures?tab=all"))
    assert "Fall 3: Empfangen" in listed.words
    assert link(listed, "/hires/") == f"/hires/{hire_id}#item-empfang"
    number = office.rows.scalars(select(Measure.id)).one()
    page = read(office.client.get(f"/measures/{number}"))
    assert "Zur Neueinstellung: Fall 3" in page.words


def test_not_there_yet_offers_a_measure(office: Office) -> None:
    hire_id = office.make()
    say(office, hire_id, "empfang", "in_progress")
    assert "Noch nicht so weit?" in office.page(hire_id).one("#item-empfang").words


def test_a_measure_outlives_its_item_its_checklist_and_its_hire(office: Office) -> None:
    hire_id = office.make()
    add_measure(office, hire_id)
    office.post(hire_id, "edit", label="Fall 3", group="other_abroad", lists_for="other_abroad", lists=["vorher"])
    assert "Fall 3: Empfangen" in read(office.client.get("/measures?tab=all")).words
    office.rows.get_one(Hire, hire_id).label = ""
    office.rows.commit()
    assert "Neueinstellung ohne Bezeichnung: Empfangen" in read(office.client.get("/measures?tab=all")).words


def test_a_measure_hangs_on_no_hire_of_others_and_on_no_item_that_a_hire_has_not(office: Office) -> None:
    foreign = build.hire(office.rows, build.company(office.rows))
    bare = build.hire(office.rows, office.company)
    hire_id = office.make()
    number = link(office.page(hire_id).one("#item-empfang"), "/measures/new").partition("item=")[2].partition("&")[0]
    form = {"company": office.company.id, "what": "Etwas", "owner": "", "item": number, "once": "neu"}
    for one in (foreign, bare):
        assert office.client.post("/measures/new", data={**form, "hire": one.id}).status_code == 404
    assert office.count(Measure) == 0


def test_the_team_reads_measures_and_owners_of_a_hire_only_where_it_was_released(office: Office) -> None:
    hire_id = office.make()
    office.post(hire_id, "items/empfang/owner", owner=office.person.id)
    add_measure(office, hire_id)
    own = build.measure(office.rows, office.company, what="Leitbild schreiben")
    team = office.as_user(build.user(office.rows, Role.CONSULTANT))

    def read_by_the_team() -> tuple[set[str], int, int]:
        office.rows.expire_all()
        with company_scope(office.rows, office.company.id, team=True):
            found = service.measure_list(office.rows, office.company.id, 0, Tab.ALL, "de").page.rows
            changes = office.rows.scalars(select(MeasureChange.measure_id)).all()
            owners = office.rows.scalars(select(ItemOwner.id)).all()
            return {one.plan.what for one in found}, len(set(changes) - {own.id}), len(owners)

    assert read_by_the_team() == ({"Leitbild schreiben"}, 0, 0)
    assert team.get(f"/hires/{hire_id}").status_code == 404
    office.post(hire_id, "share", shared="y")
    assert read_by_the_team() == ({"Leitbild schreiben", "Blumen kaufen"}, 1, 1)
    page = office.page(hire_id, client=team)
    assert "Blumen kaufen" in page.one("#item-empfang").words
    assert page.first("main form") is None
    assert page.first("a[href*='/history']") is None
    assert page.first("a[href*='/measures']") is None
    office.post(hire_id, "share")
    assert read_by_the_team() == ({"Leitbild schreiben"}, 0, 0)


# When the text changes.


def test_a_changed_text_asks_shows_the_difference_and_is_confirmed(office: Office) -> None:
    hire_id = office.make()
    for key in ("empfang", "hinweis"):
        say(office, hire_id, key)
    publish(office, "Freundlich empfangen #empfang due=+0d rev=2", *LATER[1:])
    item = office.page(hire_id).one("#item-empfang")
    assert "Geändert – gilt noch?" in item.words
    assert [one.words for one in item.all("ins")] == ["Freundlich empfangen"]
    assert "davon 1 zu bestätigen" in office.page(hire_id).one("#figures").words
    assert office.post(hire_id, "items/empfang/confirm", version=1).status_code == 303
    assert office.page(hire_id).first(".p-flag") is None
    assert office.page(hire_id).one("#item-hinweis")["data-state"] == "done"


def test_all_changed_ones_of_all_checklists_are_confirmed_at_once(office: Office) -> None:
    hire_id = office.make()
    for key in ("visum", "empfang", "gespraech"):
        say(office, hire_id, key)
    publish(office, "Visum früh prüfen #visum due=-30d rev=2", slug="vorher", groups="other_abroad")
    publish(
        office,
        "Sehr herzlich empfangen #empfang due=+0d rev=2",
        *LATER[1:3],
        "Reden #gespraech due=+28d rev=2",
        LATER[4],
    )
    form = next(one for one in office.page(hire_id).all("form") if one["action"] == f"/hires/{hire_id}/confirm")
    seen = [one["value"] for one in form.all("input[name=seen]")]
    assert len(seen) == 3
    # Somebody says otherwise, and one text changes again, before all are confirmed.
    other = office.as_user(colleague(office))
    data = {"company": office.company.id, "state": "in_progress", "version": 1}
    other.post(f"/hires/{hire_id}/items/gespraech/state", data=data)
    publish(office, "Visum sehr früh prüfen #visum due=-30d rev=3", slug="vorher", groups="other_abroad")
    response = office.client.post(
        form["action"], data={"company": office.company.id, "seen": seen}, follow_redirects=True
    )
    assert "1 Antwort bestätigt. 2 haben sich inzwischen geändert" in read(response).words
    assert [one["id"] for one in read(response).all(".p-flag")] == ["flag-visum"]


def test_the_answer_to_the_item_that_one_came_from_is_offered(office: Office) -> None:
    hire_id = office.make()
    say(office, hire_id, "gespraech")
    publish(office, *LATER[:3], "Vorgespräch führen #erstes due=+28d was=gespraech", GONE, LATER[4])
    page = office.page(hire_id)
    assert "war Ihre Antwort auf „Gespräch führen“" in page.one("#offer-erstes").words
    assert page.one("#item-erstes")["data-state"] == "open"
    assert "Gespräch führen" in page.one("#former").words
    part = read(office.post(hire_id, "items/erstes/take-over", htmx=True, version=0))
    assert part.one("#item-erstes")["data-state"] == "done"
    assert office.post(hire_id, "items/hinweis/take-over", version=0).status_code == 409


def test_an_item_that_has_left_stays_readable_with_its_history(office: Office) -> None:
    hire_id = office.make()
    say(office, hire_id, "gespraech")
    add_measure(office, hire_id, "gespraech", "Raum buchen")
    publish(office, *LATER[:3], GONE, LATER[4])
    former = office.page(hire_id).one("#former")
    assert "Gespräch führen" in former.words
    assert "Raum buchen" in former.words
    history = read(office.client.get(link(former, "/history")))
    assert "Offen → Erledigt" in history.words
    assert history.first("main form") is None
    assert office.post(hire_id, "items/gespraech/state", state="open", version=1).status_code == 404


def test_new_items_are_marked_and_a_closed_hire_says_how_many_came(office: Office) -> None:
    hire_id = office.make()
    say(office, hire_id, "empfang")
    office.post(hire_id, "close", to="finished")
    publish(office, *LATER, "Nachfragen #nachfragen due=+30d")
    page = office.page(hire_id)
    assert "1 neuer Punkt" in page.one("#figures").words
    assert "Neu seit" in page.one("#item-nachfragen").words
    run = office.rows.scalars(select(Run).where(Run.hire_id == hire_id)).all()[-1]
    office.rows.refresh(run)
    assert (run.finished_revision, run.finished_at is None) == (1, False)
    office.post(hire_id, "close", to="ended_early", known_since=typed(clock.today()))
    office.rows.refresh(run)
    assert (run.finished_revision, run.finished_at) == (None, None)


def test_a_checklist_no_longer_offered_stays_with_the_hire(office: Office) -> None:
    hire_id = office.make()
    (source,) = (one for one in documents.live_sources(office.rows) if one.slug == "nachher")
    retired = source.source.replace("field: strategie", "field: strategie\nretired: 2026-11-01\nsuccessor: vorher", 1)
    build.publish(office.rows, Kind.CHECKLIST, "nachher", "de", retired)
    page = office.page(hire_id)
    assert "Liste nachher (nicht mehr angeboten, stattdessen: Liste vorher)" in page.words
    assert page.one("#item-empfang")["data-state"] == "open"
    say(office, hire_id, "empfang")
    dialog = read(office.client.get(f"/hires/{hire_id}/edit"))
    assert {one["value"] for one in dialog.all("input[name=lists]")} == {"vorher"}


# Questions.


def ask(office: Office, hire_id: int, key: str = "empfang") -> str:
    address = link(office.page(hire_id).one(f"#item-{key}"), "/consultations/new")
    page = read(office.client.get(address))
    assert "Es geht um die Neueinstellung „Fall" in page.words
    data = {one["name"]: one["value"] for one in page.one("main form").all("input[type=hidden]")}
    response = office.client.post("/consultations/new", data={**data, "message": "Wie geht das?", "language": "de"})
    assert response.status_code == 303, response.text
    return str(response.headers["Location"])


def test_a_question_keeps_its_hire_and_leads_back_to_the_item(office: Office) -> None:
    hire_id, other = office.make(), office.make(once="zweimal", label="Fall 4")
    request = ask(office, hire_id)
    team = office.as_user(build.user(office.rows, Role.CONSULTANT))
    for client in (office.client, team):
        page = read(client.get(request))
        assert "Zur Neueinstellung: Fall 3" in page.words
        assert link(page, f"/hires/{hire_id}#") == f"/hires/{hire_id}#item-empfang"
    assert team.get(f"/hires/{hire_id}").status_code == 200
    assert team.get(f"/hires/{other}").status_code == 404
    assert "Ihre Frage an den Welcome Service" in office.page(hire_id).one("#item-empfang").words
    assert "Ihre Frage an den Welcome Service" not in office.page(other).words


def test_a_question_about_a_hire_of_others_is_a_question_without_one(office: Office) -> None:
    foreign = build.hire(office.rows, build.company(office.rows), label="Geheim")
    form = {"company": office.company.id, "message": "Wie?", "topic": "unsure", "language": "de", "hire": foreign.id}
    assert "Geheim" not in office.client.get(f"/consultations/new?hire={foreign.id}").text
    request = office.client.post("/consultations/new", data=form).headers["Location"]
    assert "Neueinstellung:" not in read(office.client.get(request)).words


def test_a_question_outlives_the_label_of_its_hire(office: Office) -> None:
    hire_id = office.make()
    request = ask(office, hire_id)
    office.rows.get_one(Hire, hire_id).label = ""
    office.rows.commit()
    assert "Neueinstellung ohne Bezeichnung" in read(office.client.get(request)).words


def test_a_duty_takes_over_no_reason_without_words(office: Office) -> None:
    hire_id = office.make()
    office.post(hire_id, "items/gespraech/state", state="not_applicable", reason="not_here", version=0)
    publish(office, *LATER[:3], "Gespräch führen #pflicht due=+28d kind=duty was=gespraech", GONE, LATER[4])
    response = office.post(hire_id, "items/pflicht/take-over", version=0)
    assert response.status_code == 422
    assert "warum sie nicht zutrifft" in read(response).one("#item-pflicht").words
    assert office.page(hire_id).one("#item-pflicht")["data-state"] == "open"


def test_a_measure_of_a_hire_says_who_reads_it(office: Office) -> None:
    hire_id = office.make()
    address = link(office.page(hire_id).one("#item-empfang"), "/measures/new")
    add_measure(office, hire_id)
    with company_scope(office.rows, office.company.id):
        number = office.rows.scalars(select(Measure.id)).one()
    for page in (address, f"/measures/{number}"):
        words = read(office.client.get(page)).words
        assert "Das liest nur Ihr Betrieb" in words
        assert "Das lesen Ihr Betrieb und das Team" not in words
    assert "Das lesen Ihr Betrieb und das Team" in read(office.client.get("/measures/new")).words


def test_one_does_not_confirm_a_text_that_came_after_the_page(office: Office) -> None:
    hire_id = office.make()
    say(office, hire_id, "gespraech")
    publish(office, *LATER[:3], "Gespräch führen, zu zweit #gespraech due=+28d rev=2", LATER[4])
    form = office.page(hire_id).one("#flag-gespraech").one("form")
    sent = {one["name"]: one["value"] for one in form.all("input[type=hidden]")}
    publish(office, *LATER[:3], "Gespräch führen, zu dritt #gespraech due=+28d rev=3", LATER[4])
    assert office.client.post(form["action"], data=sent).status_code == 409
    assert office.page(hire_id).first("#flag-gespraech") is not None
    form = office.page(hire_id).one("#flag-gespraech").one("form")
    sent = {one["name"]: one["value"] for one in form.all("input[type=hidden]")}
    assert office.client.post(form["action"], data=sent).status_code == 303
    assert office.page(hire_id).first("#flag-gespraech") is None
