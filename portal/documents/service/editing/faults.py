"""Why something in the editor cannot be done; nothing typed is lost by any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.text import Problem


class EditingFault(Exception):
    """Base of what the editor refuses."""


class NoSuchText(EditingFault):
    """There is no document of this number, or no draft or version of it."""


class Behind(EditingFault):
    """Somebody else saved in the meantime. What was sent is kept beside the draft as `kept_id`."""

    def __init__(self, kept_id: int) -> None:
        self.kept_id = kept_id
        super().__init__("somebody else saved in the meantime")


class TooMuch(EditingFault):
    """The text is beyond the limits, so it is not stored; `problems` say which."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(map(str, problems)))


class NameTaken(EditingFault):
    """There is a document of this kind and name."""

    def __init__(self, document_id: int) -> None:
        self.document_id = document_id
        super().__init__("taken")


class FixedAddress(EditingFault):
    """The portal itself names the address, so it stays."""


class BadAddress(EditingFault):
    """This is no address. `better` is one made from the same words, "" if there is none."""

    def __init__(self, better: str) -> None:
        self.better = better
        super().__init__("bad address")


class SameAddress(EditingFault):
    """The text has this address already."""


class AddressMoved(EditingFault):
    """Somebody else changed the address in the meantime."""


class NotRepublished(EditingFault):
    """A text could not follow the new address, so nothing was changed. `problems` say why."""

    def __init__(self, document_id: int, language: str, title: str, problems: tuple[Problem, ...]) -> None:
        self.document_id, self.language, self.title, self.problems = document_id, language, title, problems
        super().__init__(f"{title} ({language})")


class SecondPersonNeeded(EditingFault):
    """The writer alone may not publish, without a reason."""


class Archived(EditingFault):
    """The text is no longer kept up, so nobody says of it that it still holds."""


class NotAnEditor(EditingFault):
    """The person cannot be responsible for a text: the account is switched off, or may not edit."""


class LiveMoved(EditingFault):
    """Readers see another text than the one that the draft was begun from."""


class NothingToPublish(EditingFault):
    """The text is what readers see already."""


class NothingBefore(EditingFault):
    """It is the first version, so none can take its place."""


class GermanUnanswered(EditingFault):
    """It was not said whether the translation says what the German text says by now."""


class Unanswered(EditingFault):
    """It was not said of every changed item whether its meaning changed."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self.keys = keys
        super().__init__(", ".join(keys))
