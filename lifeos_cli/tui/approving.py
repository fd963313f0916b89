"""Answering what a coach asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.coach import approvals
from lifeos_cli.tui.screens.dialogs import Confirm
from lifeos_cli.tui.text import joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lifeos_cli.store.database import Store
    from lifeos_cli.store.tool_calls import Call
    from lifeos_cli.tui.desk import Desk
    from lifeos_cli.tui.screens.base import ModeScreen


def question(call: Call) -> Any:
    """Say what a call would write, and on which words of the person."""
    said = joined(("The coach would like to:\n", "bold"), approvals.in_words(call, 400))
    if call.quote:
        said = said.append(joined(("\n\nFrom your words:\n", "bold"), (call.quote, "italic")))
    return said


def answer_call(screen: ModeScreen, call: Call) -> None:
    """Ask the person about a request, and do what they say."""

    def answered(agreed: bool | None) -> None:
        if agreed is not None:
            screen.do(lambda store: decide(store, screen.desk, [call], approved=agreed), said=_outcome)

    screen.app.push_screen(Confirm(question(call), yes="Yes, write it", no="No"), answered)


def decide(
    store: Store, desk: Desk, calls: Sequence[Call], *, approved: bool, reason: str = ""
) -> list[Call]:
    """Answer requests; those approved run at once.

    Raises:
        AlreadyDecidedError: One was answered before, here or elsewhere.
    """
    from lifeos_cli.coach.placing import place

    box, context = place(store, desk.user_id, desk.settings, calls)
    return approvals.decide(box, context, calls, approved=approved, reason=reason)


def _outcome(ended: list[Call]) -> str:
    call = ended[0]
    outcome = {"done": call.result or "Done.", "failed": f"Failed: {call.error}", "denied": "Not written."}
    return outcome.get(call.status, call.status)
