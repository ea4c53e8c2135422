"""Markdown that people may change while others work with it.

The words of this area:

- *source*: a file as an editor writes it; *normalised*: the one layout in which it is stored.
- *front matter*: the lines between `---` at the top: id, title, field, dates.
- *checklist*, *section*, *item*: an item is one line with a box; its *id* in the braces is its
  identity, for ever and in every language. *Parts* of an item are why, how, watch and help.
- *fingerprint*: changes when the words of an item change; tells a rewording from a move.
- *prose*: guides, pages and offices.
- *figure*: a yearly value, kept once and filled into its *holes* on reading.
- *problem*: what is wrong, on which line of the file, and how to mend it. Only errors stop
  publishing.

Everything here is pure: no database, no request, no clock.
"""

from __future__ import annotations

from .attributes import ANCHORS, GROUPS, KINDS, SIZES
from .checklists import SAME_ID, Checklist, ChecklistMeta, Item, Section, parse_checklist
from .child import render_in_child
from .editing import (
    Parted,
    Place,
    join,
    new_item,
    own_text,
    part,
    place,
    places,
    put_back,
    unused_id,
    with_attributes,
    with_caption,
    with_meta,
    with_sentence,
)
from .figures import Figure, fill_figures, load_figures
from .front_matter import FrontMatter, read_front_matter
from .lint import figure_keys, unknown_figures
from .localised import Localised
from .meta import COUNTIES, FIELDS
from .normalise import add_missing_ids, normalise
from .parts import PARTS
from .problems import N_, Problem, has_errors
from .prose import Prose, parse_prose
from .safe import plain_text, safe_html
from .site import Site, load_site
from .source import decode, limits
from .words import slugify, sort_key, word_difference

__all__ = [
    "ANCHORS",
    "COUNTIES",
    "FIELDS",
    "GROUPS",
    "KINDS",
    "N_",
    "PARTS",
    "SAME_ID",
    "SIZES",
    "Checklist",
    "ChecklistMeta",
    "Figure",
    "FrontMatter",
    "Item",
    "Localised",
    "Parted",
    "Place",
    "Problem",
    "Prose",
    "Section",
    "Site",
    "add_missing_ids",
    "decode",
    "figure_keys",
    "fill_figures",
    "has_errors",
    "join",
    "limits",
    "load_figures",
    "load_site",
    "new_item",
    "normalise",
    "own_text",
    "parse_checklist",
    "parse_prose",
    "part",
    "place",
    "places",
    "plain_text",
    "put_back",
    "read_front_matter",
    "render_in_child",
    "safe_html",
    "slugify",
    "sort_key",
    "unknown_figures",
    "unused_id",
    "with_attributes",
    "with_caption",
    "with_meta",
    "with_sentence",
    "word_difference",
]
