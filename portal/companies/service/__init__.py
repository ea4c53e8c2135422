"""What one does with companies and the people who belong to them."""

from portal.companies.queries import CompanyData, MembershipData
from portal.companies.service.actors import load_actor
from portal.companies.service.errors import (
    CompanyError,
    MayBeTheSame,
    NoSuchCompany,
    PersonDeactivated,
    UnknownConsultant,
)
from portal.companies.service.members import (
    Member,
    add_member,
    add_person,
    change_member,
    members,
    memberships_of_users,
    remove_member,
)
from portal.companies.service.profiles import (
    active_names,
    change_company,
    companies_page,
    company,
    create_company,
    deactivate_company,
    names,
    reactivate_company,
    sizes,
)
from portal.companies.service.stuck_mail import drop_mail, send_mail_again

__all__ = [
    "CompanyData",
    "CompanyError",
    "MayBeTheSame",
    "Member",
    "MembershipData",
    "NoSuchCompany",
    "PersonDeactivated",
    "UnknownConsultant",
    "active_names",
    "add_member",
    "add_person",
    "change_company",
    "change_member",
    "companies_page",
    "company",
    "create_company",
    "deactivate_company",
    "drop_mail",
    "load_actor",
    "members",
    "memberships_of_users",
    "names",
    "reactivate_company",
    "remove_member",
    "send_mail_again",
    "sizes",
]
