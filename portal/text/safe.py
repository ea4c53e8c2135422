"""The one place where HTML from a text becomes fit for a reader: an allow-list, nothing else."""

from __future__ import annotations

import html as entities
import re

import nh3

_INLINE = {"a", "abbr", "br", "code", "del", "em", "strong", "sub", "sup", "span"}
_BLOCK = {
    *("p", "ul", "ol", "li", "blockquote", "pre", "hr", "h2", "h3", "h4", "h5", "h6", "img"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "span": {"lang"},
    "p": {"lang"},
    "ol": {"start"},
    "img": {"src", "alt", "title"},
    "th": {"align"},
    "td": {"align"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
_OWN_PAGES = re.compile(
    r"/(?:(?:checklists|guides|directory|pages|consultations|impressum|datenschutz"
    r"|barrierefreiheit)(?:[/?#]|$)|$)"
)
_HEADING_ID = re.compile(r"h-[a-z0-9-]{1,64}")
# Browsers drop these inside an address, so "java\nscript:" and "/\t/host" come alive again.
_IGNORED_BY_BROWSERS = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff]")
# A name before the host ("https://portal@elsewhere") makes an address look like another.
_ALLOWED = re.compile(r"https?://(?![^/?#]*@)|mailto:|tel:", re.IGNORECASE)
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
# They make a text read other than it is: embeddings, overrides and isolates of the direction of reading. Arabic and
# Hebrew need none of them.
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_IMAGE_WITHOUT_SOURCE = re.compile(r'<img(?:\s+(?!src=)[a-z-]+="[^"]*")*\s*/?>')


def safe_html(html: str) -> str:
    """HTML that may reach a reader. No forms, styles, scripts, handlers, data- or hx- attributes."""
    cleaned = nh3.clean(
        html,
        tags=_INLINE | _BLOCK,
        attributes=_ATTRIBUTES,
        attribute_filter=_filter,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
    )
    return _IMAGE_WITHOUT_SOURCE.sub("", TURNS.sub("", cleaned))


def safe_inline(html: str) -> str:
    """The same for one line of running text."""
    cleaned = nh3.clean(
        html,
        tags=_INLINE,
        attributes={tag: _ATTRIBUTES[tag] for tag in _INLINE & _ATTRIBUTES.keys()},
        attribute_filter=_filter,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
    )
    return TURNS.sub("", cleaned).strip()


def plain_text(html: str) -> str:
    """What a reader would read, on one line; not HTML, so escape it before showing."""
    spaced = re.sub(r"<(?:br|/p|/li|/h\d|/t[dhr])\b[^>]*>", " ", html)
    return " ".join(TURNS.sub("", entities.unescape(nh3.clean(spaced, tags=set()))).split())


def allowed_link(address: str) -> bool:
    """Web, mail and telephone addresses, headings of the same page and the portal's own pages."""
    address = _IGNORED_BY_BROWSERS.sub("", address)
    if "\\" in address or address.startswith("//"):
        return False
    if _SCHEME.match(address):
        return _ALLOWED.match(address) is not None
    return address.startswith("#") or bool(_OWN_PAGES.match(address))


def allowed_image(address: str) -> bool:
    """Only pictures of the portal itself: an image from elsewhere tells who reads what."""
    return bool(re.fullmatch(r"/static/[A-Za-z0-9_./-]+", address)) and ".." not in address


def _filter(_element: str, attribute: str, value: str) -> str | None:
    if attribute == "href":
        return _IGNORED_BY_BROWSERS.sub("", value) if allowed_link(value) else None
    if attribute == "src":
        return value if allowed_image(value) else None
    if attribute == "id":
        return value if _HEADING_ID.fullmatch(value) else None
    if attribute == "lang":
        return value if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", value) else None
    return value
