"""A mapping, as read from a coach file, checked whole and turned into a coach."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any, Final

from lifeos_cli.providers.guided.checks import check_rules, check_steps
from lifeos_cli.providers.guided.model import Coach, CoachRule
from lifeos_cli.providers.guided.parse_step import read_step
from lifeos_cli.providers.guided.table import Problem, Table
from lifeos_cli.providers.guided.words import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

COACH_KEYS: Final = (
    "id",
    "name",
    "title",
    "purpose",
    "use_when",
    "signals",
    "avoid_when",
    "evidence",
    "outputs",
    "next_step",
    "tools",
    "lines",
    "rules",
    "steps",
)
COACH_RULE_KEYS: Final = ("text", "reflect", "avoid", "said", "unless", "max_words", "say", "end", "skip")


def parse(raw: Mapping[str, Any]) -> tuple[Coach | None, list[Problem]]:
    """Read a coach.

    Returns:
        The coach and no problems, or None and all that is wrong.
    """
    problems: list[Problem] = []
    top = Table(raw, (), problems)
    top.only(COACH_KEYS)
    coach = Coach(
        id=_id(top),
        name=top.text("name", required=True),
        title=top.text("title", required=True),
        purpose=top.text("purpose", required=True),
        steps=tuple(read_step(table) for table in _steps(top)),
        use_when=top.texts("use_when"),
        signals=top.texts("signals"),
        avoid_when=top.texts("avoid_when"),
        evidence=top.text("evidence"),
        outputs=top.texts("outputs"),
        next_step=top.texts("next_step"),
        tools=_tools(top),
        rules=tuple(_coach_rule(table) for table in top.tables("rules")),
        lines=_lines(top),
        version=_version(raw),
    )
    problems += [*check_steps(coach), *check_rules(coach)]
    return (None if problems else coach), problems


def _id(top: Table) -> str:
    value = top.text("id", required=True)
    if value and not (value.isascii() and value.isidentifier() and value.islower()):
        top.report(f'"{value}" must be small letters, digits and "_", beginning with a letter', "id")
    return value


def _tools(top: Table) -> tuple[str, ...] | None:
    if "tools" not in top.raw:
        return None
    names = top.texts("tools")
    for name in names:
        if not (name.isascii() and name.isidentifier() and name.islower()):
            top.report(f'"{name}" must be small letters, digits and "_", beginning with a letter', "tools")
    return names


def _steps(top: Table) -> list[Table]:
    tables = top.tables("steps")
    if not tables:
        top.report("a coach needs at least one [[steps]] table", "steps")
    return tables


def _lines(top: Table) -> dict[str, str]:
    table = top.table("lines")
    return {name: table.text(name, required=True) for name in table.raw}


def _coach_rule(table: Table) -> CoachRule:
    table.only(COACH_RULE_KEYS)
    rule = CoachRule(
        text=table.text("text", required=True),
        reflect=table.flag("reflect"),
        avoid=table.texts("avoid"),
        said=tuple(plain(phrase) for phrase in table.texts("said")),
        unless=tuple(plain(phrase) for phrase in table.texts("unless")),
        max_words=table.count("max_words"),
        say=table.text("say"),
        end=table.flag("end"),
        skip=table.flag("skip"),
    )
    acts = bool(rule.say or rule.end or rule.skip)
    if rule.said and not acts:
        table.report('"said" needs "say", "end = true" or "skip = true"', "said")
    if acts and not rule.said:
        table.report('"say", "end" and "skip" need "said": the phrases they answer')
    if not (rule.said or rule.avoid or rule.reflect or acts):
        table.report('a rule needs "reflect = true", "avoid" or "said"')
    return rule


def _version(raw: Mapping[str, Any]) -> str:
    text = json.dumps(raw.get("steps"), sort_keys=True, default=str)
    return f"{zlib.crc32(text.encode('utf-8', 'surrogatepass')):08x}"
