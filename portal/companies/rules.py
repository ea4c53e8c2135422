"""Vocabulary of companies, and when two of them may be one."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

LONGEST_NAME = 200
# What a column of keys holds; signs that stand for whole words make a key longer than its name.
LONGEST_KEY = 300
LONGEST_PLACE = 120
LONGEST_FUNCTION = 120
LONGEST_DOMAIN = 253

INVITATION_LIVES = dt.timedelta(days=14)
# In any 24 hours: invitations of one company, and links to one address in it.
MOST_INVITATIONS_A_DAY = 40
MOST_LINKS_OF_ADDRESS_A_DAY = 3
A_DAY = dt.timedelta(days=1)


class District(StrEnum):
    """Where the company is: the region's six districts, or elsewhere."""

    STUTTGART = "stuttgart"
    BOEBLINGEN = "boeblingen"
    ESSLINGEN = "esslingen"
    GOEPPINGEN = "goeppingen"
    LUDWIGSBURG = "ludwigsburg"
    REMS_MURR = "rems-murr"
    OUTSIDE = "outside"


class SizeClass(StrEnum):
    """How many people work there."""

    MICRO = "1-9"
    SMALL = "10-49"
    MEDIUM = "50-249"
    LARGE = "250+"


class Sector(StrEnum):
    """The short list that a company chooses from."""

    INDUSTRY = "industry"
    CONSTRUCTION = "construction"
    TRADE = "trade"
    TRANSPORT = "transport"
    HOSPITALITY = "hospitality"
    IT_MEDIA = "it_media"
    OFFICE = "office"
    HEALTH = "health"
    EDUCATION = "education"
    OTHER = "other"


class Chamber(StrEnum):
    """Which chamber is responsible: it decides whom a question is referred to."""

    IHK = "ihk"
    HWK = "hwk"
    BOTH = "both"
    OTHER = "other"


# Sections of the official classification WZ 2025 (NACE Rev. 2.1), each in exactly one sector of the short list.
SECTIONS: dict[Sector, str] = {
    Sector.INDUSTRY: "BCDE",
    Sector.CONSTRUCTION: "F",
    Sector.TRADE: "G",
    Sector.TRANSPORT: "H",
    Sector.HOSPITALITY: "I",
    Sector.IT_MEDIA: "JK",
    Sector.OFFICE: "LMNO",
    Sector.HEALTH: "R",
    Sector.EDUCATION: "Q",
    Sector.OTHER: "APSTUV",
}


@dataclass(frozen=True)
class Profile:
    """What describes a company. `place` and `mail_domain` may be unknown, `consultant_id` nobody yet."""

    name: str
    district: District
    size_class: SizeClass
    sector: Sector
    chamber: Chamber
    place: str | None = None
    consultant_id: int | None = None
    mail_domain: str | None = None


def sector_of_section(letter: str) -> Sector:
    """The sector of a WZ 2025 section. Raises ValueError for a letter that is none."""
    for sector, letters in SECTIONS.items():
        if len(letter) == 1 and letter in letters:
            return sector
    message = f"WZ 2025 has no section {letter!r}."
    raise ValueError(message)


# Legal forms as `_words` leaves them, the longer ones first where one ends in another.
_LEGAL_FORMS = tuple(
    tuple(form.split())
    for form in sorted(
        """
        gmbh und co kgaa|gmbh und co kg|gmbh co kg|gmbh und co ohg|ggmbh und co kg|ag und co kgaa|ag und co kg
        se und co kgaa|se und co kg|ug haftungsbeschraenkt und co kg|ug und co kg|ltd und co kg|stiftung und co kg
        ug haftungsbeschraenkt|gug haftungsbeschraenkt|gmbh i g|gmbh|ggmbh|mbh|g m b h|ug|gug
        ag|gag|kgaa|kg a a|se|kg|k g|ohg|o h g|und co kg|co kg|und co|und cie
        gbr|egbr|ek|e k|ekfm|e kfm|ekfr|e kfr|inh|eg|e g|egen|ev|e v|partg mbb|partgmbb|partg|partnerschaft mbb
        ltd|limited|inc|llc|sarl|s a r l|s r l|srl|bv|b v|sa|s a|kdoer|adoer
        """.replace("\n", "|").split("|"),
        key=lambda form: -len(form.split()),
    )
    if form.strip()
)
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "&": " und ", "+": " und "})


def name_key(name: str) -> str:
    """The name without legal form, case, accents and signs: what is the same here may be the same company."""
    words = _words(name)
    rest = words
    while shorter := _without_form(rest):
        rest = shorter
    return " ".join(rest or words)[:LONGEST_KEY]


def _words(name: str) -> list[str]:
    lowered = unicodedata.normalize("NFKC", name).casefold().translate(_GERMAN)
    letters = unicodedata.normalize("NFKD", lowered)
    plain = "".join(char for char in letters if not unicodedata.combining(char)).casefold()
    words = re.sub(r"[^\w]+|_", " ", plain).split()
    return words or plain.split()


def _without_form(words: list[str]) -> list[str]:
    """The words before a legal form at the end; nothing if there is none, or nothing else."""
    for form in _LEGAL_FORMS:
        if len(words) > len(form) and tuple(words[-len(form) :]) == form:
            return words[: -len(form)]
    return []


# Mail providers for everybody: an address there says nothing about a company.
PUBLIC_PROVIDERS = frozenset(
    [
        "aol.com",
        "aol.de",
        "arcor.de",
        "email.de",
        "freenet.de",
        "gmail.com",
        "gmx.at",
        "gmx.ch",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hotmail.com",
        "hotmail.de",
        "icloud.com",
        "kabelbw.de",
        "live.com",
        "live.de",
        "mac.com",
        "mail.com",
        "mail.de",
        "mailbox.org",
        "me.com",
        "msn.com",
        "outlook.com",
        "outlook.de",
        "posteo.de",
        "posteo.net",
        "proton.me",
        "protonmail.com",
        "t-online.de",
        "tutanota.com",
        "tutanota.de",
        "unitybox.de",
        "vodafone.de",
        "vodafonemail.de",
        "web.de",
        "yahoo.com",
        "yahoo.de",
        "yandex.com",
        "ymail.com",
    ]
)
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{1,62}")


def tidy_domain(text: str) -> str:
    """The domain in what people type for it: an address, a site, with or without the @."""
    bare = re.sub(r"^[a-z]+://", "", text.strip().casefold()).rpartition("@")[2]
    return bare.partition("/")[0].removeprefix("www.").rstrip(".")


def is_domain(text: str) -> bool:
    """Whether it looks like a domain."""
    return len(text) <= LONGEST_DOMAIN and _DOMAIN.fullmatch(text) is not None


def is_public_provider(domain: str) -> bool:
    """Whether anybody can get an address there."""
    return domain in PUBLIC_PROVIDERS


class InvitationState(StrEnum):
    """What an invitation is good for."""

    OPEN = "open"
    EXPIRED = "expired"
    USED = "used"
    REVOKED = "revoked"
    REPLACED = "replaced"


def invitation_path(token: str, language: str) -> str:
    """Where an invitation leads, without the portal's address; the page speaks as the mail does."""
    return f"/invitations/{token}?lang={language}"
