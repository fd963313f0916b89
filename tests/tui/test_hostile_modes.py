"""Text that is meant to act on the screen, in Skills, Profile, Memory and Journal: it is shown and does nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lifeos_cli.growth.checkins import windows
from lifeos_cli.record import checkins, facts, skill_edits, skill_evidence
from lifeos_cli.record.provenance import Provenance
from lifeos_cli.settings import load
from lifeos_cli.tui.screens import journal, memory, profile, skills
from lifeos_cli.tui.seek import Hit
from lifeos_cli.tui.views import journal as journal_views
from lifeos_cli.tui.views import memory as memory_views
from lifeos_cli.tui.views import profile as profile_views
from lifeos_cli.tui.views import skills as skill_views
from lifeos_cli.tui.views.talk import Said
from lifeos_cli.tui.widgets.graph import Graph
from lifeos_cli.tui.widgets.rows import Rows
from lifeos_cli.tui.widgets.talk import drawn
from tests.tui.test_profile import reading
from tests.tui.test_skills import whose

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.content import Content

    from lifeos_cli.store.database import Store

HOSTILE = (
    "close [/x] tag [red]R[/] [@click=app.quit]q[/] \x1b[2J\x1b]0;title\x07 \x9b31m "
    "\u202eright to left\u202c \u2066iso\u2069 \x00 \r over"
)
HARMFUL = ("\x1b", "\x9b", "\x07", "\x00", "\r", "\u202e", "\u2066", "\u2069", "\u202c")


def harmless(text: str) -> bool:
    """Tell whether a text acts on no terminal."""
    return not any(one in text for one in HARMFUL)


def fill(store: Store) -> None:
    """Write hostile text wherever these modes read some."""
    user = whose(store)
    given = {"mood": 4, "note": HOSTILE, "gratitude": HOSTILE}
    chosen = windows(load(store.paths).items("checkin.windows"))
    checkins.log(store, user, given, windows=chosen, origin="cli")
    row, _ = skill_edits.add(store, user, "[/x] [red]skill \u202e", category="[b]cat", description=HOSTILE)
    skill_evidence.add(store, user, skill=row["id"], content=HOSTILE, source=skill_edits.HAND)
    skill_edits.edit(store, user, row["id"], name="[/y] [@click=app.quit]skill")
    skill_edits.link(store, user, row["id"], "Running", "synergy")
    facts.add(store, user, HOSTILE, Provenance())
    reading(store, "openness", HOSTILE)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 24)])
async def test_hostile_text_is_shown_and_does_nothing(
    filled: Store, drive: Callable[..., Any], size: tuple[int, int]
) -> None:
    fill(filled)
    async with drive(filled, size=size) as hands:
        screen = await hands.open("skills")
        tree: Rows[Any] = screen.query_one("#tree", Rows)
        assert tree.go(next(one.id for one in tree.items if "skill" in one.name))
        await hands.until(lambda: screen.query_one("#evidence", Rows).items)
        await hands.press("enter")
        assert harmless(hands.screen())
        assert "[/x] tag [red]R[/]" in hands.screen()
        await hands.press("s")
        await hands.until(lambda: len(hands.app.screen_stack) > 1)
        assert harmless(hands.screen())
        await hands.press("escape", "escape", "v")
        await hands.until(lambda: screen.query_one(Graph).has_focus)
        assert harmless(hands.screen())
        await hands.press("t")
        await hands.until(lambda: len(hands.app.screen_stack) > 1)
        await hands.press("escape")
        screen = await hands.open("profile")
        await hands.until(lambda: any(one.reading for one in screen.query_one("#why", Rows).items))
        await hands.press("e")
        assert harmless(hands.screen())
        screen = await hands.open("memory")
        assert "[red]R[/]" in hands.screen()
        assert harmless(hands.screen())
        await hands.press("d")
        await hands.until(lambda: len(hands.app.screen_stack) > 1)
        assert "[red]R[/]" in hands.screen()
        assert harmless(hands.screen())
        await hands.press("n")
        await hands.open("journal")
        await hands.until(lambda: "[red]R[/]" in hands.screen())
        assert harmless(hands.screen())
        assert hands.app.failure is None


ANY = st.text(max_size=60) | st.sampled_from(
    [HOSTILE, "[", "[/]", "[bold", "\\[x]", "\n\n", "\t\t", "日本語" * 9]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANY, ANY, st.integers(1, 130))
def test_every_row_fits_its_width_and_acts_on_nothing(text: str, other: str, width: int) -> None:
    piece = skill_views.Piece("1", other, text, text, text, 3, other, 4, text, "accepted", other, None, text)
    because = profile_views.Because("1", other, text, text, other, other, text, other, "", None, reading=True)
    hit = Hit("1", "messages", "message", other, 0, text, None)
    entry = journal_views.Entry("1", text, other, text, other, (("mood", text),), (("note", text),), (other,))
    node = skill_views.Node("1", text, other, "└─ ", other, text, needs=(text,), aliases=(other,))
    lines: list[Content] = [
        *skills._row(node, width),
        *skills._piece(piece, width),
        *profile._because(because, width),
        *profile._happened(profile_views.Happened("1", text, other, text, other), width),
        *memory._hit(hit, other, width),
        *memory._fact(memory_views.Fact("1", other, text, "proposed", text, 2, other, text), width),
    ]
    for one in lines:
        assert one.cell_length <= max(width, 1)
        assert "\n" not in one.plain
        assert harmless(one.plain)
    blocks = [
        journal._entry(entry),
        skills._head(node, (), {}),
        drawn(Said("1", other, 0, text), other, here=True),
        journal._review(text),
    ]
    assert all(harmless(one.plain) for one in blocks)
