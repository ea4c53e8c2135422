"""Editors write, without a brace and without losing a word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from portal.demo.people import DOMAIN, PASSWORD
from tests.browser import hands

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page, Route

    from tests.browser.conftest import Enter
    from tests.browser.hands import Mouse

    Axe = Callable[[Page], list[str]]

TITLE = "Büro vorbereiten"
ITEM = "Schreibtisch und Rechner bereitstellen"


def field(page: Page, label: str) -> Locator:
    return page.get_by_role("main").get_by_label(re.compile(f"^{label}"))


def test_a_checklist_goes_from_blank_to_published_without_a_brace(enter: Enter, hand: type[Mouse]) -> None:
    use = hand(enter("editor", javascript=hand.javascript))
    page = use.page
    title = f"{TITLE} ({hand.__name__})"
    page.goto("/editor")
    use.press(page.get_by_role("link", name="Text beginnen"))
    use.press(page.get_by_role("radio", name="Checkliste"))
    use.write(field(page, "Titel"), title)
    use.press(page.get_by_role("button", name="Text beginnen"))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    use.choose(field(page, "Handlungsfeld"), "Ankommen und Einarbeitung")
    use.choose(field(page, "Für wen"), "Betriebe, einmal")
    use.write(field(page, "Prüfen bis"), "1.6.2027")
    use.press(page.get_by_role("button", name="Entwurf speichern", exact=True))
    expect(page.get_by_role("main")).to_contain_text("Der Entwurf ist gespeichert.")
    use.write(field(page, "Was zu tun ist"), ITEM)
    use.press(page.get_by_role("button", name="Punkt ergänzen …"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Punkt bearbeiten")
    use.press(page.get_by_role("radio", name="Pflicht", exact=True))
    use.write(field(page, "Wie viele"), "3")
    use.press(page.get_by_role("button", name="Punkt speichern"))
    expect(page.locator("#pane")).to_contain_text(ITEM)
    expect(page.locator("#problems")).to_contain_text("Keine Hinweise")
    use.press(page.get_by_role("button", name="Veröffentlichen …"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Version 1 veröffentlichen")
    use.write(field(page, "Trotzdem sofort veröffentlichen"), "Wird heute gebraucht")
    use.press(page.get_by_role("button", name="Ohne zweite Person veröffentlichen"))
    expect(page.get_by_role("main")).to_contain_text("Version 1 ist veröffentlicht.")
    page.goto("/checklists")
    expect(page.get_by_role("main")).to_contain_text(title)


GUIDE = "Willkommenskultur: Ausgangslage und Zuständigkeit"
# Milliseconds after which what was typed is saved, and who else is here is said.
PAUSE = 2_000
MINE, THEIRS = "Mein neuer Satz.", "Ihr neuer Satz."


def area(page: Page) -> Locator:
    return page.get_by_role("textbox", name=re.compile("^Text$"))


def at_the_guide(page: Page, *, patience: int | None = None) -> Locator:
    """The button that saves, on a page whose clock the test moves; `patience`: milliseconds that a request may take."""
    page.clock.install()
    if patience is not None:
        page.add_init_script(
            f"const own = AbortSignal.timeout; AbortSignal.timeout = () => own.call(AbortSignal, {patience})"
        )
    page.goto("/editor")
    page.get_by_role("link", name=GUIDE).click()
    return page.get_by_role("button", name="Entwurf speichern", exact=True).first


def test_typing_saves_itself_and_of_two_at_once_nothing_is_lost(enter: Enter, axe: Axe) -> None:
    mine, theirs = enter("editor"), enter("editor2")
    for page in (mine, theirs):
        at_the_guide(page)
        page.clock.fast_forward(PAUSE)
    expect(theirs.locator("#others")).to_have_text("Auch hier: Claudia Neumann")
    hands.Mouse(mine).begin(area(mine), f"{MINE}\n\n")
    mine.clock.fast_forward(PAUSE)
    expect(mine.locator("#saved")).to_have_text(re.compile(r"gespeichert \d?\d:\d\d"))
    expect(mine.locator("#pane")).to_contain_text(MINE)
    hands.Mouse(theirs).begin(area(theirs), "neuer Satz.\n\n")
    theirs.clock.fast_forward(PAUSE)
    expect(theirs.locator("#saved")).to_contain_text("Ihr Text ist aufgehoben.")
    hands.Mouse(theirs).begin(area(theirs), "Ihr ")
    expect(theirs.locator("#saved")).to_have_text("Noch nicht gespeichert Was soll gelten?")
    theirs.clock.fast_forward(PAUSE)
    expect(theirs.locator("#saved")).to_contain_text("Ihr Text ist aufgehoben.")
    theirs.get_by_role("link", name="Was soll gelten?").click()
    expect(theirs.locator("ins").first).to_contain_text("Ihr")
    expect(theirs.locator("del").first).to_contain_text("Mein")
    assert axe(theirs) == []
    theirs.get_by_role("button", name="Meinen Text zum Entwurf machen").click()
    expect(area(theirs)).to_have_value(re.compile(THEIRS))
    expect(theirs.get_by_role("main")).to_contain_text("Neben diesem Text aufgehoben")
    assert axe(theirs) == []
    hands.Mouse(mine).begin(area(mine), "Noch ein Satz. ")
    mine.clock.fast_forward(PAUSE)
    mine.get_by_role("link", name="Was soll gelten?").click()
    mine.get_by_role("link", name="Mit dem Text von Kemal").click()
    expect(area(mine)).to_have_value(re.compile(THEIRS))


def test_nobody_is_behind_what_saves_itself(enter: Enter) -> None:
    page = enter("editor")
    page.clock.install()
    page.goto("/editor/new")
    page.get_by_role("radio", name="Checkliste").check()
    field(page, "Titel").fill("Selbst gespeichert")
    page.get_by_role("button", name="Text beginnen").click()
    lost: list[str] = []

    def slowly(route: Route) -> None:
        """The first answer comes late, the second never."""
        lost.append(route.request.method)
        answer = route.fetch()
        if len(lost) == 1:
            page.get_by_role("button", name="Entwurf speichern", exact=True).first.dispatch_event("click")
            route.fulfill(response=answer)
        else:
            route.abort()

    page.route("**/autosave", slowly)
    for words in ("- [ ] Ganz neuer Punkt\n", "- [ ] Noch ein Punkt\n"):
        # The script of the page has begun: it shows the toolbar.
        expect(page.get_by_role("toolbar")).to_be_visible()
        hands.Mouse(page).begin(area(page), words)
        with page.expect_request("**/autosave"):
            page.clock.fast_forward(PAUSE)
        if len(lost) == 2:
            expect(page.locator("#saved")).to_contain_text("Nicht gespeichert")
            page.get_by_role("button", name="Entwurf speichern", exact=True).first.click()
        expect(page.get_by_role("main")).to_contain_text("Der Entwurf ist gespeichert.")
        expect(area(page)).to_have_value(re.compile(words.strip("- []\n")))
        expect(page.get_by_role("main")).not_to_contain_text("Neben diesem Text aufgehoben")
    assert len(lost) == 2
    page.unroute_all(behavior="ignoreErrors")


def test_a_button_pressed_behind_a_request_that_hangs_comes_after_it(enter: Enter) -> None:
    page = enter("editor")
    save = at_the_guide(page, patience=1_000)
    page.route("**/autosave", lambda _route: None)
    hands.Mouse(page).begin(area(page), "Erster Satz. ")
    with page.expect_request("**/autosave"):
        page.clock.fast_forward(PAUSE)
    save.click(no_wait_after=True)
    expect(page.locator("#saved")).to_have_text("Wird noch gespeichert, dann geht es weiter.")
    expect(page.get_by_role("main")).to_contain_text("Der Entwurf ist gespeichert.")
    page.unroute_all(behavior="ignoreErrors")


def test_a_form_that_is_stopped_on_its_way_ends_no_saving_and_no_warning(enter: Enter) -> None:
    page = enter("editor")
    save, sent = at_the_guide(page), re.compile(r"/editor/\d+/de$")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.route(sent, lambda route: route.abort("aborted"))
    use = hands.Mouse(page)
    use.begin(area(page), "Zweiter Satz. ")
    with page.expect_request(sent):
        save.dispatch_event("click")
    with page.expect_response("**/autosave") as saved:
        page.clock.fast_forward(15_000)
        page.clock.fast_forward(PAUSE)
    assert saved.value.ok, "nobody pressed a key since"
    with page.expect_request(sent):
        save.dispatch_event("click")
    use.begin(area(page), "Dritter Satz. ")
    page.unroute_all(behavior="ignoreErrors")
    page.goto("/editor")
    assert asked == ["beforeunload"]


def test_without_a_script_two_at_once_and_a_log_in_that_ended_lose_nothing(enter: Enter) -> None:
    mine, theirs = (hands.PlainMouse(enter(who, javascript=False)) for who in ("editor", "editor2"))
    for use in (mine, theirs):
        use.page.goto("/editor")
        use.press(use.page.get_by_role("link", name=GUIDE))
    mine.choose(field(mine.page, "Verweis oder Kennzahl"), "Erster Tag und erste 100 Tage")
    mine.press(mine.page.get_by_role("button", name="Einsetzen"))
    expect(area(mine.page)).to_have_value(re.compile(r"\[Erster Tag und erste 100 Tage\]\(/guides/ankommen\)"))
    use = theirs
    use.begin(area(use.page), f"{THEIRS}\n\n")
    use.page.context.clear_cookies()
    use.press(use.page.get_by_role("button", name="Entwurf speichern", exact=True))
    expect(use.page.get_by_role("heading", level=1)).to_have_text("Bitte noch einmal einloggen")
    expect(use.page.get_by_role("main")).to_contain_text(THEIRS)
    use.write(use.page.locator("[name=email]"), f"editor2@{DOMAIN}")
    use.write(use.page.locator("[name=password]"), PASSWORD)
    use.press(use.page.get_by_role("button", name="Einloggen"))
    use.press(use.page.get_by_role("button", name="Jetzt senden"))
    expect(use.page.get_by_role("heading", level=1)).to_contain_text("Daneben aufgehoben")
    expect(use.page.locator("ins").first).to_contain_text(THEIRS)
    use.press(use.page.get_by_role("button", name="Meinen Text zum Entwurf machen"))
    expect(area(use.page)).to_have_value(re.compile(THEIRS))


def test_a_translation_is_brought_up_to_date_by_keyboard(enter: Enter, axe: Axe) -> None:
    use = hands.Keyboard(enter("editor"))
    page, title = use.page, "Erster Tag und erste 100 Tage"
    page.goto("/editor")
    use.press(page.get_by_role("link", name=title, exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    german = page.url
    publish(use, "Ein neuer Satz.", "deutsche")
    page.goto(german)
    use.press(page.get_by_role("link", name="Was sich im Deutschen geändert hat"))
    expect(page.locator("ins")).to_have_text("Ein neuer Satz.")
    assert axe(page) == []
    use.press(page.get_by_role("link", name="Übersetzung ändern"))
    publish(use, "A new sentence.", "englische", german="Ja, alles")
    page.goto(german)
    english = page.get_by_role("row", name=re.compile("^Englisch"))
    expect(english).to_contain_text("Aktuell")
    publish(use, "Noch ein Satz.", "zweite")
    page.goto(german)
    expect(english).to_contain_text("Veraltet seit")
    use.press(page.get_by_role("link", name="Was sich im Deutschen geändert hat"))
    use.press(page.get_by_role("button", name="Sie sagt noch dasselbe"))
    expect(page.get_by_role("main")).to_contain_text("Die Übersetzung gilt wieder als aktuell.")
    expect(english).to_contain_text("Aktuell")


def publish(use: Mouse, sentence: str, reason: str, german: str = "") -> None:
    """Write it at the beginning of the text that is open, and publish that alone; `german`: what is said of a translation."""
    use.begin(area(use.page), f"{sentence}\n\n")
    use.press(use.page.get_by_role("button", name="Veröffentlichen …"))
    if german:
        use.press(use.page.get_by_role("radio", name=german))
    use.write(field(use.page, "Trotzdem sofort veröffentlichen"), f"Die {reason} Fassung wird heute gebraucht")
    use.press(use.page.get_by_role("button", name="Ohne zweite Person veröffentlichen"))
    expect(use.page.get_by_role("main")).to_contain_text("ist veröffentlicht.")


def test_a_problem_is_found_by_its_line(enter: Enter) -> None:
    page = enter("editor")
    page.goto("/editor")
    page.get_by_role("link", name="Aufenthaltsrecht: Pflichten im Betrieb").click()
    area = page.get_by_role("textbox", name="Text", exact=True)
    area.press("Control+End")
    page.keyboard.insert_text("\n\n- [ ] Eine Kopie {: #c05-01 }\n")
    page.locator("#problems").get_by_role("link", name=re.compile("^Zeile")).first.click(timeout=15_000)
    # The cursor stands before it, and nothing is chosen that the next key would erase.
    chosen, behind = area.evaluate(
        "e => [e.value.slice(e.selectionStart, e.selectionEnd), e.value.slice(e.selectionEnd)]"
    )
    assert (chosen, behind.split("\n")[0]) == ("", "- [ ] Eine Kopie {: #c05-01 }")
    page.get_by_role("button", name="Kopie bekommt neue Kennung").click()
    expect(page.get_by_role("main")).to_contain_text("Behoben und als Entwurf gespeichert.")
    assert "#c05-01-2" in area.input_value()
    area.fill("Wort")
    area.select_text()
    area.press("Control+b")
    expect(area).to_have_value("**Wort**")
