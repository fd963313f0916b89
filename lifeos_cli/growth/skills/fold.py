"""A skill as it stands, computed anew from its evidence."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.clock import DAY
from lifeos_cli.growth.skills.ability import (
    EXPERIENCE_TIERS,
    GATES,
    MASTERY_TIERS,
    WEIGHTS,
    Ability,
    demonstrate,
    experience_tier,
    gate,
    idle,
    mastery_tier,
    points,
)
from lifeos_cli.growth.skills.rows import LEVEL_NAMES, Evidence, problem

if TYPE_CHECKING:
    from collections.abc import Iterable

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


def fold(rows: Iterable[Evidence], *, as_of: int | None = None) -> dict[str, SkillState]:
    """Compute every skill that has evidence; same rows in any order, same result.

    Args:
        rows: One person's evidence, of any number of skills. Rows after `as_of` do not count.
        as_of: The moment to know them at, epoch milliseconds; None: each right after its last evidence.
    """
    by_skill: dict[str, list[Evidence]] = {}
    for row in rows:
        if as_of is None or row.at <= as_of:
            by_skill.setdefault(row.skill_id, []).append(row)
    return {skill_id: fold_skill(skill_id, members, as_of=as_of) for skill_id, members in by_skill.items()}


def fold_skill(skill_id: str, rows: Iterable[Evidence], *, as_of: int | None = None) -> SkillState:
    """Compute one skill from its evidence (see `fold`); without any it is new."""
    ordered = sorted(rows, key=lambda row: (row.at, row.id))
    reasons = _left_out(ordered)
    run = _Run()
    earned = [Earned(row, 0.0, 0, reasons[row.id]) if row.id in reasons else run.take(row) for row in ordered]
    return run.state(skill_id, tuple(earned), as_of)


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
        elif wrong := problem(row):
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
        self.ability = Ability()
        self.last: int | None = None
        self.experience = self.count = self.strong = 0
        self.level = self.peak = 1
        self._talks: deque[int] = deque()
        self._low_since: int | None = None
        self._day = ""
        self._today = 0

    def take(self, row: Evidence) -> Earned:
        """Take in one row that counts."""
        weight, reason = self._weight(row)
        if self.last is not None:
            self.ability = idle(self.ability, row.at - self.last)
        self.ability = demonstrate(self.ability, row.difficulty, row.outcome, weight)
        wanted = points(row.difficulty, row.outcome, weight)
        if row.local_date != self._day:
            self._day, self._today = row.local_date, 0
        got = min(wanted, POINTS_A_DAY - self._today)
        self._today += got
        self.experience += got
        self.count += 1
        self.strong += row.source in {"action", "assessment"}
        self.last = row.at
        self._evaluate(self.ability, row.at)
        if got < wanted:
            reason = f"{POINTS_A_DAY} points a day"
        return Earned(row, weight, got, reason)

    def _weight(self, row: Evidence) -> tuple[float, str]:
        weight = WEIGHTS[row.source]
        if row.source != "conversation":
            return weight, ""
        while self._talks and self._talks[0] <= row.at - TALK_DAYS * DAY:
            self._talks.popleft()
        before = len(self._talks)
        self._talks.append(row.at)
        return weight / (1 + TALK_DECAY * before), f"talk number {before + 1} in a week" if before else ""

    def _evaluate(self, ability: Ability, at: int) -> None:
        """Raise the level at once; lower it only on the second low evaluation, 14 days after the first."""
        tier = mastery_tier(ability.lcb)
        allowed = min(tier, experience_tier(self.experience), gate(self.strong))
        self.level = max(self.level, allowed)
        if tier >= self.level:
            self._low_since = None
        elif self._low_since is None:
            self._low_since = at
        elif at - self._low_since >= DROP_DAYS * DAY:
            self.level, self._low_since = allowed, None
        self.peak = max(self.peak, self.level)

    def state(self, skill_id: str, earned: tuple[Earned, ...], as_of: int | None) -> SkillState:
        """Return where it stands, at a moment or right after the last row."""
        ability, rusty = self.ability, False
        if as_of is not None and self.last is not None:
            ability = idle(ability, as_of - self.last)
            if self._low_since is not None:
                self._evaluate(ability, as_of)
            rusty = as_of - self.last > RUST_DAYS * RUST_GROWTH ** min(self.count, RUST_STEPS) * DAY
        return SkillState(
            skill_id,
            ability,
            self.experience,
            self.level,
            self.peak,
            self.count,
            self.strong,
            self.last,
            rusty,
            earned,
        )
