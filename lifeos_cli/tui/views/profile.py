"""The profile as the app shows it: a line a dimension, and what one of them rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.growth.profile.dimensions import OVERLAPS, TITLES
from lifeos_cli.growth.profile.why import why
from lifeos_cli.growth.profile.wording import (
    LABELS,
    lately_line,
    rests_on,
    shown,
    shown_band,
    trait_line,
)
from lifeos_cli.record import profile, profile_history
from lifeos_cli.render.profile_words import changed_lines
from lifeos_cli.store import observations, profile_snapshots
from lifeos_cli.tui.table import Table, laid_out
from lifeos_cli.tui.text import Content, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lifeos_cli.growth.profile.fold import DimensionProfile, Profile
    from lifeos_cli.growth.profile.history import Difference, Point
    from lifeos_cli.growth.profile.why import Because as Reason
    from lifeos_cli.store.database import Store

TABLES = ("observations", "assessments", "profile_norms", "consents")
_EVEN = 0.25
"""A level this near to 0 is called average, as in `growth.profile.wording`."""


class Dim(NamedTuple):
    """One dimension."""

    id: str
    title: str
    known: bool
    """Whether enough is known to draw a band."""
    mean: int
    low: int
    high: int
    pomp: int | None
    """Percent of its own scale, where there are no norms."""
    label: str
    lately: str
    """higher, average or lower; empty without readings."""
    evidence: int
    trait_words: str
    lately_words: str
    rests_words: str
    overlap: str


class Picture(NamedTuple):
    """The whole profile."""

    dims: tuple[Dim, ...]
    changed: tuple[str, ...]
    """What the latest test showed a change of, in words."""
    unagreed: int
    """Readings by a model that are left out."""


class Because(NamedTuple):
    """One row of evidence of a dimension."""

    id: str
    handle: str
    day: str
    what: str
    share: str
    """Of the evidence; empty where it moved nothing."""
    pull: str
    quote: str
    said: str
    """What was seen, in the model's words, and what else could explain it."""
    set_aside: str
    message_id: str | None
    reading: bool
    """Whether a model read it, so that it can be confirmed."""


class Happened(NamedTuple):
    """One thing that happened to the profile."""

    id: str
    day: str
    what: str
    title: str
    """Of the dimension; empty where it was all of them."""
    detail: str


def picture(log: profile.Log, found: Profile) -> Picture:
    """Put a profile into words and whole numbers."""
    return Picture(
        tuple(_dim(one) for one in found.dimensions.values()),
        tuple(changed_lines(found)),
        log.unagreed,
    )


def _dim(one: DimensionProfile) -> Dim:
    low, high = shown_band(one.state.mean, one.state.var)
    level = one.lately
    side = "" if level is None else "average" if abs(level) < _EVEN else "higher" if level > 0 else "lower"
    return Dim(
        id=one.dimension,
        title=TITLES[one.dimension],
        known=one.label != LABELS[0][1],
        mean=shown(one.state.mean),
        low=low,
        high=high,
        pomp=None if one.pomp is None else round(min(100.0, max(0.0, one.pomp))),
        label=one.label,
        lately=side,
        evidence=len(one.steps),
        trait_words=trait_line(one),
        lately_words=lately_line(one),
        rests_words=rests_on(one.shares()),
        overlap=OVERLAPS.get(one.dimension, ""),
    )


def becauses(store: Store, user_id: str, found: Profile, dimension: str) -> tuple[Because, ...]:
    """Read what a dimension rests on, the newest first."""
    told = observations.told(store.conn, user_id, dimension)
    return tuple(
        _because(one, *told[one.row.id]) for one in reversed(why(found, dimension)) if one.row.id in told
    )


def _because(one: Reason, handle: str, content: str, other: str, message_id: str | None) -> Because:
    row, aside = one.row, one.set_aside
    if row.instrument:
        what = row.instrument + ("" if row.t is None else f", T {row.t:.1f}")
    else:
        what = _SOURCES.get(row.source, row.source)
        if row.level is not None:
            what += f", level {row.level:+d}"
        elif row.answer:
            what += f", {row.answer}"
    return Because(
        row.id,
        handle,
        row.local_date,
        what,
        "" if aside else f"{100 * one.share:.0f} %",
        "" if aside else f"{one.pull:+.1f} T",
        row.quote,
        content + (f" (or: {other})" if other else ""),
        aside,
        message_id,
        row.source == "ai" and row.withdrawn_at is None,
    )


_SOURCES = {
    "ai": "a reading of a conversation",
    "confirm": "your answer to a reading",
    "micro": "one statement in a check-in",
}


def course(store: Store, user_id: str, dimension: str, log: profile.Log | None = None) -> tuple[Point, ...]:
    """Return how a dimension stood over time; empty without evidence."""
    return tuple(profile_history.courses(store, user_id, [dimension], log=log).get(dimension, ()))


def happened(store: Store, user_id: str, stands: Profile | None = None) -> tuple[Happened, ...]:
    """List tests, changes, snapshots and what was withdrawn, the newest first."""
    return tuple(
        Happened(
            f"{row['what']} {row['id']} {row['dimension']}",
            row["local_date"],
            row["what"].replace("_", " "),
            TITLES.get(row["dimension"] or "", ""),
            row["detail"] or "",
        )
        for row in reversed(profile_history.happened(store, user_id, stands=stands))
    )


_AGO = ("1 month ago", "3 months ago", "6 months ago", "1 year ago")


def moments(store: Store, user_id: str) -> list[tuple[str, str]]:
    """List (what `record.profile_history.compare` takes, its words): times ago, then snapshots, the newest first."""
    kept = [
        (
            str(row["id"]),
            f"{row['local_date']}  snapshot {row['handle']}, {str(row['trigger']).replace('_', ' ')}",
        )
        for row in profile_snapshots.listed(store.conn, user_id)
    ]
    return [*((words, words.capitalize()) for words in _AGO), *kept]


def told_apart(found: Sequence[Difference]) -> Callable[[int], Content]:
    """Return what draws, for a width, how each dimension differs between two moments."""
    head = ["", "then", "later", "change", "told apart"]
    rows = [
        [
            TITLES[one.dimension],
            f"{one.before.mean:.1f}",
            f"{one.after.mean:.1f}",
            f"{round(one.after.mean - one.before.mean, 1) + 0.0:+.1f}",
            "yes" if one.told_apart else "no",
        ]
        for one in found
    ]
    table = Table(
        [plain(cell) for cell in head],
        [[plain(cell) for cell in row] for row in rows],
        ["left", "right", "right", "right", "right"],
    )
    told = plain("\nno: the change is within what two tests differ by through chance.", "$text-muted")
    return lambda width: Content("\n").join([*laid_out(table, width), told])
