"""The profile then and later: two moments are chosen, and how each dimension differs is told in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.record.profile_history import compare as differences
from lifeos_cli.record.profile_history import moment_of
from lifeos_cli.tui.screens.dialogs import Ask, Choose, Read
from lifeos_cli.tui.views.profile import moments, told_apart

if TYPE_CHECKING:
    from lifeos_cli.tui.screens.base import ModeScreen

_TYPED = "typed"
_NOW = "now"


def compare(host: ModeScreen) -> None:
    """Let two moments be chosen, and say how the profile differs."""
    host.walk("compare", _compare(host))


async def _compare(host: ModeScreen) -> None:
    user = host.desk.user_id
    offered = await host.lifeos.work.do(lambda store: moments(store, user))
    before = await _moment(host, "Compare which moment?", offered)
    if before is None:
        return
    after = await _moment(host, "With which later one?", [(_NOW, "Now"), *offered])
    if after is None:
        return
    later = None if after == _NOW else after
    found = await host.lifeos.work.do(lambda store: differences(store, user, before, later))
    host.app.push_screen(Read("The profile then and later", told_apart(found)))


async def _moment(host: ModeScreen, question: str, offered: list[tuple[str, str]]) -> str | None:
    """Have a moment chosen or typed; None if the person leaves it."""
    chosen = await host.app.push_screen_wait(Choose(question, [*offered, (_TYPED, "Another time, in words")]))
    if chosen != _TYPED:
        return chosen
    typed = await host.app.push_screen_wait(Ask(question, hint="6 weeks ago, 2026-08-01, last monday"))
    if typed is not None:
        await host.lifeos.work.do(lambda store: moment_of(store, host.desk.user_id, typed))
    return typed


__all__ = ["compare"]
