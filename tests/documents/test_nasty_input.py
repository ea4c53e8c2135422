"""What nobody should type and somebody will: every page shows it harmless, and what is not shown is reported."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.documents import service
from portal.documents.models import Document, Draft, KeptText, Revision
from portal.documents.rules import FOLDER_OF, Kind
from portal.documents.service import Result
from tests import build
from tests.documents.texts import Point, checklist, prose, put

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session

    from tests.client import PortalClient


# Links that are reported on their line, wherever they stand.
BAD_LINKS = (
    *("javascript:evil(1)", "JaVaScript&#58;evil(1)", "java&#x09;script:evil(1)", "&#1;javascript:evil(1)", "vbscript:evil"),
    *("data:text/html,evil", "//evil.example/a", "\\\\\\\\evil.example\\\\a", "/\\\\evil.example", "http://portal.example@evil.example/"),
    *("https://a:b@evil.example", "file:///evil", "/logout"),
)  # fmt: skip
LINKS = "\n\n".join(
    [
        *(f"[eins]({link})" for link in BAD_LINKS),
        *(f"![Bild]({link})" for link in BAD_LINKS),
        "<javascript:evil(1)> und <data:text/html,evil>",
        '[zwei][r] und ![drei][s]\n\n[r]: javascript:evil(1) "Titel"\n[s]: //evil.example/p.png',
    ]
)
# HTML and Markdown that would do something: cleaned when it is shown.
ALERT = "<script>evil(1)</script>"
ACTIVE = "\n\n".join(
    [
        f"## Titel {ALERT} <img src=x onerror=evil(1)>",
        f"{ALERT} <svg onload=evil(1)> <iframe src=//evil.example></iframe> <b onclick=evil(1) style=position:fixed>b</b>",
        '<form action="//evil.example"><input name=password type=password><button formaction=javascript:evil(1)>x</button></form>',
        '<a href="javascript:evil(1)" target=_blank ping=//evil.example>x</a> <a href="//evil.example">y</a>',
        '<meta http-equiv=refresh content="0;url=//evil.example"> <base href=//evil.example> <link rel=stylesheet href=//evil.example>',
        '[Titel](/guides/x "&quot; onmouseover=&quot;evil(1)") ![" onerror="evil(1)](/static/a.png \'"><script>evil(1)</script>\')',
        f"```html onload=evil(1) {ALERT}\n{ALERT}\n```",
        f"| a | {ALERT} |\n|---|:-:|\n| <td onclick=evil(1)> | <img src=//evil.example/p.png> |",
        f"Fußnote[^1]\n\n[^1]: {ALERT}",
        "<p hx-get=/logout data-hx-post=/x hx-on:click=evil(1) x-data=evil>h</p> <h2 id=csrf_token name=x>h</h2>",
        "&lt;script&gt;evil(1)&lt;/script&gt; &#60;img alt=x onerror=evil(1)&#62;",
        '<math><mi//xlink:href="data:x,<script>evil(1)</script>"> <noscript><p title="</noscript><img src=x onerror=evil(1)>">',
        "<style>@import '//evil.example';</style><!--><script>evil(1)</script>-->",
        "<textarea></textarea><script>evil(1)</script> </textarea></form></div></main>",
    ]
)  # fmt: skip
CAPTION = f"Punkt {ALERT} <img src=x onerror=evil(1)> `</textarea>{ALERT}`"
TITLE = f'"><{ALERT[1:]}<img src=x onerror=evil(1)> javascript:evil(1)'
_ADDRESSES = frozenset(
    {"href", "src", "action", "formaction", "srcdoc", "poster", "data", "xlink:href", "ping", "background"}
)


class Dangers(HTMLParser):
    """What in a page would run, lead away or look otherwise, besides what every page of ours has."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: re.sub(r"[\x00-\x20]", "", value or "") for name, value in attrs}
        ours = "nonce" in values and "evil" not in str(values)
        if tag in {"iframe", "object", "embed", "base", "svg:script", "math", "noscript"} or (
            tag == "script" and not ours
        ):
            self.found.append(f"<{tag} {values}>")
        if tag in {"style", "link", "meta"} and "evil" in str(values):
            self.found.append(f"<{tag} {values}>")
        for name, value in values.items():
            address = name in _ADDRESSES and re.match(
                r"(?i)[a-z]*script:|data:(?!image/)|//|\\|/\\|[^/]*//[^/]*@", value
            )
            if (
                name.startswith("on")
                or (name == "style")
                or address
                or (name in _ADDRESSES and "evil" in value and not value.startswith("/"))
            ):
                self.found.append(f"{tag} {name}={value}")

    def handle_comment(self, data: str) -> None:
        if "evil" in data:
            self.found.append(f"<!--{data}")


def dangers(page: str) -> list[str]:
    reader = Dangers()
    reader.feed(page)
    reader.close()
    return reader.found


