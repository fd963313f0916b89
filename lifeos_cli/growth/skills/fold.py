"""A skill as it stands, computed anew from its evidence."""

from __future__ import annotations

from collections import deque
from math import sqrt
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.clock import DAY
from lifeos_cli.growth.skills.ability import (
    EXPERIENCE_TIERS,
    GATES,
    MASTERY_TIERS,
    WEIGHTS,
    Ability,
    experience_tier,
    faded,
    gate,
    mastery_tier,
    points,
    shown,
)
from lifeos_cli.growth.skills.rows import LEVEL_NAMES, SOUND, Evidence, problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

TALK_DAYS = 7
TALK_DECAY = 0.25
"""The k-th conversation within 7 days counts 1 / (1 + .25 (k - 1))."""
POINTS_A_DAY = 60
DROP_DAYS = 14
"""A level falls only when the ability was too low at two evaluations so many days apart."""
RUST_DAYS = 60
RUST_GROWTH = 1.3
RUST_STEPS = 8
"""Rusty after more than 60 * 1.3^min(n, 8) days without evidence."""
TOP = len(LEVEL_NAMES)
_STRONG = ("action", "assessment")
ONE_A_SESSION = "one piece of evidence counts a session"


class Earned(NamedTuple):
    """What one row of evidence came to."""

    row: Evidence
    weight: float
    """After talk decay; 0 when it does not count."""
    points: int
    """After the day's cap."""
    reason: str
    """Why it does not count, or counts less; else empty."""


class SkillState(NamedTuple):
    """A skill at a moment."""

    skill_id: str
    ability: Ability
    """As of the moment: uncertainty has grown since the last evidence."""
    experience: int
    """Sum of points; never falls but by withdrawal."""
    level: int
    """1..5."""
    peak_level: int
    evidence: int
    """How many rows count."""
    strong: int
    """How many of them are actions or assessments."""
    last_at: int | None
    rusty: bool
    earned: tuple[Earned, ...]
    """Every row in order, also those that do not count."""

    @property
    def level_name(self) -> str:
        """The level in a word."""
        return LEVEL_NAMES[self.level - 1]

    @property
    def needs(self) -> dict[str, float]:
        """What is missing to the next level: `mastery` (logits of lower bound), `experience`, `strong`."""
        if self.level == TOP:
            return {}
        found = {
            "mastery": MASTERY_TIERS[self.level - 1] - self.ability.lcb,
            "experience": EXPERIENCE_TIERS[self.level - 1] - self.experience,
            "strong": GATES.get(self.level + 1, 0) - self.strong,
        }
        return {name: missing for name, missing in found.items() if missing > 0}

    @property
    def bar(self) -> float:
        """Experience within the level, 0..1; 1 when the next level waits for something else."""
        if self.level == TOP:
            return 1.0
        low = (0, *EXPERIENCE_TIERS)[self.level - 1]
        return min(1.0, max(0.0, (self.experience - low) / (EXPERIENCE_TIERS[self.level - 1] - low)))

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON, unrounded."""
        return {
            "skill_id": self.skill_id,
            "level": self.level,
            "level_name": self.level_name,
            "peak_level": self.peak_level,
            "mastery": self.ability.mastery,
            "ability": self.ability.a,
            "sd": self.ability.sd,
            "lcb": self.ability.lcb,
            "experience": self.experience,
            "evidence": self.evidence,
            "strong": self.strong,
            "last_at": self.last_at,
            "rusty": self.rusty,
            "needs": self.needs,
            "bar": self.bar,
        }


class Folds:
    """What folds of skills came to, kept: a skill whose evidence is as it was is not computed again.

    `fold` with it returns what `fold` without it returns. One thread's own.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Sequence[Evidence], _Run, tuple[Earned, ...]]] = {}

    def states(self, by_skill: Mapping[str, Sequence[Evidence]], as_of: int | None) -> dict[str, SkillState]:
        """Return each skill as `fold_skill` does, and keep what they came to instead of what was kept."""
        before, self._kept = self._kept, {}
        for skill_id, rows in by_skill.items():
            held = before.get(skill_id)
            self._kept[skill_id] = held if held and held[0] == rows else (rows, *_taken(rows))
        return {
            skill_id: run.state(skill_id, earned, as_of) for skill_id, (_, run, earned) in self._kept.items()
        }


def fold(
    rows: Iterable[Evidence], *, as_of: int | None = None, kept: Folds | None = None
) -> dict[str, SkillState]:
    """Compute every skill that has evidence; same rows in any order, same result.

    Args:
        rows: One person's evidence, of any number of skills. Rows after `as_of` do not count.
        as_of: The moment to know them at, epoch milliseconds; None: each right after its last evidence.
        kept: Of earlier folds of the same person.
    """
    by_skill: dict[str, list[Evidence]] = {}
    for row in rows:
        if as_of is None or row.at <= as_of:
            by_skill.setdefault(row.skill_id, []).append(row)
    return (kept or Folds()).states(by_skill, as_of)


