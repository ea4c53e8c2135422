"""Each page, as each role, in both languages: valid, named, labelled, in one language, and without a cookie."""

from __future__ import annotations

import re

import pytest
from html5lib.html5parser import ParseError

from tests.structure.html import Page
from tests.structure.routes import routes
from tests.structure.world import PEOPLE, VISITOR, World

pytestmark = pytest.mark.parametrize("world", ["sqlite"], indirect=True)

LANGUAGES = ("de", "en")
NONCE = re.compile(r"script-src 'nonce-([^']+)'")
SCRIPT = re.compile(r"<script\b([^>]*)>")


def faults(text: str, language: str) -> list[str]:
    try:
        return list(Page(text).faults(language))
    except ParseError as error:
        return [f"no valid HTML5: {error}"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_is_whole(who: str, language: str, world: World) -> None:
    assert len(world.pages(who, language)) > len(PEOPLE), "hardly a page was read"
    found = [f"{one.route}: {fault}" for one in world.pages(who, language) for fault in faults(one.text, language)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("who", PEOPLE)
def test_scripts_carry_the_word_of_their_page(who: str, world: World) -> None:
    for one in world.pages(who, "de"):
        nonce = NONCE.search(one.headers["Content-Security-Policy"])
        assert nonce, f"{one.route} has no policy for scripts"
        for script in SCRIPT.findall(one.text):
            assert f'nonce="{nonce[1]}"' in script, f"{one.route}: <script{script}>"


def test_the_word_is_another_each_time(world: World) -> None:
    policies = [world.read(VISITOR, "/", "de").headers["Content-Security-Policy"] for _ in range(2)]
    assert policies[0] != policies[1]


def test_visitors_get_no_cookie(world: World) -> None:
    """Only a page with a form needs one, and only forms that change something have a token."""
    found = []
    for route in routes(world.app, "GET"):
        response = world.app.test_client().get(world.address(route, world.ours))
        needs_one = 'name="csrf_token"' in response.text
        if response.headers.getlist("Set-Cookie") and not needs_one:
            found.append(str(route))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("who", [one for one in PEOPLE if one != VISITOR])
def test_what_somebody_reads_is_kept_nowhere(who: str, world: World) -> None:
    for one in world.pages(who, "de"):
        assert one.headers.get("Cache-Control") == "no-store", str(one.route)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", [VISITOR, "company_member"])
def test_an_unknown_address_says_so(who: str, language: str, world: World) -> None:
    response = world.read(who, "/no-such-page", language)
    assert response.status_code == 404
    found = faults(response.text, language)
    assert not found, "\n".join(found)
