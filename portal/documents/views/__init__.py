"""Pages of this area: what everybody reads, and where editors write it."""

from portal.documents.views import beside, desk, item_editor, linking, reading, releases, versions
from portal.documents.views.blueprint import blueprint
from portal.documents.views.desk import give_choices
from portal.documents.views.releases import give_answer_counts

__all__ = [
    "beside",
    "blueprint",
    "desk",
    "give_answer_counts",
    "give_choices",
    "item_editor",
    "linking",
    "reading",
    "releases",
    "versions",
]