def fold_skill(skill_id: str, rows: Iterable[Evidence], *, as_of: int | None = None) -> SkillState:
    """Compute one skill from its evidence (see `fold`); without any it is new."""
    run, earned = _taken(rows)
    return run.state(skill_id, earned, as_of)


def _taken(rows: Iterable[Evidence]) -> tuple[_Run, tuple[Earned, ...]]:
    """Take in a skill's evidence in order of time."""
    ordered = sorted(rows, key=_BY_TIME)
    reasons = _left_out(ordered)
    run = _Run()
    earned = [Earned(row, 0.0, 0, reasons[row.id]) if row.id in reasons else run.take(row) for row in ordered]
    return run, tuple(earned)


_BY_TIME = itemgetter(Evidence._fields.index("at"), Evidence._fields.index("id"))


def _left_out(rows: list[Evidence]) -> dict[str, str]:
    """Say which rows do not count: replaced, withdrawn, proposed, malformed, or not their session's best."""
    replaced = {row.supersedes for row in rows if row.supersedes and row.accepted}
    reasons: dict[str, str] = {}
    best: dict[str, Evidence] = {}
    for row in rows:
        if row.withdrawn_at is not None:
            reasons[row.id] = "withdrawn"
        elif row.id in replaced:
            reasons[row.id] = "replaced"
        elif not row.accepted:
            reasons[row.id] = "not accepted yet"
        elif (row.source, row.difficulty, row.outcome) not in SOUND and (wrong := problem(row)):
            reasons[row.id] = wrong
        elif row.session_id is not None:
            held = best.setdefault(row.session_id, row)
            if WEIGHTS[row.source] > WEIGHTS[held.source]:
                best[row.session_id] = row
                reasons[held.id] = ONE_A_SESSION
            elif held is not row:
                reasons[row.id] = ONE_A_SESSION
    return reasons


class _Run:
    """The state while a skill's evidence is taken in, in order of time."""

    def __init__(self) -> None:
        self._a, self._variance = Ability()
        self.last: int | None = None
        self.experience = self.count = self.strong = 0
        self.level = self.peak = 1
        self._talks: deque[int] = deque()
        self._low_since: int | None = None
        self._day = ""
        self._today = 0

    def take(self, row: Evidence) -> Earned:
        """Take in one row that counts."""
        _, _, source, at, day, difficulty, outcome, *_ = row
        weight, reason = WEIGHTS[source], ""
        if source == "conversation":
            weight, reason = self._talk(at, weight)
        if self.last is not None:
            self._variance = faded(self._variance, at - self.last)
        self._a, self._variance = shown(self._a, self._variance, difficulty, outcome, weight)
        wanted = points(difficulty, outcome, weight)
        if day != self._day:
            self._day, self._today = day, 0
        got = min(wanted, POINTS_A_DAY - self._today)
        self._today += got
        self.experience += got
        self.count += 1
        self.strong += source in _STRONG
        self.last = at
        self.level, self._low_since = self._evaluated(self._a - sqrt(self._variance), at)
        self.peak = max(self.peak, self.level)
        if got < wanted:
            reason = f"{POINTS_A_DAY} points a day"
        return Earned(row, weight, got, reason)

    def _talk(self, at: int, weight: float) -> tuple[float, str]:
        while self._talks and self._talks[0] <= at - TALK_DAYS * DAY:
            self._talks.popleft()
        before = len(self._talks)
        self._talks.append(at)
        return weight / (1 + TALK_DECAY * before), f"talk number {before + 1} in a week" if before else ""

    def _evaluated(self, lcb: float, at: int) -> tuple[int, int | None]:
        """Return the level, and since when the ability is too low for it.

        It rises at once and falls only on the second low evaluation, 14 days after the first.
        """
        tier = mastery_tier(lcb)
        allowed = min(tier, experience_tier(self.experience), gate(self.strong))
        level = max(self.level, allowed)
        if tier >= level:
            return level, None
        if self._low_since is None:
            return level, at
        return (allowed, None) if at - self._low_since >= DROP_DAYS * DAY else (level, self._low_since)

    def state(self, skill_id: str, earned: tuple[Earned, ...], as_of: int | None) -> SkillState:
        """Return where it stands, at a moment or right after the last row; nothing is changed by it."""
        ability, level, rusty = Ability(self._a, self._variance), self.level, False
        if as_of is not None and self.last is not None:
            ability = Ability(self._a, faded(self._variance, as_of - self.last))
            if self._low_since is not None:
                level, _ = self._evaluated(ability.lcb, as_of)
            rusty = as_of - self.last > RUST_DAYS * RUST_GROWTH ** min(self.count, RUST_STEPS) * DAY
        return SkillState(
            skill_id,
            ability,
            self.experience,
            level,
            max(self.peak, level),
            self.count,
            self.strong,
            self.last,
            rusty,
            earned,
        )
