"""What a coach is: questions in order, the shape each answer takes, and the rules between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lifeos_cli.providers.guided.conditions import Condition

StepType = Literal[
    "text",
    "long_text",
    "choice",
    "yes_no",
    "scale",
    "list",
    "if_then",
    "emotion_intensity",
    "pair_scale",
    "matrix",
    "confirm",
]
Deferred = Literal["no", "once", "weekly"]


@dataclass(frozen=True, slots=True)
class Rule:
    """What follows when the answer to a step meets a condition."""

    when: Condition
    goto: str = ""
    """The id of the step to go on with; empty: the next one."""
    end: bool = False
    """The conversation closes kindly."""
    say: str = ""
    """The name of a line to say first."""
    times: int = 1
    """The condition must have been met so often, this answer included ..."""
    within_days: int = 0
    """... within so many days; 0 where `times` is 1."""
    at_most: int = 3
    """How often `goto` is followed in one conversation."""


@dataclass(frozen=True, slots=True)
class CoachRule:
    """A rule that holds for the whole conversation."""

    text: str
    """The rule in words, as instructions for a model."""
    reflect: bool = False
    """Every question, one asked again too, comes with a reflection of what was just said."""
    avoid: tuple[str, ...] = ()
    """What this coach never says."""
    said: tuple[str, ...] = ()
    """Phrases that call for what follows, from wherever in an answer they come."""
    unless: tuple[str, ...] = ()
    """Phrases that look like one of `said` and mean something else."""
    max_words: int = 0
    """`said` counts only in an answer of at most so many words; 0: in any."""
    say: str = ""
    end: bool = False
    skip: bool = False
    """The open step is passed over without comment."""


@dataclass(frozen=True, slots=True)
class Step:
    """One question."""

    id: str
    prompt: str
    capture: str
    """The name its answer is kept under."""
    type: StepType
    options: tuple[str, ...] = ()
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Other words for an option."""
    low: float = 0
    high: float = 0
    names: tuple[str, ...] = ()
    """What the numbers of a `pair_scale` stand for."""
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    min_words: int = 0
    min_items: int = 0
    max_items: int = 0
    """0 means as many as the person likes."""
    optional: bool = False
    deferred: Deferred = "no"
    """Asked when the person comes back to a closed session: once, or again each week."""
    remind: tuple[str, ...] = ()
    """Captures whose values are quoted before the question."""
    playback: bool = False
    """The answer is played back whole, with the words in it that may land hard."""
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Coach:
    """A protocol that can be run without a model, and that instructs one where there is one."""

    id: str
    name: str
    title: str
    purpose: str
    steps: tuple[Step, ...]
    use_when: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    """What people say who are helped by this coach: words or phrases, `word*` for its beginning."""
    avoid_when: tuple[str, ...] = ()
    evidence: str = ""
    outputs: tuple[str, ...] = ()
    next_step: tuple[str, ...] = ()
    """The captures that are the person's own next step, in the order they are quoted at the close."""
    tools: tuple[str, ...] | None = None
    """The tools a model may use as this coach; None: every one that comes with the program."""
    rules: tuple[CoachRule, ...] = ()
    lines: Mapping[str, str] = field(default_factory=dict)
    """The coach's own lines for `say`, by name."""
    version: str = ""
    """Changes whenever a step does."""

    def step(self, step_id: str) -> Step | None:
        """Return the step of that id, or None."""
        return next((step for step in self.steps if step.id == step_id), None)

    @property
    def flow(self) -> tuple[Step, ...]:
        """The steps of the conversation itself."""
        return tuple(step for step in self.steps if step.deferred == "no")

    @property
    def follow_ups(self) -> tuple[Step, ...]:
        """The steps that wait until the person comes back."""
        return tuple(step for step in self.steps if step.deferred != "no")


def past_windows(coach: Coach) -> dict[str, int]:
    """Return which captures of earlier sessions the coach's rules look at, and how many days back."""
    windows: dict[str, int] = {}
    for step in coach.steps:
        for rule in step.rules:
            if rule.within_days:
                windows[step.capture] = max(rule.within_days, windows.get(step.capture, 0))
    return windows
