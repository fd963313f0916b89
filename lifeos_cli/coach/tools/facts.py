"""Insights and facts: what the person came to see, and what is so in their life."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.coach.tools.arguments import Arg
from lifeos_cli.coach.tools.base import Tool
from lifeos_cli.record import facts, insights

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lifeos_cli.coach.tools.base import ToolContext


def _insight(context: ToolContext, given: Mapping[str, Any]) -> str:
    row = insights.add(context.store, context.user_id, given["content"], context.source)
    return f"Kept as insight {row['handle']}."


def _fact(context: ToolContext, given: Mapping[str, Any]) -> str:
    row = facts.add(context.store, context.user_id, given["content"], context.source)
    return f"Kept as fact {row['handle']}."


def _correct(context: ToolContext, given: Mapping[str, Any]) -> str:
    row = facts.correct(context.store, context.user_id, given["fact"], given["content"], context.source)
    return f"Fact {row['handle']} now says that instead."


TOOLS = (
    Tool(
        "record_insight",
        "Keep an insight the person has just come to about themselves. Call it rarely, for what they would want "
        "to read again.",
        _insight,
        (Arg("content", "The insight, in their words as far as possible.", required=True),),
    ),
    Tool(
        "record_fact",
        "Keep a lasting fact of the person's life that later conversations need. Never health or beliefs they did "
        "not ask you to keep.",
        _fact,
        (Arg("content", "The fact in one sentence about them.", required=True),),
    ),
    Tool(
        "correct_fact",
        "Put a new fact in the place of one that is no longer so.",
        _correct,
        (
            Arg("fact", "The handle or id of the old fact.", required=True),
            Arg("content", "What is so now, in one sentence.", required=True),
        ),
    ),
)
