"""The catalogue tool, on areas of its own: it finds texts, keeps German, and says what is missing."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).resolve().parents[2] / "tools/catalogue.py"

CODE = """
from flask_babel import gettext as _, ngettext
_("Save")
ngettext("%(num)d item", "%(num)d items", 2)
"""
TEMPLATE = """{% trans %}
  Two
  lines
{% endtrans %}{{ pgettext("verb", "Open") }}"""


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogue", TOOL)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "PORTAL", tmp_path / "portal")
    for name, text in {"__init__.py": "", "views.py": CODE, "templates/page.html": TEMPLATE}.items():
        path = tmp_path / "portal/inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return module


def translate(tool: ModuleType, german: dict[str, str]) -> None:
    path: Path = tool.catalogue_path("inbox")
    text = path.read_text()
    for english, translation in german.items():
        text = text.replace(f'{english}\nmsgstr ""', f'{english}\nmsgstr "{translation}"')
    path.write_text(text)


def make_complete(tool: ModuleType) -> None:
    translate(tool, {'msgid "Save"': "Speichern", 'msgid "Open"': "Öffnen", 'msgid "Two lines"': "Zwei Zeilen"})
    path: Path = tool.catalogue_path("inbox")
    text = path.read_text().replace('msgstr[0] ""', 'msgstr[0] "%(num)d Punkt"')
    path.write_text(text.replace('msgstr[1] ""', 'msgstr[1] "%(num)d Punkte"'))


def test_texts_are_found_in_code_and_templates(tool: ModuleType) -> None:
    tool.update()
    ids = {message.id for message in tool.read(tool.catalogue_path("inbox")) if message.id}
    assert ids == {"Save", ("%(num)d item", "%(num)d items"), "Two lines", "Open"}


def test_a_text_without_german_is_a_fault(tool: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    tool.update()
    assert tool.check() == 1
    assert "inbox: without German: 'Save'" in capsys.readouterr().err


def test_a_complete_catalogue_is_kept_as_it_is(tool: ModuleType) -> None:
    tool.update()
    make_complete(tool)
    assert tool.check() == 0
    before = tool.catalogue_path("inbox").read_bytes()
    tool.update()
    assert tool.catalogue_path("inbox").read_bytes() == before


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('_("Save")', '_("Keep")', "not in the catalogue: 'Keep'"),
        ('_("Save")', "", "no longer used: 'Save'"),
    ],
)
def test_code_and_catalogue_may_not_drift(
    tool: ModuleType, capsys: pytest.CaptureFixture[str], old: str, new: str, fault: str
) -> None:
    tool.update()
    make_complete(tool)
    (tool.PORTAL / "inbox/views.py").write_text(CODE.replace(old, new))
    assert tool.check() == 1
    assert fault in capsys.readouterr().err


def test_a_lost_placeholder_is_a_fault(tool: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    tool.update()
    make_complete(tool)
    path: Path = tool.catalogue_path("inbox")
    path.write_text(path.read_text().replace("%(num)d Punkte", "%(number)d Punkte"))
    assert tool.check() == 1
    assert "%(num)d item" in capsys.readouterr().err


def test_two_areas_may_not_disagree(tool: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    tool.update()
    make_complete(tool)
    other = tool.PORTAL / "outbox"
    other.mkdir()
    (other / "__init__.py").write_text('_("Save")')
    tool.update()
    path: Path = tool.catalogue_path("outbox")
    path.write_text(path.read_text().replace('msgid "Save"\nmsgstr ""', 'msgid "Save"\nmsgstr "Sichern"'))
    assert tool.check() == 1
    assert "inbox and outbox differ: 'Save'" in capsys.readouterr().err
