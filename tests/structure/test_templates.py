"""Templates say what they were given: they ask no database, lead to pages that exist, and send safe forms."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

import pytest
from jinja2 import nodes

from portal.app import create_app
from portal.settings import Settings
from tests.conftest import ENVIRONMENT
from tests.structure import sources
from tests.structure.rendering import asked_while_rendering
from tests.structure.world import PEOPLE, World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask

# Where stored or composed HTML is declared safe, each with the reason.
SAFE = {
    "documents/parts/prose.html": "what is stored of a text was made safe when it was published",
}

# Forms without a token, each with the reason.
TOKENLESS = {
    "documents/parts/feedback.html": "it says nothing in anybody's name, and guides need no cookie",
}

FORM = re.compile(r"<form\b(?P<head>[^>]*(?:\{[{%].*?[%}]\}[^>]*)*)>(?P<body>.*?)</form>", re.DOTALL)
POSTS = re.compile(r"""method\s*=\s*["']?post""", re.IGNORECASE)
TOKEN = re.compile(r"\b(?:ui\.)?(?:token|hidden)\(|\.hidden_tag\(|csrf_token\(")
INLINE = re.compile(r"""\s(?:style|on[a-z]{3,})\s*=|javascript:|\shx-on[:=-]""", re.IGNORECASE)
DECLARED_SAFE = re.compile(r"\|\s*safe\b|autoescape\s+false", re.IGNORECASE)


def name_of(path: Path) -> str:
    """As render() calls it: `checklists/page.html`."""
    area, *rest = path.relative_to(sources.PORTAL).parts
    return "/".join([area, *rest[rest.index("templates") + 1 :]])


def places(pattern: re.Pattern[str], text: str) -> Iterator[int]:
    yield from (text.count("\n", 0, match.start()) + 1 for match in pattern.finditer(text))


def without_comments(text: str) -> str:
    """Comments go, lines stay."""
    return re.sub(r"\{#.*?#\}", lambda match: "\n" * match.group().count("\n"), text, flags=re.DOTALL)


def pages_of_text() -> Iterator[tuple[Path, str]]:
    for path in sources.templates():
        if path.suffix == ".html":
            yield path, without_comments(path.read_text(encoding="utf-8"))


# Nothing is asked while rendering.


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
@pytest.mark.parametrize("who", PEOPLE)
def test_no_template_asks_the_database(who: str, world: World) -> None:
    found = [f"{one.route}: {statement}" for one in world.pages(who, "de") for statement in one.asked]
    assert not found, "\n".join(found)


def test_a_question_while_rendering_is_noticed(app: Flask) -> None:
    from flask import render_template_string  # noqa: PLC0415 - for this one

    session = app.extensions["portal_database"].session()
    with app.test_request_context("/"), session, asked_while_rendering(app) as found:
        render_template_string("{{ ask() }}", ask=lambda: session.connection().exec_driver_sql("SELECT 1").scalar())
    assert any("SELECT 1" in one for one in found)


# Links lead somewhere.


@pytest.fixture(scope="module")
def plain_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = str(tmp_path_factory.mktemp("plain"))
    return create_app(Settings.read(ENVIRONMENT | {"PORTAL_DATA": folder}))


def links_in_templates(app: Flask) -> Iterator[tuple[str, str, set[str] | None]]:
    """Where, to which endpoint, with which arguments (None: they are not written out)."""
    for path in sources.templates():
        tree = app.jinja_env.parse(path.read_text(encoding="utf-8"))
        for call in tree.find_all(nodes.Call):
            named = isinstance(call.node, nodes.Name) and call.node.name == "url_for"
            if named and call.args and isinstance(call.args[0], nodes.Const):
                arguments = None if call.dyn_kwargs is not None else {one.key for one in call.kwargs}
                yield f"{name_of(path)}:{call.lineno}", call.args[0].value, arguments


