"""Forms of this area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from portal.access import Role
from portal.accounts import rules as accounts_rules
from portal.accounts.words import LANGUAGES, ROLES
from portal.companies import rules
from portal.companies.rules import Chamber, District, Profile, Sector, SizeClass
from portal.companies.words import CHAMBERS, DISTRICTS, SECTORS, SIZES
from portal.web.forms import PortalForm, TextLine, text_checks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wtforms import Field, Form

    from portal.accounts.service import Person, PersonName
    from portal.companies.service import CompanyData

NOBODY = SelectChoice("", _l("nobody yet"))
NO_HEIR = SelectChoice("", _l("nobody yet, they stand without anybody in charge"))
NOWHERE = SelectChoice("", _l("no company"))
STAFF = tuple(role for role in ROLES if role not in {Role.COMPANY_MEMBER, Role.COMPANY_ADMIN})
IN_COMPANY = (Role.COMPANY_MEMBER, Role.COMPANY_ADMIN)


class EmailAddress:
    """Looks like one address."""

    def __call__(self, _form: Form, field: Field) -> None:
        if not accounts_rules.is_email(field.data or ""):
            raise ValidationError(_l("This does not look like an e-mail address, for example name@company.example."))


class OwnDomain:
    """A domain of the company's own; what people type for it is tidied."""

    def __call__(self, _form: Form, field: Field) -> None:
        field.data = rules.tidy_domain(field.data or "")
        if field.data and not rules.is_domain(field.data):
            raise ValidationError(_l("This does not look like a domain, for example company.example."))
        if rules.is_public_provider(field.data):
            raise ValidationError(_l("Anybody can get an address there. Please leave this empty."))


def _choose(label: Any, words: dict[Any, Any]) -> SelectField:
    choices = [
        SelectChoice("", _l("Please choose")),
        *(SelectChoice(str(value), word) for value, word in words.items()),
    ]
    return SelectField(label, [DataRequired(_l("Please choose one."))], choices=choices)


class RolesField(SelectMultipleField):
    """Roles at the service, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _roles_field() -> RolesField:
    return RolesField(
        _l("Roles at the Welcome Service"), choices=[SelectChoice(str(role), ROLES[role]) for role in STAFF]
    )


class CompanyForm(PortalForm):
    """What describes a company."""

    name = TextLine(
        _l("Name with legal form"),
        text_checks(rules.LONGEST_NAME, required=_l("Please type the company's name.")),
    )
    place = TextLine(_l("Place"), text_checks(rules.LONGEST_PLACE))
    district = _choose(_l("District"), DISTRICTS)
    size_class = _choose(_l("Employees"), SIZES)
    sector = _choose(_l("Sector"), SECTORS)
    chamber = _choose(_l("Chamber"), CHAMBERS)
    consultant = SelectField(_l("Consultant"), choices=[NOBODY])
    mail_domain = TextLine(_l("Mail domain"), [*text_checks(rules.LONGEST_DOMAIN), OwnDomain()])
    different = BooleanField(_l("This is another company. Save it."))

    def offer(self, consultants: tuple[PersonName, ...]) -> None:
        """Let one of these be chosen."""
        self.consultant.choices = [NOBODY, *(SelectChoice(str(one.id), one.name) for one in consultants)]

    @property
    def profile(self) -> Profile:
        """What was filled in."""
        return Profile(
            name=self.name.data,
            place=self.place.data or None,
            district=District(self.district.data),
            size_class=SizeClass(self.size_class.data),
            sector=Sector(self.sector.data),
            chamber=Chamber(self.chamber.data),
            consultant_id=int(self.consultant.data) if self.consultant.data else None,
            mail_domain=self.mail_domain.data or None,
        )


def filled(company: CompanyData) -> dict[str, Any]:
    """Return what stands in the form of this company."""
    return {
        "name": company.name,
        "place": company.place or "",
        "district": str(company.district),
        "size_class": str(company.size_class),
        "sector": str(company.sector),
        "chamber": str(company.chamber),
        "consultant": str(company.consultant_id or ""),
        "mail_domain": company.mail_domain or "",
    }


class OwnProfileForm(PortalForm):
    """What a company says about itself."""

    place = TextLine(_l("Place"), text_checks(rules.LONGEST_PLACE))
    district = _choose(_l("District"), DISTRICTS)
    size_class = _choose(_l("Employees"), SIZES)
    sector = _choose(_l("Sector"), SECTORS)
    chamber = _choose(_l("Chamber"), CHAMBERS)


class InvitationForm(PortalForm):
    """A colleague to be invited."""

    name = TextLine(_l("Name"), text_checks(accounts_rules.LONGEST_NAME, required=_l("Please type the person's name.")))
    email = TextLine(
        _l("E-mail address"),
        [
            *text_checks(accounts_rules.LONGEST_EMAIL, required=_l("Please type the e-mail address.")),
            EmailAddress(),
        ],
        render_kw={"type": "email", "autocomplete": "off"},
    )
    role = SelectField(
        _l("Role in the company"),
        [InputRequired()],
        choices=[SelectChoice(str(role), ROLES[role]) for role in IN_COMPANY],
    )
    language = SelectField(
        _l("Language of the mail"), [InputRequired()], choices=[SelectChoice(*pair) for pair in LANGUAGES.items()]
    )


class RoleForm(PortalForm):
    """What a colleague may do."""

    role = SelectField(
        _l("Role in the company"),
        [InputRequired()],
        choices=[SelectChoice(str(role), ROLES[role]) for role in IN_COMPANY],
    )


class LeavingForm(PortalForm):
    """Who takes over what a leaving person takes care of."""

    heir = SelectField(_l("Open items and measures go to"), choices=[NO_HEIR], default="")

    def offer(self, colleagues: Iterable[tuple[int, str]]) -> None:
        """Let one of these be chosen."""
        self.heir.choices = [NO_HEIR, *(SelectChoice(str(number), name) for number, name in colleagues)]

    @property
    def heir_id(self) -> int | None:
        """Who was chosen, if anybody."""
        return int(self.heir.data) if self.heir.data else None


class TermsForm(PortalForm):
    """The terms of use, as they were shown."""

    version = IntegerField(widget=HiddenInput())
    accept = BooleanField(
        _l("I accept the terms of use and the processing agreement for the company."),
        [InputRequired(_l("Please tick this if you accept them."))],
    )


class WelcomeForm(PortalForm):
    """Who one is, at the first log-in; a company's admin may accept the terms here, too."""

    name = TextLine(
        _l("Name"),
        text_checks(accounts_rules.LONGEST_NAME, required=_l("Please type your name.")),
        render_kw={"autocomplete": "name"},
    )
    language = SelectField(
        _l("Language of the portal"), [InputRequired()], choices=[SelectChoice(*pair) for pair in LANGUAGES.items()]
    )
    version = IntegerField(validators=[Optional()], widget=HiddenInput())
    accept = BooleanField(_l("I accept the terms of use and the processing agreement for the company."))
    next = HiddenField()


