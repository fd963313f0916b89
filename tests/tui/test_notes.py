"""Lines in the corner: one whose time is over when it is drawn goes at once, and the app goes on."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from textual.widgets._toast import Toast

from lifeos_cli.tui.notes import Note

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.store.database import Store


def late() -> Note:
    """Return a line whose time was over a second ago."""
    return Note("gone by", timeout=4, raised_at=time.time() - 5)


def test_a_line_has_a_moment_left_even_when_its_time_is_over() -> None:
    assert late().has_expired
    assert late().time_left > 0
    fresh = Note("here", timeout=4)
    assert not fresh.has_expired
    assert 3 < fresh.time_left <= 4


async def test_a_line_that_is_late_when_it_is_drawn_does_not_stop_the_app(
    filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled) as hands:
        hands.app.tell("said")
        await hands.until(lambda: hands.app.screen.query(Toast))
        assert all(isinstance(one._notification, Note) for one in hands.app.screen.query(Toast))
        toast = Toast(late())
        await hands.app.screen.mount(toast)
        await hands.until(lambda: not toast.is_attached)
        await hands.press("3")
        assert "Goals" in hands.screen()
