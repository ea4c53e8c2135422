"""What the consultant sees of all companies, and what each role finds on its home page."""

from portal.engagement.service.company import CompanyPage, company_checklist, company_page, find
from portal.engagement.service.digests import send_digests, take_digests_back
from portal.engagement.service.editors import EditorHome, Task, for_editor
from portal.engagement.service.home import CompanyHome, Today, for_company, for_consultant, occasions
from portal.engagement.service.items import telling_items
from portal.engagement.service.portfolio import Portfolio, PortfolioRow, portfolio

__all__ = [
    "CompanyHome",
    "CompanyPage",
    "EditorHome",
    "Portfolio",
    "PortfolioRow",
    "Task",
    "Today",
    "company_checklist",
    "company_page",
    "find",
    "for_company",
    "for_consultant",
    "for_editor",
    "occasions",
    "portfolio",
    "send_digests",
    "take_digests_back",
    "telling_items",
]
