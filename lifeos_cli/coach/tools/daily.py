"""Check-ins, protocols and follow-ups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.coach.tools.arguments import Arg
from lifeos_cli.coach.tools.base import Tool
from lifeos_cli.errors import UsageFault
from lifeos_cli.growth.checkin_items import ITEMS, Item
from lifeos_cli.record import checkins, followups, sessions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lifeos_cli.coach.tools.base import ToolContext

_ASKED = tuple(item for item in ITEMS if item.id != "micro_item")


def _checkin(context: ToolContext, given: Mapping[str, Any]) -> str:
    items = {name: value for name, value in given.items() if name != "quote"}
    logged = checkins.log(
        context.store, context.user_id, items, windows=context.windows, origin="chat", source=context.source
    )
    if logged is None:
        raise UsageFault("nothing was logged")
    return f"Logged as check-in {logged[0].handle}."


def _arg(item: Item) -> Arg:
    kind = ("whole" if item.step == int(item.step) else "number") if item.is_scale else "text"
    ends = f" {item.low:g} to {item.high:g}." if item.low is not None and item.high is not None else ""
    return Arg(item.id, f"{item.text}{ends}", kind, low=item.low, high=item.high)  # type: ignore[arg-type]


def _protocol(context: ToolContext, given: Mapping[str, Any]) -> str:
    from lifeos_cli.coach.catalog import find

    coach = find(given["coach"], context.coaches)
    if coach.id == context.session.coach:
        raise UsageFault("that coach is already speaking")
    sessions.hand_over(context.store, context.user_id, context.session.id, coach.id, context.source)
    return (
        f"{coach.name}, the {coach.title}, goes on from here. Say this handover out loud, then begin with: "
        f"{coach.flow[0].prompt}"
    )


def _followup(context: ToolContext, given: Mapping[str, Any]) -> str:
    row = followups.add(context.store, context.user_id, given["content"], given["due_date"], context.source)
    return f"Planned as follow-up {row['handle']} for {row['due_date']}."


TOOLS = (
    Tool(
        "log_checkin",
        "Log a check-in from what the person has just said of their mood, energy or day. Only items they "
        "answered themselves; never guess a number.",
        _checkin,
        tuple(_arg(item) for item in _ASKED),
    ),
    Tool(
        "start_protocol",
        "Hand over to another coach and their protocol, when the person has agreed to it.",
        _protocol,
        (Arg("coach", "The coach's id or name.", required=True),),
    ),
    Tool(
        "schedule_followup",
        "Plan to come back to something on a day the person named.",
        _followup,
        (
            Arg("content", "What to come back to, in one sentence.", required=True),
            Arg("due_date", "The day, YYYY-MM-DD.", required=True),
        ),
    ),
)
