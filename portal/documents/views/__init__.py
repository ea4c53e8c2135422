"""Pages of this area: what everybody reads, and where editors write it."""

from portal.documents.views import (
    addresses,
    archiving,
    beside,
    desk,
    freshness,
    item_editor,
    item_translation,
    linking,
    listing,
    reading,
    releases,
    versions,
)
from portal.documents.views.addresses import lead_on
from portal.documents.views.blueprint import blueprint
from portal.documents.views.desk import give_choices
from portal.documents.views.releases import give_answer_counts
from portal.documents.views.versions import give_recall

__all__ = [
    "addresses",
    "archiving",
    "beside",
    "blueprint",
    "desk",
    "freshness",
    "give_answer_counts",
    "give_choices",
    "give_recall",
    "item_editor",
    "item_translation",
    "lead_on",
    "linking",
    "listing",
    "reading",
    "releases",
    "versions",
]
