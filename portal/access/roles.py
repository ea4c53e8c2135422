"""Who may do what: the whole table on one page."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A role in a company (the first two) or at the service."""

    COMPANY_MEMBER = "company_member"
    COMPANY_ADMIN = "company_admin"
    CONSULTANT = "consultant"
    EDITOR = "editor"
    ADMIN = "admin"
    FUNDER = "funder"


COMPANY_ROLES = frozenset({Role.COMPANY_MEMBER, Role.COMPANY_ADMIN})


class Permission(StrEnum):
    """One thing that a route can demand."""

    USE_ACCOUNT = "use_account"
    READ_CHECKLISTS = "read_checklists"
    ANSWER_CHECKLISTS = "answer_checklists"
    READ_HIRES = "read_hires"
    MANAGE_HIRES = "manage_hires"
    ASK_FOR_ADVICE = "ask_for_advice"
    READ_REQUEST = "read_request"
    ADVISE = "advise"
    READ_COMPANIES = "read_companies"
    READ_OWN_COMPANY = "read_own_company"
    MANAGE_OWN_COMPANY = "manage_own_company"
    MANAGE_COMPANIES = "manage_companies"
    MANAGE_USERS = "manage_users"
    MANAGE_MAIL = "manage_mail"
    EDIT_CONTENT = "edit_content"
    PUBLISH_CONTENT = "publish_content"
    MANAGE_EDITING = "manage_editing"
    MANAGE_SITE = "manage_site"


_COMPANY = frozenset(
    {
        Permission.READ_CHECKLISTS,
        Permission.ANSWER_CHECKLISTS,
        Permission.READ_HIRES,
        Permission.MANAGE_HIRES,
        Permission.ASK_FOR_ADVICE,
        Permission.READ_REQUEST,
        Permission.READ_OWN_COMPANY,
    },
)
_CONSULTANT = frozenset(
    {
        Permission.READ_CHECKLISTS,
        Permission.READ_HIRES,
        Permission.READ_REQUEST,
        Permission.ADVISE,
        Permission.READ_COMPANIES,
    },
)
_EDITOR = frozenset({Permission.READ_CHECKLISTS, Permission.EDIT_CONTENT, Permission.PUBLISH_CONTENT})

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.COMPANY_MEMBER: _COMPANY,
    Role.COMPANY_ADMIN: _COMPANY | {Permission.MANAGE_OWN_COMPANY},
    Role.CONSULTANT: _CONSULTANT,
    Role.EDITOR: _EDITOR,
    Role.ADMIN: _CONSULTANT
    | _EDITOR
    | {
        Permission.MANAGE_COMPANIES,
        Permission.MANAGE_USERS,
        Permission.MANAGE_MAIL,
        Permission.MANAGE_EDITING,
        Permission.MANAGE_SITE,
    },
    Role.FUNDER: frozenset(),
}


def roles_with(permission: Permission) -> tuple[Role, ...]:
    """The roles that grant it."""
    return tuple(role for role, granted in GRANTS.items() if permission in granted)


# What everybody may do who is logged in, whatever the role.
ANYBODY = frozenset({Permission.USE_ACCOUNT})
