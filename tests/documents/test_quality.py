"""What `content check --strict` asks of texts, each rule broken once in a folder of its own."""

from __future__ import annotations

import datetime as dt
import shutil
from typing import TYPE_CHECKING

import pytest

from portal.documents import service
from portal.documents.rules import latest_review
from portal.documents.service import Basis
from portal.documents.service.readability import german_formula
from portal.settings import ROOT

if TYPE_CHECKING:
    from pathlib import Path

TODAY = dt.date(2026, 11, 22)
HEAD = "id: {slug}\ntitle: Liste\naudience: company\nfield: ankommen\nas_of: 2026-11-22\nreview_by: 2027-05-22\n"
EXPLAINED = "\n  **Warum:** Weil § 4a AufenthG es sagt.\n\n  **So geht's:** Fragen Sie.\n\n  **Wer hilft:** [IHK](/directory/ihk)\n"
GOOD = f"- [ ] Gut {{: #gut kind=duty src=F1.4-40 }}\n{EXPLAINED}"
LONG = "Das geht so. " * 30


def checklist(slug: str, items: str) -> str:
    return f"---\n{HEAD.format(slug=slug)}---\n\n## Teil\n\n{items}\n"


def prose(slug: str, body: str, **meta: str) -> str:
    values = {"id": slug, "title": "Text", "summary": "Satz.", "as_of": "2026-11-22", "review_by": "2027-05-22", **meta}
    front = "\n".join(f"{name}: {value}" for name, value in values.items() if value)
    return f"---\n{front}\n---\n\n{body}\n"


def guide(slug: str, body: str = "## Eins\n\n" + "Das ist so. " * 300, **meta: str) -> str:
    return prose(slug, body, field="ankommen", **meta)


