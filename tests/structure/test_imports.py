"""Code lies where its word says: imports point down and go through doors, files keep to their kind and size."""

from __future__ import annotations

import ast
import re
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from importlinter.cli import lint_imports

from tests.structure import sources
from tests.structure.sources import ROOT, Import, Module

if TYPE_CHECKING:
    from collections.abc import Iterator

# What every area stands on, and what joins them: no areas themselves.
GROUND = frozenset({"web", "access", "db", "text", "clock", "settings"})
JOINTS = frozenset({"app", "cli"})
AREAS = frozenset(path.parent.name for path in sources.PORTAL.glob("*/__init__.py")) - GROUND - JOINTS

DOORS = frozenset({"service", "rules"})
# `words`: how a vocabulary is called in the interface; so for pages and forms alone.
PAGE_KINDS = frozenset({"views", "forms", "words"})
# The named exceptions (docs/architecture.md): who may also use what of lower areas. Besides, `demo` writes rows of
# the past, which no use case can.
WIDER = {
    ("engagement", "queries"): frozenset({"models"}),
    # Demo data are rows of the past, which no use case makes.
    **{
        ("demo", kind): frozenset({"models"})
        for kind in ("cases", "companies", "hires", "people", "progress", "service")
    },
    ("reporting", "queries"): frozenset({"models"}),
    ("privacy", "service"): frozenset({"personal_data"}),
    ("app", "app"): frozenset({"views"}),
    ("cli", "cli"): frozenset({"reports", "worker"}),
}

MOST_LINES, MOST_FUNCTION_LINES = 400, 50
# Tests of one file stay together; they are looked up, not read through.
MOST_LINES_OF_TESTS = 600
NAMELESS = frozenset({"utils", "util", "helpers", "helper", "common", "base", "misc", "shared", "lib"})


