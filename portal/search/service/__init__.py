"""Putting texts into the index, finding them, and saying where their links lead."""

from portal.search.service.finding import Entry, Found, Result, find, known_documents, put
from portal.search.service.links import LinkReport, Mention, Place, Uses, link_report, mentions_of, used_by

__all__ = [
    "Entry",
    "Found",
    "LinkReport",
    "Mention",
    "Place",
    "Result",
    "Uses",
    "find",
    "known_documents",
    "link_report",
    "mentions_of",
    "put",
    "used_by",
]
