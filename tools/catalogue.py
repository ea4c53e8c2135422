"""German catalogues, one per area: portal/<area>/translations/de/LC_MESSAGES/messages.po.

`update` brings them up to the texts of code and templates, `check` fails on a text without
German. Texts of modules directly in `portal/` belong to the catalogue of `web`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PORTAL = ROOT / "portal"
HOME_OF_LOOSE_MODULES = "web"
LOCALE = "de"

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "_l": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
TEMPLATES = {".html", ".txt", ".xml", ".svg", ".ics", ".md"}
# `trimmed` as in the application, or a text over several lines would not be found.
TEMPLATE_OPTIONS = {"trimmed": "true", "silent": "false"}
CHANGING_HEADERS = (
    b'"POT-Creation-Date',
    b'"PO-Revision-Date',
    b'"Last-Translator',
    b'"Language-Team',
    b'"Report-Msgid-Bugs-To',
    b'"Generated-By',
    b'"Project-Id-Version',
)


def main(arguments: list[str]) -> int:
    commands: dict[str, Callable[[], int]] = {
        "update": update,
        "check": check,
    }
    if len(arguments) != 1 or arguments[0] not in commands:
        print(f"usage: catalogue.py {'|'.join(commands)}", file=sys.stderr)
        return 2
    return commands[arguments[0]]()


def update() -> int:
    for area in areas():
        path = catalogue_path(area)
        found = extracted(area)
        if not len(found) and not path.exists():
            continue
        catalogue = read(path)
        catalogue.update(found, no_fuzzy_matching=True)
        write(path, catalogue)
        missing = sum(1 for message in catalogue if message.id and not is_translated(message))
        print(f"{area}: {len(catalogue)} texts, {missing} without German")
    return 0


def check() -> int:
    faults = [fault for area in areas() for fault in area_faults(area)]
    faults += contradictions()
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"Catalogues: {f'{len(faults)} faults' if faults else 'complete'}")
    return 1 if faults else 0


# Faults --------------------------------------------------------------------------


def area_faults(area: str) -> Iterator[str]:
    """Yield a line for each text that lacks German, is doubtful, or is used no more."""
    catalogue = read(catalogue_path(area))
    found = extracted(area)
    for message in found:
        if message.id and key(message) not in {key(known) for known in catalogue if known.id}:
            yield f"{area}: not in the catalogue: {message.id!r}"
    for message in catalogue:
        if message.id:
            yield from message_faults(area, message, found)


def message_faults(area: str, message: Message, found: Catalog) -> Iterator[str]:
    if key(message) not in {key(used) for used in found if used.id}:
        yield f"{area}: no longer used: {message.id!r}"
    if message.fuzzy:
        yield f"{area}: fuzzy: {message.id!r}"
    if not is_translated(message):
        yield f"{area}: without German: {message.id!r}"
    for error in message.check():
        yield f"{area}: {error}: {message.id!r}"


def contradictions() -> Iterator[str]:
    """Yield texts that two areas translate differently: at run time one of them would win."""
    known: dict[object, tuple[str, object]] = {}
    for area in areas():
        for message in read(catalogue_path(area)):
            if not message.id:
                continue
            first, german = known.setdefault(key(message), (area, message.string))
            if german != message.string:
                yield f"{first} and {area} differ: {message.id!r}: {german!r}, {message.string!r}"


def is_translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, list | tuple) else [message.string]
    return bool(strings) and all(strings)


def key(message: Message) -> tuple[str | None, object]:
    singular = message.id[0] if isinstance(message.id, list | tuple) else message.id
    return message.context, singular


# Texts of an area ----------------------------------------------------------------


def areas() -> list[str]:
    return sorted(path.name for path in PORTAL.iterdir() if (path / "__init__.py").exists())


def extracted(area: str) -> Catalog:
    catalogue = Catalog(locale=LOCALE)
    for path in sources(area):
        method = "python" if path.suffix == ".py" else "jinja2"
        options = {} if method == "python" else dict(TEMPLATE_OPTIONS)
        for _line, text, comments, context in extract_from_file(
            method, path, keywords=KEYWORDS, comment_tags=["Translators:"], options=options
        ):
            where = [(path.relative_to(ROOT).as_posix(), 0)]
            catalogue.add(text, None, where, auto_comments=comments, context=context)
    return catalogue


def sources(area: str) -> list[Path]:
    files = list((PORTAL / area).rglob("*.py"))
    files += [
        path for folder in (PORTAL / area).rglob("templates") for path in folder.rglob("*") if path.suffix in TEMPLATES
    ]
    if area == HOME_OF_LOOSE_MODULES:
        files += PORTAL.glob("*.py")
    return sorted(files)


# Files ---------------------------------------------------------------------------


def catalogue_path(area: str) -> Path:
    return PORTAL / area / "translations" / LOCALE / "LC_MESSAGES" / "messages.po"


def read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE)


def write(path: Path, catalogue: Catalog) -> None:
    """Write without dates, names and line numbers, so that only texts make a difference."""
    catalogue.header_comment = f"# German texts of portal/{path.parents[3].name}"
    catalogue.fuzzy = False
    buffer = BytesIO()
    write_po(buffer, catalogue, width=100, sort_output=True, ignore_obsolete=True, include_lineno=False)
    lines = buffer.getvalue().splitlines(keepends=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(line for line in lines if not line.startswith(CHANGING_HEADERS)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