class Door:
    """An editor, and a way to send a text."""

    def __init__(self, rows: Session, as_user: Callable[[Any], PortalClient]) -> None:
        self.rows = rows
        put(rows, checklist([Point("eins", "Erster Punkt")]))
        put(rows, prose("Ein Text."), Kind.GUIDE, "text")
        rows.commit()
        self.numbers = {Kind(one.kind): one.id for one in rows.scalars(select(Document))}
        self.client, self.other = (as_user(build.user(rows, Role.EDITOR, language="en")) for _ in range(2))

    def address(self, kind: Kind) -> str:
        return f"/editor/{self.numbers[kind]}/de"

    def form(self, kind: Kind, **changes: str) -> dict[str, str]:
        page = self.client.get(self.address(kind), follow_redirects=True).text
        hidden = dict(re.findall(r'name="(stamp|typing|typed_by)" type="hidden" value="([^"]*)"', page))
        said = {"title": "Ein Text", "field": "ankommen", "audience": "company", "as_of": "1.11.2026"}
        return hidden | said | {"review_by": "1.11.2027", "summary": "Ein Satz."} | changes

    def send(self, kind: Kind, path: str = "", **changes: str) -> Any:
        return self.client.post(self.address(kind) + path, data=self.form(kind, **changes))

    def publish(self, kind: Kind) -> Any:
        page = self.other.get(f"{self.address(kind)}/publish").text
        said = {f"meaning-{key}": "meaning" for key in re.findall(r'name="meaning-([^"]+)"', page)}
        return self.other.post(
            f"{self.address(kind)}/publish", data={"stamp": self.form(kind)["stamp"], "when": "now", **said}
        )

    def draft(self) -> str:
        self.rows.expire_all()
        return self.rows.scalars(select(Draft)).one().source


@pytest.fixture
def door(rows: Session, as_user: Callable[[Any], PortalClient]) -> Door:
    return Door(rows, as_user)


def editors_pages(door: Door, kind: Kind, body: str) -> Iterator[tuple[str, str]]:
    """Every page on which an editor meets what was typed, from the first preview to the refusal."""
    address, said = door.address(kind), {"body": body, "title": TITLE, "summary": TITLE, "sources": TITLE}
    yield (
        "pane",
        door.client.post(f"{address}/preview", data=door.form(kind, **said), headers={"HX-Request": "true"}).text,
    )
    yield "preview", door.send(kind, "/preview", **said).text
    old = door.form(kind, **said)
    assert door.send(kind, "/autosave", **said).status_code == 200
    assert door.send(kind, **said).status_code == 303
    for path in ("", "/against-live", "/publish", "/hand-in"):
        yield path, door.client.get(address + path, follow_redirects=True).text
    assert door.client.get(f"{address}/source").status_code == 404, "German is no translation"
    translation = door.client.get(f"/editor/{door.numbers[kind]}/en/source")
    assert translation.status_code == 200
    yield "translation", translation.text
    yield "list", door.client.get("/editor").text
    if kind is Kind.CHECKLIST:
        yield "item", door.client.get(f"{address}/items/eins").text
    kept = door.client.post(address, data=old | {"body": f"{body}\n\nmehr"})
    assert "/kept/" in kept.location
    yield "kept", door.client.get(kept.location).text


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_nothing_typed_comes_alive_before_an_editor(door: Door) -> None:
    items = f"{LINKS}\n\n{ACTIVE}\n\n## {TITLE}\n\n- [ ] {CAPTION} {{: #eins }}\n\n  **Warum:** {ALERT} [x](javascript:evil(1))\n"
    for kind, body in ((Kind.GUIDE, f"{LINKS}\n\n{ACTIVE}"), (Kind.CHECKLIST, items)):
        for name, page in editors_pages(door, kind, body):
            assert dangers(page) == [], (kind, name)
        pane = html.unescape(door.send(kind, "/preview", body=body).text)
        refusing = re.search(r"(\d+) of them prevent", pane)
        assert refusing
        assert int(refusing[1]) >= 2 * len(BAD_LINKS)
        assert door.publish(kind).status_code == 422
    assert not door.rows.scalars(select(Revision).where(Revision.number > 1)).all()
    assert any("mehr" in one.source and ALERT in one.source for one in door.rows.scalars(select(KeptText)))


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_nothing_that_can_be_published_comes_alive_before_a_reader(
    door: Door, client: PortalClient, as_user: Callable[[Any], PortalClient]
) -> None:
    items = f"{ACTIVE}\n\n## {TITLE}\n\n- [ ] {CAPTION} {{: #eins }}\n\n  **Warum:** {ACTIVE.splitlines()[2]}\n"
    for kind, body in ((Kind.GUIDE, ACTIVE), (Kind.CHECKLIST, items)):
        assert door.send(kind, body=body, title=TITLE, summary=TITLE).status_code == 303
        answer = door.publish(kind)
        assert answer.status_code == 303, html.unescape(answer.text)
        for path in ("/versions", "/versions?old=1&new=2", "/versions/1/restore"):
            assert dangers(door.client.get(door.address(kind) + path).text) == [], path
    member = as_user(build.member(door.rows, build.company(door.rows)))
    for path in ("/guides/text", "/guides", "/search?q=Titel", "/search?q=evil", "/checklists/liste", "/checklists"):
        for reader in (client, member):
            page = reader.get(path, follow_redirects=True).text
            assert dangers(page) == [], path
            assert "evil" in page or path == "/search?q=evil" or reader is client


