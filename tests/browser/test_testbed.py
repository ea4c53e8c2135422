"""The browser sees what the other tests rely on it to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.conftest import Browse

PAGE = '<!doctype html><html lang="de"><title>Seite</title><main><h1>Seite</h1>{}</main>'


def test_axe_finds_a_picture_without_words(page: Page, axe: Callable[[Page], list[str]]) -> None:
    page.set_content(PAGE.format(""))
    assert axe(page) == []
    page.set_content(PAGE.format('<img src="data:,">'))
    assert [line.split(" ")[0] for line in axe(page)] == ["image-alt"]


@pytest.mark.parametrize(("language", "locale"), [("de", "de-DE"), ("en", "en-GB")])
@pytest.mark.parametrize("width", [1280, 360])
def test_a_page_has_the_width_and_language_asked_for(browse: Browse, width: int, language: str, locale: str) -> None:
    page = browse(width=width, language=language)
    assert page.evaluate("[innerWidth, navigator.language]") == [width, locale]


def test_without_javascript_nothing_runs(plain_page: Page) -> None:
    plain_page.set_content('<p>before</p><script>document.querySelector("p").textContent = "after"</script>')
    assert plain_page.inner_text("p") == "before"


def test_no_other_host_is_reached(page: Page) -> None:
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://localhost.example/")
