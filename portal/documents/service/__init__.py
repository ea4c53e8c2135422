"""The use cases of texts: read, publish, check, and keep in step with the files of `content/`."""

from __future__ import annotations

from portal.documents.files import Unusable
from portal.documents.service.check import Finding, LiveItems, check, live_items, mend
from portal.documents.service.publishing import Outcome, Published, Refused, publish, publish_reading
from portal.documents.service.reading import checklist, checklists, item, living_items, text, texts
from portal.documents.service.sync import Report, Result, Step, live_sources, plan, put, sync
from portal.documents.service.upkeep import NotRendered, export, render
from portal.documents.service.values import (
    ChecklistSummary,
    ChecklistText,
    ItemView,
    SectionView,
    TextSummary,
    TextView,
)

__all__ = [
    "ChecklistSummary",
    "ChecklistText",
    "Finding",
    "ItemView",
    "LiveItems",
    "NotRendered",
    "Outcome",
    "Published",
    "Refused",
    "Report",
    "Result",
    "SectionView",
    "Step",
    "TextSummary",
    "TextView",
    "Unusable",
    "check",
    "checklist",
    "checklists",
    "export",
    "item",
    "live_items",
    "live_sources",
    "living_items",
    "mend",
    "plan",
    "publish",
    "publish_reading",
    "put",
    "render",
    "sync",
    "text",
    "texts",
]