TURNED = "Konto \u202e0001 nie\u202c und \u2066x\u2069"


def test_what_is_typed_is_kept_or_reported(door: Door) -> None:
    """Line ends, tabs, emoji and scripts of other lands stay; what turns the reading or was no text is reported."""
    kept = "Zeile\tTab 🎉 👩🏽‍🏭 مرحبا שלום \u200bZ\u00ad\n\n1. a\n\n\tCode"
    door.send(Kind.GUIDE, "/autosave", body=kept.replace("\n", "\r\n"))
    assert door.draft().endswith(f"---\n\n{kept}\n")
    body = f"gut\n\n{TURNED}\n\nein NUL \x00 hier\rund ein CR"
    page = html.unescape(door.send(Kind.GUIDE, "/preview", body=body, title=f"Titel {TURNED}").text)
    said = re.findall(r'data-line="(\d+)">[^<]*</a>\s*<span>([^<]*)', page)
    assert [(line, "U+202E" in words, "could not be read" in words) for line, words in said] == [
        ("3", True, False),
        ("5", False, True),
    ]
    assert page.count("turns the direction of reading") == 2
    door.send(Kind.GUIDE, body=body)
    assert TURNED in door.draft()
    assert door.publish(Kind.GUIDE).status_code == 422
    pane = page.split('id="pane"')[1].split("</section>")[0]
    assert "Konto 0001 nie und x" in pane


# Files ----------------------------------------------------------------------------------

_BOMB = "a: &a [x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 8)}]\n" for before, name in zip("abcdefghijkl", "bcdefghijklm", strict=True)
)  # fmt: skip
# Front matter after `id: <name>`, and the line and words of what is said about it.
YAML = {
    "colon": ("title: Fachkraft: Die erste\n", 3, "double quotes"),
    "language": ("title: T\nlang: no\n", 4, "no value for lang"),
    "number": ("title: T\nid: 012\n", 4, "given twice"),
    "octal": ("title: T\nas_of: 012\n", 4, "no value for as_of"),
    "tab": ("title: T\n\tsummary: x\n", 4, "cannot be read"),
    "alias": ("title: &t T\nsummary: *nix\n", 4, "undefined alias"),
    "bomb": (f"{_BOMB}title: *m\n", 16, "no value for title"),
    "endless": ("title: &a [*a]\n", 3, "no value for title"),
    "complex": ("? [a, b]\n: c\ntitle: T\n", 3, "“?” is unknown"),
    "python": ("title: !!python/object/apply:os.system [evil]\n", 3, "no value for title"),
    "merge": ("title: T\n<<: {summary: x}\n", 4, "“<<” is unknown"),
    "twice": ("title: T\ntitle: U\n", 4, "given twice"),
    "documents": ("title: T\n...\nsummary: x\n", 5, "cannot be read"),
    "deep": (f"title: {'[' * 400}\n", 3, "cannot be read"),
    "long": (f"title: {'x' * 5000}\n", 3, "more than 300"),
    "script": ("title: T\nlink: javascript:evil(1)\n", 4, "no value for link"),
    "host": ("title: T\nlink: //evil.example\n", 4, "no value for link"),
    "name": ("title: T\nlink: https://portal@evil.example\n", 4, "no value for link"),
    "turned": (f"title: {TURNED}\n", 3, "U+202E"),
    "open": ("title: T\n", 1, "not closed"),
    "nul": ("title: a\0b\n", 3, "NUL"),
}


def test_files_that_yaml_reads_otherwise_are_refused_on_their_line(db_session: Session, tmp_path: Path) -> None:
    folder = tmp_path / "de" / FOLDER_OF[Kind.OFFICE]
    folder.mkdir(parents=True)
    for name, (more, _line, _words) in YAML.items():
        fence = "" if name == "open" else "---\n"
        (folder / f"{name}.md").write_text(f"---\nid: {name}\n{more}{fence}\nText.\n", encoding="utf-8")
    (folder / "gut.md").write_bytes(
        b'---\r\nid: gut\r\ntitle: "Gut: \\u00e4 \\ud83c\\udf89"\r\nsummary: !!str 012\r\n---\r\n\r\n\tCode\r\n'
    )
    reports = {report.name.split("/")[-1][:-3]: report for report in service.sync(db_session, tmp_path)}
    assert reports.pop("gut").result is Result.NEW
    for name, (_more, line, words) in YAML.items():
        assert reports[name].result is Result.REFUSED, name
        said = [(one.line, one.message % one.params) for one in reports[name].problems]
        assert any(at == line and words in sentence for at, sentence in said), (name, said)
    assert [one.title for one in db_session.scalars(select(Revision))] == ["Gut: ä 🎉"]
