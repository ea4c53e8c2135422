"""The order of headings and items, by which a text and its translation are compared."""

from __future__ import annotations

from dataclasses import dataclass

from .attributes import read_attributes, split_braces
from .front_matter import read_front_matter
from .outline import block_parser, read_outline


@dataclass(frozen=True, slots=True)
class Bone:
    """A heading ("##") or an item ("#id"), and its line in the file."""

    name: str
    line: int


def skeleton(source: str, *, checklist: bool) -> list[Bone]:
    """Headings of a text in their order; of a checklist, its sections with the items below them."""
    front = read_front_matter(source)
    return _sections(front.body, front.body_line) if checklist else _headings(front.body, front.body_line)


def _headings(body: str, first_line: int) -> list[Bone]:
    return [
        Bone("#" * int(token.tag[1]), first_line + (token.map[0] if token.map else 0))
        for token in block_parser().parse(body)
        if token.type == "heading_open"
    ]


def _sections(body: str, first_line: int) -> list[Bone]:
    outline = read_outline(body, first_line)
    bones = []
    for number, section in enumerate(outline.sections):
        bones.append(Bone("##", section.line))
        for item in outline.items:
            if item.section == number:
                inner = split_braces(item.caption, item.line)[1] or ""
                bones.append(Bone(f"#{read_attributes(inner, item.line)[0].id}", item.line))
    return bones


def difference(german: list[Bone], translation: list[Bone]) -> tuple[str, Bone | None] | None:
    """Where a translation leaves the German order: what stands there in German ("" for the end), and in the translation.

    Items that only one of the two has are reported elsewhere, and count for nothing here.
    """
    both = {bone.name for bone in german} & {bone.name for bone in translation}
    ours, theirs = ([bone for bone in bones if _counts(bone, both)] for bones in (german, translation))
    for number in range(max(len(ours), len(theirs))):
        mine = ours[number].name if number < len(ours) else ""
        other = theirs[number] if number < len(theirs) else None
        if other is None or other.name != mine:
            return mine, other
    return None


def _counts(bone: Bone, both: set[str]) -> bool:
    is_item = not bone.name.endswith("#")
    return not is_item or bone.name in both
