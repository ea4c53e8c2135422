"""The source speaks English, and every text of it has its German."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.structure.sources import ROOT
from tools import catalogue

if TYPE_CHECKING:
    import pytest


def test_the_german_catalogues_are_complete(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert catalogue.check() == 0, capsys.readouterr().err


GERMAN = re.compile(r"[äöüÄÖÜß„]|\b(?:und|oder|nicht|bitte|Bitte|eine|einen|Betrieb|werden|wurde)\b")
# Proper names that stay German in English.
NAMES = ("Fachkräfteallianz", "Böblingen", "Göppingen")


def test_the_source_is_english() -> None:
    found = [
        f"{area}: {text}"
        for area in catalogue.areas()
        for message in catalogue.extracted(area)
        if message.id
        for text in (message.id if isinstance(message.id, list | tuple) else [message.id])
        if GERMAN.search(_without_names(text))
    ]
    assert not found, "\n".join(found)


def _without_names(text: str) -> str:
    for name in NAMES:
        text = text.replace(name, "")
    return text