def test_imports_point_down(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == 0, capsys.readouterr().out


# Between areas.


def doors_of(module: Module) -> frozenset[str]:
    pages = frozenset({"words"}) if module.kind in PAGE_KINDS or module.area in JOINTS else frozenset()
    past = frozenset({"models"}) if module.area == "demo" else frozenset()
    return DOORS | pages | past | WIDER.get((module.area, module.kind), frozenset())


def side_entries(module: Module) -> Iterator[str]:
    """Imports of another area's rooms that are no doors."""
    for one in module.imports:
        parts = one.name.split(".")
        crosses = len(parts) > 1 and parts[0] == "portal" and parts[1] in AREAS and parts[1] != module.area
        if crosses and (len(parts) < 3 or parts[2] not in doors_of(module)):
            yield f"{module.path}:{one.line}: {one.name}"


def test_areas_meet_at_their_doors() -> None:
    found = [entry for module in sources.modules() for entry in side_entries(module)]
    assert not found, "\n".join([f"across areas only through {sorted(DOORS)}:", *found])


# Inside an area: who may know whom. Never what lies above; and each kind keeps to its trade.

FLASK = ("flask", "flask_babel", "flask_login", "flask_wtf", "wtforms", "werkzeug")
NEVER: dict[str, tuple[str, ...]] = {
    "views": ("sqlalchemy", ".models", ".queries", ".mails"),
    "forms": ("sqlalchemy", ".models", ".queries", ".mails", ".service", ".views"),
    "service": (*FLASK, "portal.web", ".views", ".forms", ".words"),
    "mails": ("sqlalchemy", ".views", ".forms", ".service"),
    "queries": (*FLASK, "portal.web", ".views", ".forms", ".service", ".mails", ".words"),
    "models": (*FLASK, "portal.web", "portal.access", ".views", ".forms", ".service", ".mails", ".queries", ".words"),
    "words": ("sqlalchemy", ".views", ".forms", ".service", ".mails", ".queries", ".models"),
}


def is_below(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(f"{prefix}.")


def breaches(module: Module) -> Iterator[str]:
    """Imports that this kind of file never has."""
    for one in module.imports:
        for word in NEVER.get(module.kind, ()):
            prefix = f"portal.{module.area}{word}" if word.startswith(".") else word
            if is_below(one.name, prefix) and not may(module, one):
                yield f"{module.path}:{one.line}: {module.kind} never import {word}"


def may(module: Module, one: Import) -> bool:
    """Names of values for a signature alone, of the own area or a Session; and the values of keyset paging."""
    own = one.for_types and (is_below(one.name, f"portal.{module.area}") or is_below(one.name, "sqlalchemy.orm"))
    return own or is_below(one.name, "portal.web.pagination")


def test_each_file_keeps_to_its_trade() -> None:
    found = [line for module in sources.modules() if module.area in AREAS for line in breaches(module)]
    assert not found, "\n".join(found)


def is_pure(module: Module, one: Import) -> bool:
    own_rules = is_below(one.name, f"portal.{module.area}.rules")
    return own_rules or one.name.partition(".")[0] in sys.stdlib_module_names


def test_rules_need_nothing_but_the_standard_library() -> None:
    found = [
        f"{module.path}:{one.line}: {one.name}"
        for module in sources.modules()
        if module.area in AREAS and module.kind == "rules"
        for one in module.imports
        if not is_pure(module, one)
    ]
    assert not found, "\n".join(found)


COMMITS = frozenset({"commit", "rollback", "begin"})


def test_services_leave_the_transaction_to_the_request() -> None:
    found = [
        f"{module.path}:{node.lineno}: {node.attr}"
        for module in sources.modules()
        if module.area in AREAS and module.kind in {"service", "queries"}
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in COMMITS
    ]
    assert not found, "\n".join(found)


def test_select_is_said_in_queries() -> None:
    """A page's questions to the database stand in one file; views and forms have none to ask."""
    found = [
        f"{module.path}:{node.lineno}"
        for module in sources.modules()
        if module.area in AREAS and module.kind in {"views", "forms", "mails"}
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Name) and node.id == "select"
    ]
    assert not found, "\n".join(found)


# Size and words.


def functions() -> Iterator[tuple[str, int]]:
    """Each function with its number of lines."""
    for folder in sources.FOLDERS:
        for module in sources.modules(folder):
            for node in ast.walk(module.tree):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield f"{module.path}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1


def files() -> Iterator[tuple[Path, int]]:
    for folder in sources.FOLDERS:
        yield from ((module.path, module.text.count("\n")) for module in sources.modules(folder))


def test_files_can_be_read_in_one_go() -> None:
    own = [lines for path, lines in files() if path.parts[0] == "portal" and lines > 1]
    print(f"files of portal/: median {statistics.median(own)} lines, longest {max(own)}")
    long = [f"{path}: {lines}" for path, lines in files() if lines > most_lines(path)]
    assert not long, "\n".join(long)


def most_lines(path: Path) -> int:
    return MOST_LINES_OF_TESTS if path.parts[0] == "tests" else MOST_LINES


def test_functions_fit_a_screen() -> None:
    own = [lines for name, lines in functions() if name.startswith("portal/")]
    print(f"functions of portal/: median {statistics.median(own)} lines, longest {max(own)}")
    # What a migration does is one list.
    long = [f"{name}: {lines}" for name, lines in functions() if lines > MOST_FUNCTION_LINES]
    assert [one for one in long if not one.startswith("migrations/versions/")] == []


def test_every_module_has_a_name_of_its_own() -> None:
    found = [
        str(module.path)
        for folder in sources.FOLDERS
        for module in sources.modules(folder)
        if NAMELESS & set(module.path.with_suffix("").parts)
    ]
    assert not found, "\n".join(found)


SOURCES = frozenset({".py", ".html", ".css", ".js", ".md", ".yaml", ".toml", ".txt"})
UNFINISHED = re.compile(r"\bTO[D]O\b|\bFIX[M]E\b|\bX[X]X\b")
BUILT = frozenset({"dist", "node_modules", "__pycache__"})


def test_nothing_is_left_to_be_done() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in (*sources.FOLDERS, "docs")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in SOURCES and not BUILT & set(path.parts)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert not found, "\n".join(found)


# The rules above notice what they are for.


def module_of(path: str, text: str) -> Module:
    module = Module(Path(path))
    vars(module).update(text=text, tree=ast.parse(text))
    return module


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("portal/checklists/service.py", "from portal.documents.models import Item"),
        ("portal/checklists/service.py", "from portal.documents import queries"),
        ("portal/checklists/service.py", "from portal.companies import words"),
        ("portal/engagement/service.py", "import portal.companies.models"),
        ("portal/app.py", "from portal.checklists import models"),
    ],
)
def test_a_side_entry_is_noticed(path: str, line: str) -> None:
    assert list(side_entries(module_of(path, line)))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("portal/checklists/service.py", "from portal.documents import service as documents"),
        ("portal/checklists/views.py", "from portal.companies.words import SECTORS"),
        ("portal/engagement/queries.py", "from portal.companies.models import Company"),
        ("portal/checklists/service.py", "from portal.web import pages"),
    ],
)
def test_a_door_is_open(path: str, line: str) -> None:
    assert not list(side_entries(module_of(path, line)))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("portal/checklists/views.py", "from sqlalchemy import select"),
        ("portal/checklists/views.py", "from . import queries"),
        ("portal/checklists/service.py", "from flask import abort"),
        ("portal/checklists/models.py", "from portal.checklists import service"),
    ],
)
def test_a_foreign_trade_is_noticed(path: str, line: str) -> None:
    assert list(breaches(module_of(path, line)))
