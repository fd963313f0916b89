"""A tool of one's own for the coaches of `lifeos`: the phase of the moon. See docs/tools.md."""  # noqa: INP001 - a module of its own package

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from lifeos_cli.coach.tools.arguments import Arg
from lifeos_cli.coach.tools.base import Tool

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lifeos_cli.coach.tools.base import ToolContext

MONTH = 29.530588853
"""Days from one new moon to the next, on average."""
NEW_MOON = date(2000, 1, 6)
NAMES = (
    *("new moon", "waxing crescent", "first quarter", "waxing gibbous"),
    *("full moon", "waning gibbous", "last quarter", "waning crescent"),
)


def phase(_context: ToolContext, given: Mapping[str, Any]) -> str:
    """Name the phase of the moon on a day."""
    age = (date.fromisoformat(given["day"]) - NEW_MOON).days % MONTH
    return NAMES[int(age / MONTH * 8 + 0.5) % 8]


moon_phase = Tool(
    "moon_phase",
    "Tell the phase of the moon on a day. Call it when the person asks about the moon.",
    phase,
    (Arg("day", "The day, YYYY-MM-DD.", required=True),),
    reads=True,
)
