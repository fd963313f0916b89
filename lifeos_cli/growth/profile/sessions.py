"""What models read from a session: at most three dimensions, one reading each, each on words of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.growth.profile.dimensions import CUSTOM
from lifeos_cli.growth.profile.kalman import Reading, model_reading
from lifeos_cli.growth.profile.rows import Observation, SetAside
from lifeos_cli.growth.profile.validity import STRENGTH, VALIDITY, Z_PER_LEVEL, level_of, validity

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

DIMENSIONS_A_SESSION = 3


class SessionReading(NamedTuple):
    """A session's reading of one dimension."""

    rows: tuple[Observation, ...]
    reading: Reading
    z: float


def readings_of_session(
    rows: Sequence[Observation],
    scaled: Collection[str],
    aside: list[SetAside],
) -> list[SessionReading]:
    """Take a session's rows together: levels averaged, the greatest strength kept.

    Args:
        rows: Its standing readings, sorted by (effective_at, id).
        scaled: Dimensions of which the person answered a scale in it; an interview there has been counted already.
        aside: Takes the rows that do not count.
    """
    members = []
    for row in rows:
        reason = _unfit(row) or (
            "counted already as the scale answered in this session"
            if row.kind == "interview" and row.session_id and row.dimension in scaled
            else ""
        )
        if reason:
            aside.append(SetAside(row, reason))
        else:
            members.append(row)
    return _session(members, aside) if members else []


def _unfit(row: Observation) -> str:
    if not row.quote_ok:
        return "the quote is not the person's own words"
    if row.kind not in VALIDITY or row.strength not in STRENGTH:
        return "no such kind or strength"
    try:
        level = level_of(row)
    except ValueError as error:
        return str(error)
    if level is None:
        return "names no direction: logged only"
    return "" if validity(row.kind, row.strength, row.user_words) else "fewer than 20 words: ignored"


def _session(rows: list[Observation], aside: list[SetAside]) -> list[SessionReading]:
    if len(rows) == 1:
        return [_merge(rows)]
    by_dimension: dict[str, list[Observation]] = {}
    for row in _own_words(rows, aside):
        by_dimension.setdefault(row.dimension, []).append(row)
    merged = [_merge(members) for members in by_dimension.values()]
    merged.sort(key=lambda one: (-one.reading.h_theta, -abs(one.z), one.rows[0].id))
    for left_out in merged[DIMENSIONS_A_SESSION:]:
        aside.extend(SetAside(row, "more than three dimensions in one session") for row in left_out.rows)
    return merged[:DIMENSIONS_A_SESSION]


def _own_words(rows: list[Observation], aside: list[SetAside]) -> list[Observation]:
    """Give each quote to one dimension, the most specific: our own dimensions before the Big Five."""
    from lifeos_cli.growth.profile.quotes import overlap  # patterns that few logs need

    kept: list[Observation] = []
    for row in sorted(rows, key=lambda row: (row.dimension not in CUSTOM, -STRENGTH[row.strength], row.id)):
        if any(other.dimension != row.dimension and overlap(other.quote, row.quote) for other in kept):
            aside.append(SetAside(row, "its quote counts for another dimension"))
        else:
            kept.append(row)
    return sorted(kept, key=lambda row: (row.effective_at, row.id))


def _merge(rows: list[Observation]) -> SessionReading:
    levels = [level for row in rows if (level := level_of(row)) is not None]
    strength = max([row.strength for row in rows], key=STRENGTH.__getitem__)
    kind = max([row.kind for row in rows], key=VALIDITY.__getitem__)
    r = validity(kind, strength, max([row.user_words for row in rows]))
    z = Z_PER_LEVEL * sum(levels) / len(levels)
    return SessionReading(tuple(rows), model_reading(z, r), z)
