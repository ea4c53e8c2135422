"""Pages of this area: what everybody reads, and where editors write it."""

from portal.documents.views import reading
from portal.documents.views.blueprint import blueprint

__all__ = ["blueprint", "reading"]
