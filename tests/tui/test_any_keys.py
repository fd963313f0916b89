"""Keys pressed at random, while another process takes things away: the app goes on, and nothing fails unseen."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.tui.actions import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.store.database import Store
    from tests.conftest import Lifeos

KEYS = 250
SIZES = ((80, 24), (50, 20), (120, 40))
LEAVING = {"ctrl+q", "ctrl+z"}
ACTED = sorted({key for one in ACTIONS.values() for key in one.key.split(",") if key} - LEAVING)
MODES = "1222345679"
PLAIN = (
    *(
        "enter",
        "escape",
        "tab",
        "shift+tab",
        "up",
        "down",
        "left",
        "right",
        "home",
        "end",
        "pageup",
        "pagedown",
    ),
    *("space", "backspace", "y", "n"),
)
TYPED = (("7",), tuple("read"), ("a", "b", "space", "3"), ("n", "o"), tuple("2026"))
TAKEN = {
    "checkins rm {}": "checkins",
    "goals rm {}": "goals",
    "goals done {}": "goals",
    "goals pause {}": "goals",
    "skills rm {}": "skills",
    "facts rm {}": "facts",
    "insights rm {}": "insights",
    "memory forget --yes {}": "messages",
    "memory forget --yes --session {}": "sessions",
    "sessions rm --yes {}": "sessions",
    "sessions end {}": "sessions",
    "profile withdraw {}": "observations",
    "skills evidence withdraw {}": "skill_evidence",
    "followups done {}": "followups",
    "jobs cancel {}": "jobs",
}
"""What another process does meanwhile, and the table of the row it does it to."""


def keys(chance: random.Random) -> tuple[str, ...]:
    """Draw what is pressed next."""
    kind = chance.random()
    if kind < 0.09:
        return (chance.choice(MODES),)
    if kind < 0.45:
        return (chance.choice(ACTED),)
    return (chance.choice(PLAIN),) if kind < 0.9 else chance.choice(TYPED)


def take_away(chance: random.Random, lifeos: Lifeos, store: Store) -> str:
    """Do something to a row from another process; returns what, for whoever reads a failure."""
    line, table = chance.choice(list(TAKEN.items()))
    ids = [row[0] for row in store.conn.execute(f"SELECT id FROM {table} ORDER BY id")]
    if not ids:
        return ""
    found = lifeos(*line.format(chance.choice(ids)).split())
    assert found.code in {0, 1, 2, 3}, found.err
    return f"[{line}: {found.code}]"


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("seed", range(6))
async def test_no_row_of_keys_ends_the_app_or_fails_unseen(
    seed: int, agreed: Store, drive: Callable[..., Any], lifeos: Lifeos, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "true")
    chance = random.Random(seed)  # noqa: S311 - a repeatable row of keys
    done: list[str] = []
    try:
        async with drive(agreed, size=SIZES[seed % len(SIZES)]) as hands:
            for _ in range(KEYS):
                if chance.random() < 0.05:
                    done.append(take_away(chance, lifeos, agreed))
                pressed = keys(chance)
                done += pressed
                await hands.press(*pressed)
                if not hands.app.is_running:  # "Quit" was drawn from the palette
                    break
    finally:
        print(*done)  # shown with a failure
