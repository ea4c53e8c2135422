"""The files of `content/` on disk: the one place that reads and writes them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.documents.rules import FOLDER_OF, FOLDERS, LANGUAGES, SLUG, Kind
from portal.text import N_, Problem, decode

MOST_BYTES = 200_000


class Unusable(Exception):
    """The path cannot be worked with; `problem` says why."""

    def __init__(self, path: Path, message: str, **params: str) -> None:
        self.path = path
        self.problem = Problem(1, "error", message, params)
        super().__init__(f"{path}: {self.problem}")


@dataclass(frozen=True)
class SourceFile:
    """A file that is, or should be, a text. `text` None: it cannot be read, `problems` say why."""

    path: Path
    language: str
    kind: Kind
    slug: str
    text: str | None
    problems: tuple[Problem, ...] = ()

    @property
    def name(self) -> str:
        """The file inside content/, as "de/guides/ankommen.md"."""
        return name_of(self.language, self.kind, self.slug)


def name_of(language: str, kind: Kind, slug: str) -> str:
    """The file of a text inside content/."""
    return f"{language}/{FOLDER_OF[kind]}/{slug}.md"


def path_of(root: Path, language: str, kind: Kind, slug: str) -> Path:
    """Where the text belongs; raises Unusable if that leads out of the content folder."""
    path = root / name_of(language, kind, slug)
    if not path.resolve().is_relative_to(root.resolve()) or path.is_symlink():
        raise Unusable(path, N_("The file leads out of the content folder: put the text itself here."))
    return path


def content_root(path: Path) -> Path:
    """The content folder that a file or folder belongs to; raises Unusable if there is none."""
    whole = path.resolve()
    if not whole.exists():
        raise Unusable(path, N_("There is no such file or folder: check the name."))
    for candidate in (whole, *whole.parents):
        if (candidate / LANGUAGES[0]).is_dir():
            return candidate
    raise Unusable(path, N_("This is no content folder: it would have a folder “de” with texts."))


def source_files(root: Path) -> list[SourceFile]:
    """All texts, German before its translations, in the order of their names."""
    return [
        file
        for language in LANGUAGES
        for folder, kind in FOLDERS.items()
        for file in _files_in(root, language, folder, kind)
    ]


def _files_in(root: Path, language: str, folder: str, kind: Kind) -> Iterator[SourceFile]:
    place = root / language / folder
    if not place.is_dir():
        return
    for path in sorted(place.iterdir()):
        if path.suffix == ".md" and not path.name.startswith("."):
            text, problems = _text_of(root, path)
            yield SourceFile(path, language, kind, path.stem, text, problems)


def _text_of(root: Path, path: Path) -> tuple[str | None, tuple[Problem, ...]]:
    message = _why_not(root, path)
    if message:
        return None, (Problem(1, "error", message),)
    try:
        text, problems = decode(path.read_bytes())
    except OSError:
        return None, (Problem(1, "error", N_("The file cannot be read: check its permissions.")),)
    return (None if problems else text), tuple(problems)


def _why_not(root: Path, path: Path) -> str:
    if not SLUG.fullmatch(path.stem):
        return N_("The file's name becomes the address: use only a-z, 0-9 and hyphens, at most 64.")
    if not path.resolve().is_relative_to(root.resolve()):
        return N_("The file leads out of the content folder: put the text itself here.")
    if not path.is_file():
        return N_("This is no plain file: put a text file here.")
    if path.stat().st_size > MOST_BYTES:
        return N_("The file has more than 200 KB: split the text.")
    return ""


def read_text(path: Path) -> str:
    """A file such as site.yaml; raises Unusable."""
    try:
        text, problems = decode(path.read_bytes())
    except OSError:
        raise Unusable(path, N_("The file cannot be read: check that it is there, and its permissions.")) from None
    if problems:
        raise Unusable(path, problems[0].message)
    return text


def write(root: Path, language: str, kind: Kind, slug: str, text: str) -> Path | None:
    """Write a text where it belongs, whole or not at all; None if it already stands there."""
    return _write(path_of(root, language, kind, slug), text)


def write_text(root: Path, name: str, text: str) -> Path | None:
    """Write a file of the content folder, such as site.yaml, whole or not at all; None if it already says so."""
    path = root / name
    if not path.resolve().is_relative_to(root.resolve()) or path.is_symlink():
        raise Unusable(path, N_("The file leads out of the content folder: put the text itself here."))
    return _write(path, text)


def _write(path: Path, text: str) -> Path | None:
    data = text.encode()
    if path.is_file() and path.read_bytes() == data:
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        file.write(data)
    new = Path(file.name)
    new.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
    new.replace(path)
    return path
