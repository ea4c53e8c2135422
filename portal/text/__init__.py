"""Markdown that people may change while others work with it.

The words of this area:

- *source*: a file as an editor writes it; *normalised*: the one layout in which it is stored.
- *front matter*: the lines between `---` at the top: id, title, field, dates.
- *checklist*, *section*, *item*: an item is one line with a box; its *id* in the braces is its
  identity, for ever and in every language. *Parts* of an item are why, how, watch and help.
- *fingerprint*: changes when the words of an item change; tells a rewording from a move.
- *prose*: guides, pages and offices.
- *fact*: what a statement rests on, by its number; *claim*: a paragraph or number in a sentence.
- *figure*: a yearly value, kept once and filled into its *holes* on reading.
- *problem*: what is wrong, on which line of the file, and how to mend it. Only errors stop
  publishing.

Everything here is pure: no database, no request, no clock.
"""

from __future__ import annotations

from .attributes import ANCHORS, GROUPS, KINDS, SIZES
from .checklists import (
    PART_MISSING,
    SAME_ID,
    STILL_GERMAN,
    UNTRANSLATED,
    WITHOUT_ID,
    Checklist,
    ChecklistMeta,
    Item,
    Section,
    parse_checklist,
)
from .child import render_in_child
from .claims import Claims, claims
from .editing import (
    Parted,
    Place,
    join,
    new_item,
    part,
    place,
    places,
    unused_id,
    with_attributes,
    with_caption,
    with_meta,
    with_paragraph,
)
from .explaining import explanation, own_text, with_explanation, with_sentence
from .facts import Fact, Facts, load_facts
from .figures import Figure, ended_figures, ending_figures, fill_figures, fill_plain, load_figures, shown_figure
from .front_matter import FrontMatter, read_front_matter
from .links import links, with_addresses
from .lint import figure_keys, unknown_figures
from .localised import Localised
from .meta import COUNTIES, FIELDS, needed_meta
from .normalise import add_missing_ids, normalise
from .parts import PARTS
from .problems import N_, Problem, error, has_errors, warning
from .prose import Prose, parse_prose
from .putting_back import put_back, translatable, with_missing, without_item, without_items
from .registers import SiteValue, with_figure, with_site, without_figure
from .safe import plain_text, safe_html
from .sentences import blocks, count_words, running_sentences, sentences, words
from .site import Site, load_site
from .skeleton import difference, skeleton
from .source import decode, limits
from .terms import Wanted, composed, terms, wanted, word_terms, words_in
from .words import slugify, sort_key, word_difference

__all__ = [
    "ANCHORS",
    "COUNTIES",
    "FIELDS",
    "GROUPS",
    "KINDS",
    "N_",
    "PARTS",
    "PART_MISSING",
    "SAME_ID",
    "SIZES",
    "STILL_GERMAN",
    "UNTRANSLATED",
    "WITHOUT_ID",
    "Checklist",
    "ChecklistMeta",
    "Claims",
    "Fact",
    "Facts",
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
    "SiteValue",
    "Wanted",
    "add_missing_ids",
    "blocks",
    "claims",
    "composed",
    "count_words",
    "decode",
    "difference",
    "ended_figures",
    "ending_figures",
    "error",
    "explanation",
    "figure_keys",
    "fill_figures",
    "fill_plain",
    "has_errors",
    "join",
    "limits",
    "links",
    "load_facts",
    "load_figures",
    "load_site",
    "needed_meta",
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
    "running_sentences",
    "safe_html",
    "sentences",
    "shown_figure",
    "skeleton",
    "slugify",
    "sort_key",
    "terms",
    "translatable",
    "unknown_figures",
    "unused_id",
    "wanted",
    "warning",
    "with_addresses",
    "with_attributes",
    "with_caption",
    "with_explanation",
    "with_figure",
    "with_meta",
    "with_missing",
    "with_paragraph",
    "with_sentence",
    "with_site",
    "without_figure",
    "without_item",
    "without_items",
    "word_difference",
    "word_terms",
    "words",
    "words_in",
]
