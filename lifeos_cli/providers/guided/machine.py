"""The state machine: a coach, a state and an answer in; a reply and the next state out. Nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lifeos_cli.providers.guided import phrases, replies
from lifeos_cli.providers.guided.state import State
from lifeos_cli.providers.guided.talk import Talk
from lifeos_cli.providers.guided.words import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lifeos_cli.providers.guided.model import Coach


@dataclass(frozen=True, slots=True)
class Turn:
    """One reply and where it leaves the conversation."""

    text: str
    state: State

    @property
    def captures(self) -> dict[str, Any]:
        """All values captured so far, by capture name."""
        return self.state.captures


def start(coach: Coach) -> State:
    """Return the state in which the first question is open."""
    return State(coach=coach.id, version=coach.version, step=coach.flow[0].id)


def open_session(
    coach: Coach,
    said: str = "",
    *,
    lines: Mapping[str, str] | None = None,
    earlier: Sequence[Mapping[str, Any]] = (),
) -> Turn:
    """Begin a conversation.

    Args:
        coach: Whose conversation it is.
        said: What the person opened with, if anything: it is given back, not taken as an answer.
        lines: The program's own lines for `say`.
        earlier: Values captured in the session before, oldest first.
    """
    talk = Talk(coach, replace(start(coach), earlier=tuple(earlier)), lines=lines or {})
    talk.say(replies.introduce(coach))
    if plain(said) and plain(said) not in phrases.GREETING:
        talk.say(replies.heard(said))
    if talk.warned(said):
        return _turn(talk)
    talk.ask()
    return _turn(talk)


def reopen(coach: Coach, state: State, *, now: int = 0) -> Turn:
    """Take up a conversation when the person is back and has not said anything yet."""
    talk = Talk(coach, state, now=now)
    talk.say(phrases.WELCOME_BACK)
    if state.step and not talk.renewed():
        talk.ask()
    elif not state.step:
        talk.come_back()
    return _turn(talk)


def answer(
    coach: Coach,
    state: State,
    text: str,
    past: Mapping[str, Sequence[Any]] | None = None,
    *,
    now: int = 0,
    lines: Mapping[str, str] | None = None,
) -> Turn:
    """Take what the person wrote and go one turn further.

    Args:
        coach: Whose conversation it is.
        state: Where it stands.
        text: What the person wrote.
        past: Values captured in earlier sessions within the windows of `past_windows`, newest last.
        now: The instant in epoch milliseconds; weekly questions go by it.
        lines: The program's own lines for `say`.
    """
    from lifeos_cli.providers.guided.taking import Taking

    if state.coach != coach.id:
        earlier = (*state.earlier, state.values) if state.values else state.earlier
        return open_session(coach, text, lines=lines, earlier=earlier)
    talk = Taking(coach, state, past=past or {}, now=now, lines=lines or {})
    if not talk.warned(text) and not talk.renewed():
        if talk.state.step:
            talk.take(text)
        else:
            _closed(talk, text)
    return _turn(talk)


def _closed(talk: Talk, text: str) -> None:
    """Answer a message to a closed conversation."""
    said = plain(text)
    if said in phrases.THANKS:
        talk.say(talk.waiting() or phrases.OFFER)
    elif said in phrases.AGAIN or (said in phrases.AGREED and not talk.due()):
        talk.afresh()
    else:
        talk.come_back()


def open_question(coach: Coach, state: Mapping[str, Any] | None) -> str:
    """Return the question a stored state leaves open, as it was asked; empty when there is none."""
    known = State.from_json(state) if state else None
    step = coach.step(known.step) if known and known.coach == coach.id else None
    return replies.question(step, known.values) if step and known else ""


def _turn(talk: Talk) -> Turn:
    return Turn("\n\n".join(talk.parts), replace(talk.state, turns=talk.state.turns + 1))
