"""The deeds that are recorded, each with the details it carries."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """What somebody did. The word is stored and never changes its meaning."""

    USER_CREATED = "user_created"
    USER_CHANGED = "user_changed"
    USER_DEACTIVATED = "user_deactivated"
    USER_REACTIVATED = "user_reactivated"
    PASSWORD_LINK_MADE = "password_link_made"  # noqa: S105 - a word, not a password
    PASSWORD_SET = "password_set"  # noqa: S105 - a word, not a password
    COMPANY_CREATED = "company_created"
    COMPANY_CHANGED = "company_changed"
    COMPANY_DEACTIVATED = "company_deactivated"
    COMPANY_REACTIVATED = "company_reactivated"
    MEMBER_ADDED = "member_added"
    MEMBER_CHANGED = "member_changed"
    MEMBER_REMOVED = "member_removed"
    MEMBER_INVITED = "member_invited"
    INVITATION_REVOKED = "invitation_revoked"
    TERMS_ACCEPTED = "terms_accepted"
    DOCUMENT_PUBLISHED = "document_published"
    REGISTER_CHANGED = "register_changed"
    DOCUMENT_MOVED = "document_moved"
    MAIL_SENT_AGAIN = "mail_sent_again"
    MAIL_DROPPED = "mail_dropped"


# The keys that each action's details have: no more, no less.
DETAILS: dict[Action, frozenset[str]] = {
    Action.USER_CREATED: frozenset({"roles"}),
    Action.USER_CHANGED: frozenset({"fields"}),
    Action.USER_DEACTIVATED: frozenset(),
    Action.USER_REACTIVATED: frozenset(),
    Action.PASSWORD_LINK_MADE: frozenset(),
    Action.PASSWORD_SET: frozenset(),
    Action.COMPANY_CREATED: frozenset(),
    Action.COMPANY_CHANGED: frozenset({"fields"}),
    Action.COMPANY_DEACTIVATED: frozenset(),
    Action.COMPANY_REACTIVATED: frozenset(),
    Action.MEMBER_ADDED: frozenset({"user_id", "role"}),
    Action.MEMBER_CHANGED: frozenset({"user_id", "role"}),
    Action.MEMBER_REMOVED: frozenset({"user_id"}),
    Action.MEMBER_INVITED: frozenset({"role"}),
    Action.INVITATION_REVOKED: frozenset(),
    Action.TERMS_ACCEPTED: frozenset({"version"}),
    Action.DOCUMENT_PUBLISHED: frozenset({"kind", "slug", "language", "number"}),
    Action.REGISTER_CHANGED: frozenset({"register", "number"}),
    Action.DOCUMENT_MOVED: frozenset({"kind", "old", "new"}),
    Action.MAIL_SENT_AGAIN: frozenset(),
    Action.MAIL_DROPPED: frozenset(),
}
