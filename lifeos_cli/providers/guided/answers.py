"""Reading an answer to a step: one reader for each step type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lifeos_cli.providers.guided.answer_feelings import read_emotion
from lifeos_cli.providers.guided.answer_lists import read_list
from lifeos_cli.providers.guided.answer_numbers import read_matrix, read_pair, read_scale
from lifeos_cli.providers.guided.answer_plans import read_if_then
from lifeos_cli.providers.guided.answer_words import (
    read_choice,
    read_confirm,
    read_long_text,
    read_text,
    read_yes_no,
)
from lifeos_cli.providers.guided.reading import Fit, Misfit, Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.providers.guided.model import Step

READERS: Final[dict[str, Callable[[Step, str, Any], Reading]]] = {
    "text": read_text,
    "long_text": read_long_text,
    "choice": read_choice,
    "yes_no": read_yes_no,
    "scale": read_scale,
    "list": read_list,
    "if_then": read_if_then,
    "emotion_intensity": read_emotion,
    "pair_scale": read_pair,
    "matrix": read_matrix,
    "confirm": read_confirm,
}
_GATHERING: Final = frozenset(("list", "long_text"))


def read(step: Step, text: str, partial: Any = None) -> Reading:
    """Read an answer.

    Args:
        step: The step it answers.
        text: What the person wrote, of any length.
        partial: What a misfit before this answer kept of the one before.
    """
    reader = READERS[step.type]
    reading = reader(step, text, partial)
    if isinstance(reading, Fit) or step.type in _GATHERING or not isinstance(partial, str):
        return reading
    joined = reader(step, f"{partial}\n{text}", None)
    if isinstance(joined, Fit):
        return joined
    return Misfit(reading.reason, joined.partial or reading.partial or partial)
