"""Which tests go to one worker of pytest-xdist: those that look at the same world, so that it is built once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    from xdist.remote import Producer

TOGETHER = {
    "tests/structure/test_access.py": "world",
    "tests/structure/test_markup.py": "world",
    "tests/structure/test_templates.py": "world",
}


class Sharing(LoadScopeScheduling):
    """Gives each test to whoever is free, and those that belong together to one, first of all."""

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER.get(nodeid.partition("::")[0], nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Sharing:
    """Called where the run is started."""
    return Sharing(config, log)
