"""When two companies may be one, and the vocabulary."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.companies import rules
from portal.companies.rules import SECTIONS, Sector


@pytest.mark.parametrize(
    "name",
    [
        "Müller Bau",
        "Müller Bau GmbH",
        "MÜLLER-BAU gGmbH",
        "Mueller Bau AG",
        "Müller Bau KG",
        "Müller Bau GmbH & Co. KG",
        "Müller Bau GmbH & Co.KG",
        "Müller Bau GmbH und Co KG",
        "Müller Bau e. K.",
        "Müller Bau e.K.",
        "Müller Bau UG (haftungsbeschränkt)",
        "Müller Bau UG (haftungsbeschränkt) & Co. KG",
        "Müller Bau OHG",
        "Müller Bau eG",
        "Müller Bau SE",
        "Müller Bau SE & Co. KGaA",
        "Müller Bau e. V.",
        "Müller Bau, e.V.",
        "Müller Bau G.m.b.H.",
        "Müller Bau GbR",
        "  Müller   Bau PartG mbB ",
    ],
)
def test_the_legal_form_makes_no_other_company(name: str) -> None:
    assert rules.name_key(name) == "mueller bau"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller Bau GmbH", "Müller Bad GmbH"),
        ("Bau AG Nord", "Bau Nord"),
        ("Weber & Sohn KG", "Weber KG"),
        ("Seeger GmbH", "Eger GmbH"),
    ],
)
def test_other_companies_stay_others(one: str, other: str) -> None:
    assert rules.name_key(one) != rules.name_key(other)


@pytest.mark.parametrize("name", ["AG", "GmbH & Co. KG", "+++", "SE"])
def test_a_name_of_nothing_but_a_form_keeps_something(name: str) -> None:
    assert rules.name_key(name)


@given(st.text(min_size=1).filter(lambda text: any(map(str.isalnum, rules.name_key(text)))))
def test_a_key_is_its_own_key_after_another_form(name: str) -> None:
    key = rules.name_key(name)
    assert rules.name_key(key) == key
    assert rules.name_key(f"{key} GmbH") == key


def test_a_key_fits_into_its_column() -> None:
    assert len(rules.name_key("ﷺ" * rules.LONGEST_NAME)) <= 300


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("firma.example", "firma.example"),
        ("@Firma.Example", "firma.example"),
        ("hr@firma.example", "firma.example"),
        ("https://www.firma.example/kontakt", "firma.example"),
        (" www.firma.example. ", "firma.example"),
        ("", ""),
    ],
)
def test_domains_are_tidied(typed: str, domain: str) -> None:
    assert rules.tidy_domain(typed) == domain


@pytest.mark.parametrize("domain", ["firma.example", "a.b-c.example", "müller.example", "xn--mller-kva.example"])
def test_domains(domain: str) -> None:
    assert rules.is_domain(domain)


@pytest.mark.parametrize(
    "text", ["firma", "firma.", ".example", "fir ma.example", "-a.example", "a..example", "x" * 260]
)
def test_no_domains(text: str) -> None:
    assert not rules.is_domain(text)


def test_providers_for_everybody_say_nothing() -> None:
    assert all(map(rules.is_public_provider, ("gmail.com", "web.de", "gmx.de", "gmx.net", "t-online.de")))
    assert not rules.is_public_provider("firma.example")
    assert all(map(rules.is_domain, rules.PUBLIC_PROVIDERS))


def test_every_section_of_wz_2025_has_one_sector() -> None:
    letters = "".join(SECTIONS.values())
    assert sorted(letters) == [chr(code) for code in range(ord("A"), ord("V") + 1)]
    assert set(SECTIONS) == set(Sector)
    assert rules.sector_of_section("K") is Sector.IT_MEDIA
    for wrong in ("", "W", "AB", "a"):
        with pytest.raises(ValueError, match="no section"):
            rules.sector_of_section(wrong)
