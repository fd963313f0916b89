"""Undo: the last write is shown first, then taken back on a yes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from lifeos_cli.errors import LifeosError
from lifeos_cli.tui.screens.dialogs import Confirm
from lifeos_cli.tui.text import one_line

if TYPE_CHECKING:
    from lifeos_cli.tui.app import LifeosApp


def offer(app: LifeosApp) -> None:
    """Ask whether to take the last write back."""
    app.run_worker(_offering(app), group="undo", exclusive=True, exit_on_error=False)


async def _offering(app: LifeosApp) -> None:
    from lifeos_cli.record import undoing

    try:
        writes = await app.work.do(partial(undoing.listed, user_id=app.desk.user_id, most=1))
        if not writes:
            app.tell("There is no write to take back.")
            return
        if await app.push_screen_wait(
            Confirm(f"Take back the last write?\n\n{_said(writes[0])}", yes="Take back")
        ):
            await app.work.do(partial(undoing.undo_last, user_id=app.desk.user_id, shown=writes[0]["id"]))
            app.tell("Taken back.")
    except LifeosError as error:
        app.refuse(error)


def _said(write: dict[str, Any]) -> str:
    """Say what a write was, in one line."""
    rows = ", ".join(f"{row['op']} in {row['table'].replace('_', ' ')}" for row in write["rows"])
    return one_line(f"{write['actor']}, {str(write['at'])[:16].replace('T', ' ')}: {rows}", 200)
