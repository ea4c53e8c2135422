"""Links get other addresses; code, words and longer addresses keep theirs."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from portal import text
from portal.text.rendering import Renderer

OLD, NEW = "/guides/alt", "/guides/neu"
# Links, what only looks like one, and what may stand around them.
PIECES = (
    *("[a](/guides/alt)", "[b](/guides/alt#ort)", '[c](/guides/alt?x=1#ort "Titel")', "[d](</guides/alt>)", "[e][r]"),
    *('<a href="/guides/alt">f</a>', "[/guides/alt](/guides/alt-mehr)", "[g](/guides/alt/print)", "/guides/alt"),
    *("`[h](/guides/alt)`", "https://example.org/guides/alt", "[i](https://example.org/guides/alt)", "`", "**", "]("),
    *(
        "\n\n```\n[j](/guides/alt)\n```\n\n",
        "\n\n    [k](/guides/alt)\n\n",
        "\n\n- [ ] Punkt [l](/guides/alt) {: #l }\n",
    ),
    *("\n\n[r]: /guides/alt#ort\n\n", " Wort ", "\n\n> Zitat [m](/guides/alt)\n\n"),
)


def test_only_links_change() -> None:
    before = text.normalise(f"---\nid: x\ntitle: {OLD}\n---\n\n{' '.join(PIECES[:12])}{''.join(PIECES[15:])}")
    after = text.with_addresses(before, {OLD: NEW})
    changed = [line for line in zip(before.split("\n"), after.split("\n"), strict=True) if line[0] != line[1]]
    assert len(changed) == 4
    assert after.count(NEW) == 8
    assert f"title: {OLD}" in after
    for kept in ("[/guides/alt](/guides/alt-mehr)", "[g](/guides/alt/print)", "`[h](/guides/alt)`", f"\n[k]({OLD})"):
        assert kept in after, kept
    assert {NEW, "/guides/alt-mehr"} <= text.links(after)
    assert OLD not in text.links(after)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@settings(max_examples=150, deadline=None)
def test_readers_see_the_same_words_with_other_links(body: str) -> None:
    """As it is drawn, which another parser does: the same but for addresses; and nothing is left to be done."""
    after = text.with_addresses(body, {OLD: NEW})
    assert OLD not in text.links(after)
    assert text.with_addresses(after, {OLD: NEW}) == after
    drawn = [re.sub(r'href="[^"]*"', "", Renderer().block(one)) for one in (body, after)]
    if OLD not in drawn[0]:
        assert drawn[0] == drawn[1]