class NewUserForm(PortalForm):
    """Somebody new at the service, in a company, or both."""

    name = TextLine(_l("Name"), text_checks(accounts_rules.LONGEST_NAME, required=_l("Please type the person's name.")))
    email = TextLine(
        _l("E-mail address"),
        [
            *text_checks(accounts_rules.LONGEST_EMAIL, required=_l("Please type the e-mail address.")),
            EmailAddress(),
        ],
        render_kw={"type": "email", "autocomplete": "off"},
    )
    roles = _roles_field()
    # Not "company": that is the company in which the page works.
    employer = SelectField(_l("Company"), choices=[NOWHERE])
    role = SelectField(
        _l("Role in the company"),
        [InputRequired()],
        choices=[SelectChoice(str(role), ROLES[role]) for role in IN_COMPANY],
    )
    function = TextLine(_l("Function in the company"), text_checks(rules.LONGEST_FUNCTION))

    def offer(self, companies: tuple[tuple[int, str], ...]) -> None:
        """Let one of these be chosen."""
        self.employer.choices = [NOWHERE, *(SelectChoice(str(number), name) for number, name in companies)]

    def validate_employer(self, field: Field) -> None:
        """Without any place the person would see nothing."""
        if not field.data and not self.roles.data:
            raise ValidationError(_l("Please choose a role at the Welcome Service, or a company."))

    @property
    def staff_roles(self) -> frozenset[Role]:
        """The ticked roles."""
        return frozenset(map(Role, self.roles.data or ()))


class UserForm(PortalForm):
    """An account's name and roles at the service."""

    name = TextLine(_l("Name"), text_checks(accounts_rules.LONGEST_NAME, required=_l("Please type the person's name.")))
    roles = _roles_field()

    @property
    def staff_roles(self) -> frozenset[Role]:
        """The ticked roles."""
        return frozenset(map(Role, self.roles.data or ()))


def filled_user(person: Person) -> dict[str, Any]:
    """Return what stands in the form of this account."""
    return {"name": person.name, "roles": [str(role) for role in person.roles]}
