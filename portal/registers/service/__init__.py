"""The use cases of registers: read, change, bring back, and keep in step with their files."""

from portal.registers.service.errors import (
    ChangedMeanwhile,
    KeyTaken,
    NoSuchEntry,
    RegisterFault,
    StillShown,
    Unreadable,
)
from portal.registers.service.figures import (
    FigureSeries,
    all_figures,
    ending,
    figure,
    name_of,
    next_period,
    pressing,
    put_figure,
    remove_value,
)
from portal.registers.service.files import export, figure_keys, sync
from portal.registers.service.site import change_site, site_of
from portal.registers.service.versions import (
    Aside,
    Held,
    Version,
    aside,
    bring_back,
    drop_aside,
    held,
    newest_sources,
    take_aside,
    versions,
)

__all__ = [
    "Aside",
    "ChangedMeanwhile",
    "FigureSeries",
    "Held",
    "KeyTaken",
    "NoSuchEntry",
    "RegisterFault",
    "StillShown",
    "Unreadable",
    "Version",
    "all_figures",
    "aside",
    "bring_back",
    "change_site",
    "drop_aside",
    "ending",
    "export",
    "figure",
    "figure_keys",
    "held",
    "name_of",
    "newest_sources",
    "next_period",
    "pressing",
    "put_figure",
    "remove_value",
    "site_of",
    "sync",
    "take_aside",
    "versions",
]
