"""One `[[steps]]` table read into a step, with the keys each step type takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, get_args

from lifeos_cli.providers.guided.conditions import Condition, read_condition
from lifeos_cli.providers.guided.model import Deferred, Rule, Step, StepType

if TYPE_CHECKING:
    from lifeos_cli.providers.guided.table import Table

STEP_TYPES: Final = get_args(StepType)
COMMON: Final = ("id", "prompt", "capture", "type", "optional", "deferred", "remind", "playback", "rules")
_BOUNDS = ("min", "max")
BY_TYPE: Final[dict[str, tuple[str, ...]]] = {
    "long_text": ("min_words",),
    "choice": ("options", "aliases"),
    "scale": _BOUNDS,
    "list": ("min_items", "max_items"),
    "emotion_intensity": _BOUNDS,
    "pair_scale": (*_BOUNDS, "names"),
    "matrix": (*_BOUNDS, "rows", "columns"),
}
RULE_KEYS: Final = ("when", "goto", "end", "say", "times", "within_days", "at_most")
_PAIR = 2


def read_step(table: Table) -> Step:
    """Read the step; what does not fit is reported to the table."""
    named = table.one_of("type", STEP_TYPES)
    kind: StepType = next((known for known in STEP_TYPES if known == named), "text")
    own = BY_TYPE.get(kind, ())
    others = {key for keys in BY_TYPE.values() for key in keys} - set(own)
    if named:
        table.only((*COMMON, *own), dict.fromkeys(others, f"does not belong to a step of type {kind}"))
    else:
        table.only((*COMMON, *own, *others))
    low, high = _bounds(table) if "min" in own else (0, 0)
    least, most = _items(table)
    options = table.texts("options", required=True) if kind == "choice" else ()
    return Step(
        id=_name(table, "id"),
        prompt=table.text("prompt", required=True),
        capture=_name(table, "capture"),
        type=kind,
        options=options,
        aliases=_aliases(table, options),
        low=low,
        high=high,
        names=_pair(table) if kind == "pair_scale" else (),
        rows=table.texts("rows", required=True) if kind == "matrix" else (),
        columns=table.texts("columns", required=True) if kind == "matrix" else (),
        min_words=table.count("min_words"),
        min_items=least,
        max_items=most,
        optional=table.flag("optional"),
        deferred=_deferred(table),
        remind=table.texts("remind"),
        playback=table.flag("playback"),
        rules=tuple(_rule(part, kind, options) for part in table.tables("rules")) if named else (),
    )


def _name(table: Table, key: str) -> str:
    value = table.text(key, required=True)
    if value and not (value.isascii() and value.isidentifier() and value.islower()):
        table.report(f'"{value}" must be small letters, digits and "_", beginning with a letter', key)
    return value


def _bounds(table: Table) -> tuple[float, float]:
    low, high = table.number("min", required=True), table.number("max", required=True)
    if "min" in table.raw and "max" in table.raw and low >= high:
        table.report(f"min ({low}) must be smaller than max ({high})", "min")
    return low, high


def _pair(table: Table) -> tuple[str, ...]:
    names = table.texts("names", required=True)
    if names and len(names) != _PAIR:
        table.report("must be two names", "names")
    return names


def _items(table: Table) -> tuple[int, int]:
    least, most = table.count("min_items"), table.count("max_items")
    if most and least > most:
        table.report(f"min_items ({least}) must not be greater than max_items ({most})", "min_items")
    return least, most


def _aliases(table: Table, options: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    aliases = table.table("aliases")
    if options:
        aliases.only(options)
    return {option: aliases.texts(option) for option in aliases.raw}


def _deferred(table: Table) -> Deferred:
    value = table.raw.get("deferred", False)
    if value == "weekly":
        return "weekly"
    if not isinstance(value, bool):
        table.report('must be true, false or "weekly"', "deferred")
    return "once" if value is True else "no"


def _rule(table: Table, kind: StepType, options: tuple[str, ...]) -> Rule:
    table.only(RULE_KEYS)
    rule = Rule(
        when=_condition(table, kind, options),
        goto=table.text("goto"),
        end=table.flag("end"),
        say=table.text("say"),
        times=table.count("times", 1),
        within_days=table.count("within_days"),
        at_most=table.count("at_most", 3),
    )
    if not (rule.goto or rule.say or rule.end):
        table.report('a rule needs "goto", "say" or "end = true"')
    if rule.goto and rule.end:
        table.report('"goto" and "end" exclude each other', "end")
    if (rule.times > 1) != (rule.within_days > 0):
        key = "times" if rule.times > 1 else "within_days"
        table.report('"times" (2 or more) and "within_days" go together', key)
    return rule


def _condition(table: Table, kind: StepType, options: tuple[str, ...]) -> Condition:
    when = table.text("when", required=True)
    condition = read_condition(when, kind, options)
    if isinstance(condition, Condition):
        return condition
    if when.strip():
        table.report(condition, "when")
    return Condition("unanswered")
