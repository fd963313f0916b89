"""What a guided coach says: reflections, questions, closings. The person's words are quoted, never judged."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from lifeos_cli.providers.guided.checks import PLACEHOLDER
from lifeos_cli.providers.guided.phrases import NOTHING
from lifeos_cli.providers.guided.reading import shown
from lifeos_cli.providers.guided.words import plain, speaks_of
from lifeos_cli.text import capitalised, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lifeos_cli.providers.guided.model import Coach, Step

_QUOTE = 120
_ITEM = 70
_ITEMS = 6
_ROWS = 20
_PLAYED = 600
_HARD: Final = ("always", "never", "you should", "you must", "your fault", "obviously", "whatever")
_COUNTED: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SAID: Final = (
    "You say {said}.",
    "So, in your words: {said}.",
    "I hear {said}.",
    "{said}: that is noted.",
)
_RATED: Final = (
    "{said} out of {whole}, then.",
    "You put it at {said}.",
    "{said} out of {whole}: that is noted.",
)
_STRUCTURED: Final = ("So: {said}.", "{said}: that is noted.")
_FLAGGED: Final = (("A no, then.", "A yes, then."), ("Skipped, and that is fine.", "Done, then."))
_LISTED: Final = ("{count}: {said}.", "On your list, {count}: {said}.")


def quote(text: str, width: int = _QUOTE) -> str:
    """Return the person's words on one line in quotation marks, cut when they are long."""
    return f"\u201c{one_line(text, width).rstrip(' .,;')}\u201d"


def told(value: Any) -> str:
    """Return a captured value of any shape in the person's words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return shown(value)
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, list):
        more = [f"and {len(value) - _ITEMS} more"] if len(value) > _ITEMS else []
        return ", ".join([quote(str(item), _ITEM) for item in value[:_ITEMS]] + more) or "nothing"
    return _structured(value) if isinstance(value, dict) else quote(str(value))


def _structured(value: dict[str, Any]) -> str:
    if {"if", "then"} <= value.keys():
        return f"when {quote(str(value['if']))}, then {quote(str(value['then']))}"
    if {"emotion", "intensity"} <= value.keys():
        others = value.get("others")
        felt = [value, *(others if isinstance(others, list) else [])]
        named = [one for one in felt if isinstance(one, dict) and "emotion" in one][:_ITEMS]
        return ", ".join(
            f"{quote(str(one['emotion']), _ITEM)} {_cell(one.get('intensity'))}" for one in named
        )
    return ", ".join(f"{name} {_cell(cell)}" for name, cell in islice(value.items(), _ROWS))


def _cell(cell: Any) -> str:
    parts = list(cell.values()) if isinstance(cell, dict) else [cell]
    return one_line(" / ".join(str(part) for part in parts), _ITEM)


def reflect(step: Step, value: Any, turn: int) -> str:
    """Return one short sentence that gives the answer back."""
    said = told(value)
    if isinstance(value, bool):
        return _FLAGGED[step.type == "confirm"][value]
    if isinstance(value, list):
        return _listed(value, said, turn)
    if isinstance(value, str):
        return _worded(step, value, turn)
    forms = _STRUCTURED if isinstance(value, dict) else _RATED
    sentence = forms[turn % len(forms)].format(said=said, whole=shown(step.high))
    return capitalised(sentence)


def _worded(step: Step, value: str, turn: int) -> str:
    if step.playback:
        return played_back(value)
    return (
        f"You choose {quote(value)}."
        if step.type == "choice"
        else _SAID[turn % len(_SAID)].format(said=quote(value))
    )


def _listed(value: list[Any], said: str, turn: int) -> str:
    if not value:
        return "Nothing on that list, then."
    count = _COUNTED[len(value)] if len(value) < len(_COUNTED) else str(len(value))
    line = _LISTED[turn % len(_LISTED)].format(
        count=f"{count} thing{'s' if len(value) > 1 else ''}", said=said
    )
    return capitalised(line)


def played_back(text: str) -> str:
    """Return the text whole, and which words in it may land hard."""
    hard = [word for word in _HARD if speaks_of(plain(text), word)]
    heard = f" Words that can land hard: {', '.join(quote(word) for word in hard)}." if hard else ""
    return f"Played back: {quote(text, _PLAYED)}.{heard} Hear it once as if it were said to you."


def heard(text: str) -> str:
    """Give back words that answer no question of ours."""
    return f"You begin with {quote(text)}."


def introduce(coach: Coach) -> str:
    """Return one line on who this coach is."""
    return f"This is {coach.name}: {coach.title}. {coach.purpose}"


def question(step: Step, values: Mapping[str, Any], answered: str = "") -> str:
    """Return the question with what it builds on before it and how to answer below it.

    Args:
        step: The step to ask.
        values: What was captured so far.
        answered: The capture just given back, which needs no reminder.
    """
    reminders = [told(values[name]) for name in step.remind if name in values and name != answered]
    lines = [f"You had: {'; '.join(reminders)}.\n"] if reminders else []
    lines.append(PLACEHOLDER.sub(lambda found: _filled(values.get(found[1])), step.prompt))
    hint = _hint(step)
    lines += [f"({hint})"] if hint else []
    lines += [f"{index}. {option}" for index, option in enumerate(step.options, start=1)]
    return "\n".join(lines)


def _filled(value: Any) -> str:
    return "\u2026" if value is None else told(value)


def _hint(step: Step) -> str:
    span = f"{shown(step.low)} to {shown(step.high)}"
    hints = {
        "scale": "" if shown(step.high) in plain(step.prompt).split() else f"A number from {span}.",
        "emotion_intensity": "The feeling and a number, like: sad 60.",
        "pair_scale": f"Two numbers from {span}: {', '.join(step.names)}.",
        "matrix": f"For each, {' and '.join(step.columns)}, from {span}.",
        "long_text": f"About {step.min_words} words or more." if step.min_words else "",
        "list": "One a line, or with commas between them.",
        "yes_no": "Yes or no.",
    }
    optional = 'Or "skip".' if step.optional else ""
    return f"{hints.get(step.type, '')} {optional}".strip()


def next_step(coach: Coach, values: Mapping[str, Any]) -> str:
    """Return the person's own next step in their words, or an empty text when none was named."""
    named = [told(values[name]) for name in coach.next_step if name in values and not _none(values[name])]
    return ", ".join(named)


def _none(value: Any) -> bool:
    return value in ([], {}, "") or (isinstance(value, str) and plain(value) in NOTHING)
