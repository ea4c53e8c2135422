"""The use cases of texts: read, publish, check, and keep in step with the files of `content/`."""

from __future__ import annotations

from portal.documents.files import Unusable
from portal.documents.files import read_text as read_file
from portal.documents.files import write_text as write_file
from portal.documents.service.addresses import Moves, moves, present_slug
from portal.documents.service.check import Examination, Finding, LiveItems, check, examine, live_items, mend
from portal.documents.service.earlier import item_ids, item_names, rewordings
from portal.documents.service.editing.releasing import publish_due
from portal.documents.service.editing.reminding import EndingFigure, remind_of_review
from portal.documents.service.figures import Showing, showing
from portal.documents.service.findable import complete as complete_search
from portal.documents.service.findable import follow as follow_in_search
from portal.documents.service.gaps import PageWithGaps, pages_with_gaps
from portal.documents.service.mentions import MentionedIn, Mentions, mentions
from portal.documents.service.publishing import Outcome, Published, Refused, publish, publish_reading, restore
from portal.documents.service.readability import Readability, measure, worst
from portal.documents.service.reading import (
    checklist,
    checklists,
    every_item,
    handouts,
    item,
    living_items,
    text,
    texts,
    whole_checklists,
)
from portal.documents.service.statements import Basis, Statement, statements
from portal.documents.service.sync import Report, Result, Step, known_figures, live_sources, plan, put, sync
from portal.documents.service.upkeep import NotRendered, clear_away, export, render
from portal.documents.service.values import (
    ChecklistSummary,
    ChecklistText,
    ItemName,
    ItemView,
    Rewording,
    SectionView,
    TextSummary,
    TextView,
    Wording,
)

__all__ = [
    "Basis",
    "ChecklistSummary",
    "ChecklistText",
    "EndingFigure",
    "Examination",
    "Finding",
    "ItemName",
    "ItemView",
    "LiveItems",
    "MentionedIn",
    "Mentions",
    "Moves",
    "NotRendered",
    "Outcome",
    "PageWithGaps",
    "Published",
    "Readability",
    "Refused",
    "Report",
    "Result",
    "Rewording",
    "SectionView",
    "Showing",
    "Statement",
    "Step",
    "TextSummary",
    "TextView",
    "Unusable",
    "Wording",
    "check",
    "checklist",
    "checklists",
    "clear_away",
    "complete_search",
    "every_item",
    "examine",
    "export",
    "follow_in_search",
    "handouts",
    "item",
    "item_ids",
    "item_names",
    "known_figures",
    "live_items",
    "live_sources",
    "living_items",
    "measure",
    "mend",
    "mentions",
    "moves",
    "pages_with_gaps",
    "plan",
    "present_slug",
    "publish",
    "publish_due",
    "publish_reading",
    "put",
    "read_file",
    "remind_of_review",
    "render",
    "restore",
    "rewordings",
    "showing",
    "statements",
    "sync",
    "text",
    "texts",
    "whole_checklists",
    "worst",
    "write_file",
]
