"""One message, one answer: for scripts, cron and pipes."""

from __future__ import annotations

import sys
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from lifeos_cli.cli.runtime import current
from lifeos_cli.coach import events, turn
from lifeos_cli.errors import ExitCode, with_hint
from lifeos_cli.safety import cards
from lifeos_cli.text import safe_text, storable

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from lifeos_cli.coach.conversation import Conversation

CUT = "The reply was cut off; what came is kept as interrupted. Go on with: lifeos chat --resume"


def once(talk: Conversation, message: str | None, notice: str, *, jsonl: bool) -> int:
    """Send the message, show the answer as text, JSON or JSON lines, and return the exit code.

    Args:
        talk: The conversation.
        message: What to send; None goes on with the last reply, which broke off.
        notice: What to say about who answers.
        jsonl: Print every event as one JSON line.
    """
    run = current()
    notices = [line for line in (_reminder(talk), notice if talk.session is None else "") if line]
    for line in notices:
        run.note(line)
    talk.approver = None  # one message, one answer: a request stays open
    answer = _Answer(jsonl=jsonl, notices=notices)
    telling = turn.resume(talk) if message is None else turn.run(talk, storable(message))
    run.loop.run(_drive(talk, telling, answer))
    return answer.end()


def _reminder(talk: Conversation) -> str:
    first = cards.program_line() if talk.session is None else ""
    return "\n".join(filter(None, (first, talk.reminder())))


async def _drive(talk: Conversation, telling: AsyncGenerator[events.Event, None], answer: _Answer) -> None:
    try:
        async with aclosing(telling) as stream:
            async for event in stream:
                answer.show(event)
    finally:
        await talk.close()


class _Answer:
    """Shows events as they come, and remembers what JSON and the exit code need."""

    def __init__(self, *, jsonl: bool, notices: list[str]) -> None:
        self._run = current()
        self._jsonl = jsonl
        self._text = not jsonl and not self._run.json
        self._found: dict[str, Any] = {"safety": None, "usage": None, "error": None, "notices": notices}
        self._found["tools"] = []
        self._code = int(ExitCode.OK)
        self._ends_line = True
        if jsonl:
            for line in notices:
                self._line(events.Notice(line))

    def show(self, event: events.Event) -> None:
        """Render one event."""
        if self._jsonl:
            self._line(event)
        if isinstance(event, events.TextDelta):
            self._write(event.text)
        elif isinstance(event, events.SafetyShown):
            self._found["safety"] = {"level": event.level, "kind": event.kind, "text": event.text}
            self._write(event.text + "\n\n")
        elif isinstance(event, events.UsageSeen):
            self._found["usage"] = {key: value for key, value in event.as_dict().items() if key != "type"}
        elif isinstance(event, events.Failed):
            self._found["error"] = event.error
            self._code = event.exit_code
            self._newline()
            self._run.say(f"lifeos: {with_hint(event.error, event.hint)}")
        elif isinstance(event, events.TurnStarted):
            self._found |= {key: value for key, value in event.as_dict().items() if key != "type"}
        elif isinstance(event, events.Saved):
            self._saved(event)
        else:
            self._beside(event)

    def _beside(self, event: events.Event) -> None:
        """Tell on stderr what is no part of the reply."""
        if isinstance(event, events.Notice):
            self._found["notices"].append(event.text)
            self._say(event.text)
        elif isinstance(event, events.Waiting):
            self._say(f"{event.reason}; trying again in {event.seconds:.0f} s")
        elif isinstance(event, events.ApprovalAsked):
            self._say(f"Waits for your yes: {event.says}\n  lifeos approvals approve {event.id}")
        elif isinstance(event, events.ToolEnded):
            self._found["tools"].append({"id": event.id, "tool": event.tool, "status": event.status})

    def _say(self, line: str) -> None:
        self._newline()
        self._run.note(line)

    def _saved(self, event: events.Saved) -> None:
        self._found |= {key: value for key, value in event.as_dict().items() if key != "type"}
        self._newline()
        if event.status == "interrupted" and self._code == ExitCode.OK:
            self._run.note(CUT)
            self._code = int(ExitCode.OK if event.stop_reason else ExitCode.TRY_AGAIN)

    def end(self) -> int:
        """Print the final object if JSON was asked for, and return the exit code."""
        if self._run.json and not self._jsonl:
            self._run.out_json(self._found)
        return self._code

    def _line(self, event: events.Event) -> None:
        self._run.out_json(event.as_dict())
        sys.stdout.flush()

    def _write(self, text: str) -> None:
        if self._text and text:
            sys.stdout.write(safe_text(text))
            sys.stdout.flush()
            self._ends_line = text.endswith("\n")

    def _newline(self) -> None:
        if self._text and not self._ends_line:
            sys.stdout.write("\n")
            sys.stdout.flush()
            self._ends_line = True
