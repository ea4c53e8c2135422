"""The files that browsers load: names by content, nothing built twice, nothing missing."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from pathlib import Path

import pytest

from portal.web import build


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("static") / "dist"
    assert build.build(dist=folder).endswith("files built")
    return folder


def manifest(dist: Path) -> dict[str, str]:
    names: dict[str, str] = json.loads((dist / "manifest.json").read_text())
    return names


def test_every_name_carries_the_hash_of_its_content(dist: Path) -> None:
    names = manifest(dist)
    assert {"kern.css", "fira-sans.css", "portal.css", "htmx.js", "portal.js"} <= names.keys()
    for name in names.values():
        digest = hashlib.sha256((dist / name).read_bytes()).hexdigest()
        assert name.split(".")[-2] == digest[:12]


def test_style_sheets_name_only_files_that_are_there(dist: Path) -> None:
    for name in manifest(dist).values():
        if name.endswith(".css"):
            for match in build.CSS_URL.finditer((dist / name).read_text()):
                assert (dist / match["name"]).is_file()


def test_what_is_compressed_is_the_same(dist: Path) -> None:
    compressed = list(dist.glob("*.gz"))
    assert len(compressed) >= 5
    for path in compressed:
        assert gzip.decompress(path.read_bytes()) == path.with_suffix("").read_bytes()


def test_the_licences_lie_beside_the_files(dist: Path) -> None:
    assert {path.name for path in (dist / "licences").iterdir()} == build.LICENCES.keys()


def test_nothing_is_built_twice_and_a_lost_file_comes_back(dist: Path) -> None:
    assert build.build(dist=dist) == "unchanged"
    lost = dist / manifest(dist)["portal.js"]
    lost.unlink()
    assert build.build(dist=dist) != "unchanged"
    assert lost.is_file()


def test_a_changed_source_is_built_again(dist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = copy_of_sources(tmp_path)
    monkeypatch.setattr(build, "SOURCE", source)
    before = manifest(dist)
    (source / "portal.js").write_text("'changed'")
    build.build(dist=dist)
    after = manifest(dist)
    assert after["portal.js"] != before["portal.js"]
    assert after["portal.css"] == before["portal.css"]


def test_a_style_sheet_without_a_place_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = copy_of_sources(tmp_path)
    (source / "css/stray.css").write_text("p { margin: 0; }")
    monkeypatch.setattr(build, "SOURCE", source)
    with pytest.raises(build.BuildError, match="stray"):
        build.portal_css()


def test_an_unknown_address_in_a_style_sheet_is_refused() -> None:
    css = 'a{b:url("data:image/png;base64,x")}c{d:url(./known.svg)}'
    changed = build.with_hashed_urls(css, {"known.svg": "known.1.svg"}, "x.css")
    assert changed == 'a{b:url("data:image/png;base64,x")}c{d:url(known.1.svg)}'
    with pytest.raises(build.BuildError, match=r"missing\.svg"):
        build.with_hashed_urls("a{b:url(missing.svg)}", {}, "x.css")


def copy_of_sources(folder: Path) -> Path:
    """Give a copy of the sources that a test may change."""
    return Path(shutil.copytree(build.SOURCE, folder / "src"))