FILES = {
    "checklists/gut": checklist("gut", GOOD),
    "checklists/warum": checklist("warum", GOOD.replace("**Warum:** ", "")),
    "checklists/paragraf": checklist("paragraf", GOOD.replace("§ 4a AufenthG", "das Gesetz")),
    "checklists/stelle": checklist("stelle", GOOD.replace("[IHK](/directory/ihk)", "die IHK")),
    "checklists/quelle": checklist("quelle", GOOD.replace(" src=F1.4-40", "")),
    "checklists/rat": checklist("rat", GOOD.replace(" kind=duty src=F1.4-40", "")),
    "checklists/fakt": checklist("fakt", GOOD.replace("F1.4-40", "F9.9-99")),
    "checklists/ungeprueft": checklist("ungeprueft", GOOD.replace("F1.4-40", "F1.4-48")),
    "checklists/teilweise": checklist("teilweise", GOOD.replace("F1.4-40", "F1.4-48,F1.4-40")),
    "checklists/lang": checklist("lang", GOOD.replace(" kind=duty", "").replace("Fragen", LONG + "fragen")),
    "checklists/pflichtlang": checklist("pflichtlang", GOOD.replace("Fragen", LONG + "fragen")),
    "checklists/titel": checklist("titel", GOOD.replace("Gut ", f"{'Gut ' * 23}")),
    "checklists/punkt": checklist("punkt", GOOD.replace("/directory/ihk", "/checklists/gut#item-weg")),
    "checklists/innen": checklist("innen", GOOD.replace("Fragen Sie.", "Fragen Sie Mitarbeiter*innen.")),
    "guides/gut": guide("gut"),
    "guides/kurz": guide("kurz", "## Eins\n\nSatz."),
    "guides/weg": guide("weg", "## Eins\n\n" + "Das ist so. " * 300 + "[weg](/consultations/nirgends) [hin](#h-zwei)"),
    "guides/anker": guide(
        "anker", "## Eins\n\n" + "Das ist so. " * 300 + "[hin](/guides/gut#h-zwei) [gut](/guides/gut#h-eins)"
    ),
    "guides/spaet": guide("spaet", review_by="2027-05-23"),
    "guides/alt": guide("alt", as_of="2026-01-01", review_by="2026-06-01"),
    "guides/zahl": guide("zahl", "## Eins\n\n{{ figure:blue-card }} " + "Das ist so. " * 300, sources="[F1.4-03]"),
    "guides/ohne": guide("ohne", "## Eins\n\nBis zu 30.000 Euro. " + "Das ist so. " * 300),
    "guides/saetze": guide("saetze", "## Eins\n\n" + ("Das " + "ist " * 24 + "so. ") * 40),
    "pages/blatt": prose("blatt", "Satz.", handout="true"),
    "pages/langes": prose("langes", "Das ist so. " * 200, handout="true", valid_until="2027-05-22"),
    "pages/vorbei": prose("vorbei", "Satz.", handout="true", valid_until="2026-11-21"),
    "pages/impressum": prose("impressum", "Anschrift: [vom Betreiber auszufüllen: Anschrift]. Nach § 5 DDG."),
    "offices/ihk": prose("ihk", "## Wofür\n\nFür Betriebe."),
}
EXPECTED = {
    "checklists/warum": "both why and how",
    "checklists/paragraf": "names its paragraph",
    "checklists/stelle": "names the office",
    "checklists/quelle": "A duty names its facts",
    "checklists/rat": "names a paragraph and no fact",
    "checklists/fakt": "The fact F9.9-99 is not in facts.yaml",
    "checklists/ungeprueft": "only on facts that nobody has verified",
    "checklists/lang": "words; at most 90 are read",
    "checklists/titel": "The caption has 91 characters",
    "checklists/punkt": "leads to no item or heading",
    "checklists/innen": "“Mitarbeiter*innen” has a special sign",
    "guides/kurz": "The guide has 2 words",
    "guides/weg": "The link to /consultations/nirgends leads nowhere: there is no such page",
    "guides/anker": "The link to /guides/gut#h-zwei leads to no item or heading",
    "guides/spaet": "trusted for six months: review_by is 2027-05-22",
    "guides/alt": "was to be reviewed by 2026-06-01",
    "guides/zahl": "has a yearly figure: review_by is 2027-01-10",
    "guides/ohne": "names paragraphs or numbers and no fact",
    "guides/saetze": "Sentences have 26.0 words on average",
    "pages/blatt": "A handout says until when",
    "pages/langes": "The handout has 600 words",
    "pages/vorbei": "The handout was valid until 2026-11-21",
}
ALSO = {"guides/weg": "There is no heading #h-zwei on this page", "checklists/punkt": "names the office"}
SILENT = sorted(set(FILES) - set(EXPECTED) - {"pages/impressum"})
MISSING = "There is no English text yet"


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every text above, with the settings of the repository."""
    root = tmp_path_factory.mktemp("quality")
    for name, text in FILES.items():
        write(root, f"de/{name}.md", text)
    for name in ("facts.yaml", "figures.yaml", "site.yaml"):
        shutil.copy(ROOT / "content" / name, root / name)
    return root


@pytest.fixture(scope="module")
def found(folder: Path) -> dict[str, list[str]]:
    """What is said of each file, without the missing translations."""
    sentences: dict[str, list[str]] = {}
    for one in service.examine(folder, {}, TODAY).findings:
        name = str(one.path.relative_to(folder).with_suffix("")).removeprefix("de/")
        sentence = one.problem.message % one.problem.params
        if not sentence.startswith(MISSING):
            assert one.problem.severity == "warning"
            sentences.setdefault(name, []).append(sentence)
    return sentences


@pytest.mark.parametrize("name", EXPECTED)
def test_each_rule_is_broken_once(name: str, found: dict[str, list[str]]) -> None:
    said = found[name]
    wanted = [EXPECTED[name], *([ALSO[name]] if name in ALSO else [])]
    assert all(any(one in sentence for sentence in said) for one in wanted), said
    assert len(said) == len(wanted), said


@pytest.mark.parametrize("name", SILENT)
def test_what_is_good_is_passed_over(name: str, found: dict[str, list[str]]) -> None:
    assert name not in found, found[name]


def test_a_gap_is_a_note_until_the_portal_is_in_production(folder: Path) -> None:
    page = folder / "de/pages/impressum.md"
    for production, severity in ((False, "warning"), (True, "error")):
        gaps = [one for one in service.examine(page, {}, TODAY, production=production).findings if one.gap]
        assert [one.problem.severity for one in gaps] == [severity]
        assert gaps[0].is_error is production


def test_sections_of_a_translation_follow_the_german_ones(folder: Path) -> None:
    write(folder, "en/guides/gut.md", "---\nid: gut\ntitle: Good\n---\n\n### One\n\n" + "One word. " * 400 + "\n")
    try:
        said = [str(one.problem) for one in service.examine(folder / "en", {}, TODAY).findings]
    finally:
        shutil.rmtree(folder / "en")
    assert said == ["6: warning: From here on sections or items stand otherwise than in German, where “##” comes next."]


def test_an_english_item_is_measured_too(folder: Path) -> None:
    text = "---\nid: gut\ntitle: Good\n---\n\n## Part\n\n- [ ] Good {: #gut }\n\n  **Why:** Because.\n"
    write(folder, "en/checklists/gut.md", text)
    try:
        said = " ".join(str(one.problem) for one in service.examine(folder / "en", {}, TODAY).findings)
    finally:
        shutil.rmtree(folder / "en")
    for words in ("both why and how", "names its paragraph", "names the office"):
        assert words in said


def test_a_figure_that_has_ended_is_reported_with_its_texts(folder: Path) -> None:
    def ended(day: dt.date) -> list[str]:
        findings = service.examine(folder, {}, day).findings
        return [str(one.problem) for one in findings if one.path.name == "figures.yaml"]

    assert ended(dt.date(2026, 12, 31)) == []
    said = ended(dt.date(2027, 1, 11))
    assert any("“blue-card” ended on 2026-12-31, and 1 texts show it" in one for one in said), said


def test_without_a_list_of_facts_nothing_is_said_about_them(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "content"
    shutil.copytree(folder, other)
    (other / "facts.yaml").unlink()
    said = [str(one.problem) for one in service.examine(other, {}, TODAY).findings]
    assert any("There is no facts.yaml" in one for one in said)
    assert not any("F9.9-99" in one for one in said)


@pytest.mark.parametrize(
    ("as_of", "yearly", "latest"),
    [
        (dt.date(2026, 11, 22), False, dt.date(2027, 5, 22)),
        (dt.date(2026, 8, 31), False, dt.date(2027, 2, 28)),
        (dt.date(2026, 11, 22), True, dt.date(2027, 1, 10)),
        (dt.date(2027, 1, 9), True, dt.date(2027, 7, 9)),
    ],
)
def test_how_long_a_text_is_trusted(as_of: dt.date, yearly: bool, latest: dt.date) -> None:
    assert latest_review(as_of, yearly=yearly) == latest


# Readability and statements ----------------------------------------------------------


def test_the_hardest_texts_come_first(folder: Path) -> None:
    measured = service.measure(service.examine(folder, {}, TODAY).readings)
    formulas = [one.formula for one in measured if one.formula is not None]
    assert formulas == sorted(formulas, reverse=True)
    by_name = {one.name: one for one in measured}
    assert by_name["de/guides/saetze.md"].per_sentence == 26
    assert by_name["de/guides/gut.md"].per_sentence == 3
    assert (by_name["de/guides/saetze.md"].formula or 0) > (by_name["de/guides/gut.md"].formula or 0)
    assert len(service.worst(measured, "de")) == min(10, len(measured))


def test_long_words_make_a_text_harder() -> None:
    easy = ["Der Hund ist da.", "Er mag das Haus."]
    hard = [
        "Aufenthaltsgenehmigungsverfahren benötigen Bearbeitungszeiten.",
        "Verwaltungsvorschriften regeln Zuständigkeiten.",
    ]
    assert german_formula(hard) > german_formula(easy) + 5


STATEMENTS = (
    "## Eins\n\nDas Bußgeld beträgt bis zu 30.000 Euro. Melden Sie es binnen sieben Wochen. Fragen Sie nach.\n\n"
    "Vier Monate vorher sind unser Rat.\n\n## Beispiel (erfunden)\n\nDer Betrieb hat 18 Beschäftigte.\n\n"
    "## Stand und Quellen\n\nStand: 22. November 2026.\n"
)


def test_statements_are_listed_with_what_they_rest_on(tmp_path: Path) -> None:
    root = tmp_path / "content"
    write(root, "de/guides/a.md", guide("a", STATEMENTS, sources="[F1.4-43]"))
    write(root, "de/guides/b.md", guide("b", "## Eins\n\nMindestens {{ figure:blue-card }}, sonst § 18g."))
    write(root, "de/checklists/c.md", checklist("c", GOOD))
    for name in ("facts.yaml", "figures.yaml", "site.yaml"):
        shutil.copy(ROOT / "content" / name, root / name)
    listed = {one.sentence: one for one in service.statements(root)}
    basis = {sentence: one.basis for sentence, one in listed.items()}
    assert basis == {
        "Das Bußgeld beträgt bis zu 30.000 Euro.": Basis.FACT,
        "Melden Sie es binnen sieben Wochen.": Basis.TEXT,
        "Vier Monate vorher sind unser Rat.": Basis.ADVICE,
        "Der Betrieb hat 18 Beschäftigte.": Basis.ADVICE,
        "Mindestens {{ figure:blue-card }}, sonst § 18g.": Basis.FACT,
        "Weil § 4a AufenthG es sagt.": Basis.FACT,
    }
    assert listed["Weil § 4a AufenthG es sagt."].facts == ("F1.4-40",)
    assert listed["Weil § 4a AufenthG es sagt."].place == "#gut"
    write(root, "de/guides/a.md", guide("a", STATEMENTS))
    assert sum(one.basis is Basis.NONE for one in service.statements(root)) == 2
