"""A short text in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Localised:
    de: str = ""
    en: str = ""

    def pick(self, language: str) -> str:
        """The text in this language, in German where it is missing."""
        return (self.en if language == "en" else self.de) or self.de

    def __bool__(self) -> bool:
        return bool(self.de)


NOTHING = Localised()


def read_localised(value: object) -> Localised:
    """From `{de: …, en: …}` or from one text for both."""
    if isinstance(value, dict):
        return Localised(_line(value.get("de")), _line(value.get("en")))
    return Localised(_line(value), _line(value))


def _line(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
