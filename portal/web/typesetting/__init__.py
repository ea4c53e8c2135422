"""Pages on paper: texts and a template become a PDF that screen readers can read (PDF/UA-1)."""

from portal.web.typesetting.characters import printable
from portal.web.typesetting.compiling import PaperFailed, typeset

__all__ = ["PaperFailed", "printable", "typeset"]
