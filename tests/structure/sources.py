"""The code of the portal as trees, for the rules that are about code."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PORTAL = ROOT / "portal"
# The product itself; the others are tools of its developers.
FOLDERS = ("portal", "migrations", "tools", "deploy", "tests")


@dataclass(frozen=True)
class Import:
    """One name brought in: `portal.documents.service`, on which line, and whether only for types."""

    name: str
    line: int
    for_types: bool


@dataclass(frozen=True)
class Module:
    """A file of code. `path` is relative to the root."""

    path: Path

    @cached_property
    def text(self) -> str:
        return (ROOT / self.path).read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, str(self.path))

    @property
    def area(self) -> str:
        """The folder below portal/, or for a loose module its own name."""
        return self.path.with_suffix("").parts[1]

    @property
    def kind(self) -> str:
        """What the file is in its area: views, service, rules; for a file in a package `views/` too."""
        parts = self.path.with_suffix("").parts
        return parts[2] if len(parts) > 2 else parts[-1]

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """Everything it imports, also inside functions."""
        for_types = {id(node) for block in ast.walk(self.tree) if _is_for_types(block) for node in ast.walk(block)}
        return tuple(
            Import(name, node.lineno, id(node) in for_types)
            for node in ast.walk(self.tree)
            for name in self._names(node)
        )

    def _names(self, node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = self._package(node.level) if node.level else ""
            stem = ".".join(filter(None, [start, node.module]))
            yield from (f"{stem}.{alias.name}" for alias in node.names)

    def _package(self, level: int) -> str:
        return ".".join(self.path.with_suffix("").parts[:-level])


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


@cache
def modules(folder: str = "portal") -> tuple[Module, ...]:
    """All modules below a folder of the root."""
    return tuple(Module(path.relative_to(ROOT)) for path in sorted((ROOT / folder).rglob("*.py")))


@cache
def templates() -> tuple[Path, ...]:
    """All templates of the portal."""
    found = (path for folder in PORTAL.rglob("templates") for path in folder.rglob("*"))
    return tuple(sorted(path for path in found if path.is_file()))