def links_in_code() -> Iterator[tuple[str, str, set[str] | None]]:
    for module in sources.modules():
        for call in ast.walk(module.tree):
            if isinstance(call, ast.Call) and _called(call.func) == "url_for" and call.args:
                target = call.args[0]
                if isinstance(target, ast.Constant) and isinstance(target.value, str):
                    keys = {keyword.arg for keyword in call.keywords}
                    yield f"{module.path}:{call.lineno}", target.value, None if None in keys else {*keys} - {None}  # type: ignore[arg-type]


def _called(function: ast.expr) -> str:
    return getattr(function, "id", None) or getattr(function, "attr", "")


def broken(app: Flask, links: Iterator[tuple[str, str, set[str] | None]]) -> Iterator[str]:
    needed = {rule.endpoint: set(rule.arguments) - set(rule.defaults or ()) for rule in app.url_map.iter_rules()}
    for where, endpoint, arguments in links:
        if endpoint not in needed:
            yield f"{where}: there is no {endpoint}"
        elif arguments is not None and not needed[endpoint] <= arguments:
            yield f"{where}: {endpoint} needs {sorted(needed[endpoint] - arguments)}"


def test_links_of_templates_lead_somewhere(plain_app: Flask) -> None:
    found = list(broken(plain_app, links_in_templates(plain_app)))
    assert not found, "\n".join(found)


def test_links_of_code_lead_somewhere(plain_app: Flask) -> None:
    found = list(broken(plain_app, links_in_code()))
    assert not found, "\n".join(found)


def test_a_link_to_nowhere_is_noticed(plain_app: Flask) -> None:
    links = [
        ("here", "nowhere.page", None),
        ("here", "documents.page", set[str]()),
        ("here", "documents.page", {"slug"}),
    ]
    assert len(list(broken(plain_app, iter(links)))) == 2


def test_rendered_templates_exist(plain_app: Flask) -> None:
    """Each literal name given to render, render_bare or render_part."""
    loader: Any = plain_app.jinja_env.loader
    known = set(loader.list_templates())
    named = {
        (f"{module.path}:{call.lineno}", call.args[0].value)
        for module in sources.modules()
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call) and _called(call.func).startswith("render") and call.args
        if isinstance(call.args[0], ast.Constant) and str(call.args[0].value).endswith(".html")
    }
    assert {(where, name) for where, name in named if name not in known} == set()


# Forms and markup.


def test_every_form_that_changes_something_has_its_token() -> None:
    found = [
        f"{name_of(path)}:{text.count(chr(10), 0, form.start()) + 1}"
        for path, text in pages_of_text()
        for form in FORM.finditer(text)
        if POSTS.search(form["head"]) and not TOKEN.search(form["body"]) and name_of(path) not in TOKENLESS
    ]
    assert not found, "\n".join(found)


def test_nothing_runs_or_looks_from_inside_an_attribute() -> None:
    found = [f"{name_of(path)}:{line}" for path, text in pages_of_text() for line in places(INLINE, text)]
    assert not found, "\n".join(found)


def test_html_is_declared_safe_in_few_places() -> None:
    found = {name_of(path) for path, text in pages_of_text() if DECLARED_SAFE.search(text)}
    others, unused = sorted(found - set(SAFE)), sorted(set(SAFE) - found)
    assert not others, "\n".join(["hand HTML to a macro that is named in SAFE, with its reason:", *others])
    assert not unused, f"named in SAFE, but declare nothing safe: {unused}"


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (INLINE, '<p style="color:red">'),
        (INLINE, '<a onclick="x()">'),
        (INLINE, '<div hx-on:click="x()">'),
        (DECLARED_SAFE, "{{ text | safe }}"),
        (POSTS, '<form action="{{ url }}" method="post">'),
        (TOKEN, "{{ ui.hidden(form) }}"),
    ],
)
def test_patterns_find_what_they_are_for(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)
