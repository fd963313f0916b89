"""The profile in lines of words: what a test came to, and what has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.growth.instruments.norms import EVERYBODY
from lifeos_cli.growth.instruments.scoring import COMPARED_WITH
from lifeos_cli.growth.profile.change import SIGNIFICANT, changes_of
from lifeos_cli.growth.profile.dimensions import TITLES
from lifeos_cli.growth.profile.wording import POSSIBLE_CHANGE, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lifeos_cli.growth.instruments.catalog import Instrument
    from lifeos_cli.growth.profile.fold import Profile


def scores(told: dict[str, Any], form: Instrument) -> list[str]:
    """Say what a sheet came to, a line a dimension."""
    lines = []
    for name, one in told["scores"].items():
        if one["t"] is None:
            lines.append(f"{TITLES[name]}: too few answers to score")
            continue
        if one["pomp"] is not None:
            said = f"{one['pomp']:.0f} of 100, against your own earlier answers only"
        else:
            said = f"T {shown(one['t'])}"
            if one["percentile"] is not None:
                said += f", percentile {one['percentile']:.0f}"
        lines.append(f"{TITLES[name]}: {said}" + (f" ({one['limit']})" if one["limit"] else ""))
    compared = any(one["pomp"] is None and one["t"] is not None for one in told["scores"].values())
    lines += [f"T 50 is the average, {COMPARED_WITH}."] if compared else []
    if compared and told["norm_row"] not in {None, EVERYBODY}:
        lines.append(
            f"Of them you are compared with {norm_words(told['norm_row'])}, where a scale has such norms."
        )
    return [*lines, form.attribution, *([form.caveat] if form.caveat else [])]


def norm_words(row_id: str) -> str:
    """Say whose scores a norm row is made of: `women of 25-34`."""
    sex, _, band = row_id.partition("_")
    who = {"male": "men", "female": "women"}.get(sex, "everybody")
    return f"{who} of {band}" if band else who


def changed_lines(found: Profile) -> Iterator[str]:
    """Say which dimensions the latest test showed a change of, softly where a retest would settle it."""
    latest = {
        name: next((s.measurement.first.id for s in reversed(one.steps) if s.measurement.first.t), None)
        for name, one in found.dimensions.items()
    }
    for change in changes_of(found):
        if change.row.id != latest[change.dimension]:
            continue
        title = TITLES[change.dimension]
        if change.verdict == SIGNIFICANT:
            since = change.since.local_date
            course = f"{shown(change.before.mean)} to {shown(change.after.mean)}"
            yield f"{title} moved more than chance explains since {since}: {course}."
        else:
            yield f"{title}: {POSSIBLE_CHANGE[0].lower()}{POSSIBLE_CHANGE[1:]}"
