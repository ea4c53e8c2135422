"""Speed and memory as ratios inside one run: `make bench`.

Each figure is compared with a baseline measured beside it, in turn, so that a slow or busy machine changes both.
Medians over several rounds; with smallest and largest ratio, so that noise can be seen.
"""

from __future__ import annotations

import os
import re
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from markdown import Markdown  # noqa: E402

from portal.app import create_app  # noqa: E402
from portal.db import migrate  # noqa: E402
from portal.demo import service as demo  # noqa: E402
from portal.documents import service as documents  # noqa: E402
from portal.settings import Settings  # noqa: E402
from portal.text import limits, parse_checklist  # noqa: E402

ROUNDS = 15
Work = Callable[[], object]


class Portal:
    """A portal of its own with so many invented companies."""

    def __init__(self, folder: Path, companies: int) -> None:
        settings = Settings.read({"PORTAL_DATA": str(folder), "SECRET_KEY": "b" * 64})
        migrate.upgrade(settings.database_url)
        self.app = create_app(settings)
        with self.app.app_context(), self.app.extensions["portal_database"].session() as session:
            documents.sync(session, ROOT / "content")
            demo.add(session, today=date.today(), companies=companies, seed=1, progressed=lambda *_: None)  # noqa: DTZ011 - any day will do
            session.commit()

    def reader(self, email: str, address: str) -> Work:
        """Open the address as this person, again and again."""
        client = self.app.test_client()
        form = client.get("/login").get_data(as_text=True)
        token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', form)[0]
        client.post("/login", data={"csrf_token": token, "email": email, "password": "willkommen-demo"})
        if client.get(address).status_code != 200:
            sys.exit(f"{address} cannot be opened.")
        return lambda: client.get(address)


def seconds(work: Work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(name: str, work: Work, baseline_name: str, baseline: Work) -> None:
    """Run both in turn and print how many times as long the first takes."""
    work(), baseline()
    ratios = [seconds(work) / seconds(baseline) for _ in range(ROUNDS)]
    middle = statistics.median(ratios)
    print(f"{middle:8.2f} ×  ({min(ratios):.2f} to {max(ratios):.2f})  {name} / {baseline_name}", flush=True)


def peak(work: Work) -> int:
    tracemalloc.start()
    work()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def compare_memory(name: str, work: Work, baseline_name: str, baseline: Work) -> None:
    """Print how many times as much memory the first needs at its peak."""
    print(f"{peak(work) / peak(baseline):8.2f} ×  (peak memory)  {name} / {baseline_name}", flush=True)


def checklist_source(items: int) -> str:
    """A checklist in the editors' form with so many items, each with two parts."""
    head = '---\nid: probe\ntitle: "Probe"\naudience: company\nfield: strategie\n---\n\n## Alles\n'
    item = "\n- [ ] Punkt {0} {{: #p-{0} }}\n\n  **Warum:** Darum ist das wichtig.\n\n  **So geht's:** So wird es gemacht.\n"
    return head + "".join(map(item.format, range(items)))


def main() -> None:
    os.environ.setdefault("PYTHONHASHSEED", "0")
    with tempfile.TemporaryDirectory() as folder:
        small, large = Portal(Path(folder, "small"), 96), Portal(Path(folder, "large"), 960)
        light = small.reader("hr@demo.example", "/account")
        checklist = small.reader("hr@demo.example", "/checklists/aufenthalt-pflichten")
        compare("checklist page", checklist, "account page", light)
        compare("home of a company", small.reader("hr@demo.example", "/"), "account page", light)
        compare("search", small.reader("hr@demo.example", "/search?q=aufenthalt"), "account page", light)
        compare("list of all texts", small.reader("editor@demo.example", "/editor"), "account page", light)
        for order in ("name", "progress", "heard"):
            address = f"/companies?sort={order}"
            few, many = (one.reader("consultant@demo.example", address) for one in (small, large))
            compare(f"portfolio by {order}, 960 companies", many, "96 companies", few)
        few, many = (one.reader("consultant@demo.example", "/companies") for one in (small, large))
        compare_memory("portfolio, 960 companies", many, "96 companies", few)
    short, long = checklist_source(13), checklist_source(130)
    compare("reading 130 items", lambda: parse_checklist(long), "13 items", lambda: parse_checklist(short))
    longest = checklist_source(1_000)
    compare("reading 1,000 items", lambda: parse_checklist(longest), "130 items", lambda: parse_checklist(long))
    far_too_long = checklist_source(10_000)
    compare("refusing 10,000 items", lambda: limits(far_too_long), "reading 130", lambda: parse_checklist(long))
    plain = Markdown(extensions=["extra", "sane_lists"])
    compare(
        "reading 130 items", lambda: parse_checklist(long), "Python-Markdown alone", lambda: plain.reset().convert(long)
    )


if __name__ == "__main__":
    main()
