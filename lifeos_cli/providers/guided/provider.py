"""The provider that needs no model: a coach's protocol, asked and answered here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lifeos_cli import clock
from lifeos_cli.providers.base import StateSaved, Stopped, TextDelta
from lifeos_cli.providers.guided.machine import Turn, answer, open_session, reopen
from lifeos_cli.providers.guided.state import State

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping

    from lifeos_cli.providers.base import ProviderEvent, Request
    from lifeos_cli.providers.guided.model import Coach

_PIECE = re.compile(r"\s*\S+\s*|\s+")


class Guided:
    """A coach without a model.

    Args:
        coach: Whose questions are asked.
        lines: Texts for `say` rules by name, before the coach's own and the built-in ones.
        now: The clock, in epoch milliseconds.
    """

    name = "guided"

    def __init__(
        self, coach: Coach, lines: Mapping[str, str] | None = None, now: Callable[[], int] = clock.now_ms
    ) -> None:
        self.coach = coach
        self.model = f"guided/{coach.id}"
        self._lines: dict[str, str] = dict(lines or {})
        self._now = now

    async def stream(self, request: Request) -> AsyncGenerator[ProviderEvent, None]:
        """Answer the person's last message, or open the session when there is none."""
        turn = self._turn(request)
        for piece in _PIECE.finditer(turn.text):
            yield TextDelta(piece[0])
        yield StateSaved(turn.state.to_json(), turn.captures)
        yield Stopped("end_turn", self.model)

    def _turn(self, request: Request) -> Turn:
        last = request.messages[-1] if request.messages else None
        said = last.content if last and last.role == "user" else None
        if request.state is None:
            return open_session(self.coach, said or "", lines=self._lines)
        state = State.from_json(request.state)
        if said is not None:
            return answer(self.coach, state, said, request.past, now=self._now(), lines=self._lines)
        if state.coach != self.coach.id:
            return open_session(self.coach, lines=self._lines, earlier=kept(state))
        return reopen(self.coach, state, now=self._now())


def kept(state: State) -> tuple[Mapping[str, Any], ...]:
    """Return the values of the session so far, round by round."""
    return (*state.earlier, state.values) if state.values else state.earlier
