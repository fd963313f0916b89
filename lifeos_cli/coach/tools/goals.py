"""Goals: read them, propose one, change one, reach a milestone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lifeos_cli.coach.tools.arguments import Arg
from lifeos_cli.coach.tools.base import Tool
from lifeos_cli.coach.tools.data import as_data
from lifeos_cli.record import goal_events, goals
from lifeos_cli.store import goals as stored
from lifeos_cli.store.schema_coach import GOAL_STATUSES, GOAL_TYPES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lifeos_cli.coach.tools.base import ToolContext

MOST = 50
_MILESTONE = (
    Arg("title", "What is reached.", required=True),
    Arg("due_date", "By which day, YYYY-MM-DD; the next one at most 14 days away."),
)
_DETAILS = (
    Arg("why", "Why it matters to them, in their words."),
    Arg("measure", "For an outcome: how they will know."),
    Arg("target_date", "For an outcome: by which day, YYYY-MM-DD."),
    Arg("cue", "For a process: when or after what they do it."),
    Arg("frequency", "For a process: how often."),
    Arg("value", "For an identity: what they want to stand for."),
    Arg("weekly_action", "For an identity: one action a week that shows it."),
    Arg("if_then", "Plans as 'if ..., then ...'.", "texts"),
)
_GOAL = Arg("goal", "Its handle or id, as list_goals gives it.", required=True)


def _list(context: ToolContext, given: Mapping[str, Any]) -> str:
    conn = context.store.conn
    rows = stored.listed(conn, context.user_id, status=given.get("status", "active"), most=MOST)
    lines = []
    for row in rows:
        lines.append(f"{row['handle']} [{row['type']}, {row['status']}] {row['title']}")
        lines += [f"  {name}: {row[name]}" for name in (*goals.WORDS, "target_date") if row[name]]
        lines += [f"  {plan}" for plan in json.loads(row["if_then"] or "[]")]
        lines += [
            f"  milestone {one['id']} [{one['status']}] {one['title']} {one['due_date'] or ''}".rstrip()
            for one in stored.milestones(conn, context.user_id, row["id"])
        ]
    return as_data("list_goals", "\n".join(lines)) if lines else "There are no such goals."


def _propose(context: ToolContext, given: Mapping[str, Any]) -> str:
    values = {name: value for name, value in given.items() if name != "quote"}
    row = goals.add(
        context.store,
        context.user_id,
        title=values.pop("title"),
        type_=values.pop("type"),
        milestones=values.pop("milestones", ()),
        source=context.source,
        **values,
    )
    lacks = goals.missing(row)
    still = f" Still to be asked: {', '.join(lacks)}." if lacks else ""
    return f"Set as goal {row['handle']}.{still}"


def _update(context: ToolContext, given: Mapping[str, Any]) -> str:
    changes = {name: value for name, value in given.items() if name not in ("goal", "milestones", "quote")}
    row = goals.edit(
        context.store,
        context.user_id,
        given["goal"],
        changes,
        context.source,
        milestones=given.get("milestones", ()),
    )
    return f"Goal {row['handle']} was changed."


def _complete(context: ToolContext, given: Mapping[str, Any]) -> str:
    row = goals.complete_milestone(
        context.store, context.user_id, given["goal"], given["milestone"], context.source
    )
    done = sum(one["status"] == "completed" for one in row["milestones"])
    return f"Reached. Goal {row['handle']}: {done} of {len(row['milestones'])} milestones."


def _kept(context: ToolContext, given: Mapping[str, Any]) -> str:
    row = goal_events.kept(
        context.store, context.user_id, given["goal"], day=given.get("day"), source=context.source
    )
    return f"Noted for goal {row['handle']}."


TOOLS = (
    Tool(
        "list_goals",
        "List the person's goals with their milestones. Call it before you propose, change or complete one.",
        _list,
        (Arg("status", "Only goals of this status; active ones if left out.", choices=GOAL_STATUSES),),
        reads=True,
    ),
    Tool(
        "propose_goal",
        "Propose to set a goal the person has put into words. Call it when they have said what they want, not "
        "to suggest one.",
        _propose,
        (
            Arg("title", "The goal in one line, in their words.", required=True),
            Arg("type", "outcome, process or identity.", required=True, choices=GOAL_TYPES),
            *_DETAILS,
            Arg("milestones", "Steps on the way, in order.", "tables", fields=_MILESTONE),
        ),
    ),
    Tool(
        "update_goal",
        "Change a goal: its words, its status, or more milestones. Call it when the person says that it changed.",
        _update,
        (
            _GOAL,
            Arg("title", "The new title."),
            Arg("status", "The new status.", choices=GOAL_STATUSES),
            *_DETAILS,
            Arg("milestones", "Milestones to add.", "tables", fields=_MILESTONE),
        ),
    ),
    Tool(
        "complete_milestone",
        "Mark a milestone of a goal as reached. Call it when the person says they did it.",
        _complete,
        (_GOAL, Arg("milestone", "Its id or title.", required=True)),
    ),
    Tool(
        "check_goal",
        "Note that the person kept a process or identity goal once. Call it when they say they did it.",
        _kept,
        (_GOAL, Arg("day", "Which day, YYYY-MM-DD; today if left out.")),
    ),
)
