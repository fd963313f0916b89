"""The profile over time, from the store: its course, and what happened to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import DAY, iso, local_date, now_ms
from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.growth.profile.change import changes_of
from lifeos_cli.growth.profile.history import Difference, Point, course
from lifeos_cli.growth.profile.history import compare as differences
from lifeos_cli.record import profile, snapshots
from lifeos_cli.record.checkins import require_past
from lifeos_cli.store import assessments, observations, profile_snapshots
from lifeos_cli.when import parse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lifeos_cli.growth.profile.fold import Profile
    from lifeos_cli.store.database import Store


def courses(
    store: Store,
    user_id: str,
    names: Sequence[str],
    *,
    since: int | None = None,
    points: int = 60,
    log: profile.Log | None = None,
) -> dict[str, list[Point]]:
    """Return how dimensions stood at evenly spread moments, from their first evidence to now.

    Dimensions without evidence are left out.

    Args:
        store: Where.
        user_id: Whose.
        names: The dimensions.
        since: No moment before this one, epoch milliseconds.
        points: How many moments at most.
        log: The person's, where it has been read.
    """
    log = log or profile.log(store, user_id)
    now = profile.moment()
    found = {}
    for name in names:
        starts = [row.effective_at for row in log.rows if row.dimension == name and row.withdrawn_at is None]
        if not starts:
            continue
        first = max(min(starts), since or 0)
        step = max(DAY, (now.at - first) // max(points - 1, 1))
        times = [*range(first, now.at, step), now.at]
        moments = [profile.moment(at) for at in times]
        found[name] = course(log.rows, name, moments, log.turns_25_at)
    return found


def compare(store: Store, user_id: str, before: str, after: str | None = None) -> list[Difference]:
    """Return how each dimension differs between two moments, as known from all rows today.

    Args:
        store: Where.
        user_id: Whose.
        before: A time in words (`3 months ago`) or a snapshot.
        after: The same; now if None.

    Raises:
        UsageFault: No such time, one that has not come yet, or the second is not the later one.
    """
    log = profile.log(store, user_id)
    then = moment_of(store, user_id, before)
    later = None if after is None else moment_of(store, user_id, after)
    if later is not None and later <= then:
        raise UsageFault("The second moment must come after the first")
    return differences(log.at(profile.moment(then)), log.at(profile.moment(later)))


def moment_of(store: Store, user_id: str, typed: str) -> int:
    """Return the instant (epoch milliseconds) of a snapshot, or of a time in words that is not in the future.

    Raises:
        UsageFault: It is neither, or has not come yet.
    """
    try:
        return int(snapshots.find(store, user_id, typed)["at"])
    except NotFoundError:
        return past(typed)


def past(typed: str, *, end: bool = True) -> int:
    """Return the instant (epoch milliseconds) of a time in words, at most now.

    Args:
        typed: As `when.parse` reads it.
        end: Whether a day means its end.

    Raises:
        UsageFault: No such time, or it has not come yet.
    """
    now = now_ms()
    require_past(parse(typed, now), now)
    return min(parse(typed, now, end=end), now)


def happened(
    store: Store, user_id: str, dimension: str | None = None, *, stands: Profile | None = None
) -> list[dict[str, Any]]:
    """List tests, changes, snapshots and what was withdrawn, oldest first.

    Args:
        store: Where.
        user_id: Whose.
        dimension: Of one alone.
        stands: The profile as it stands, where it has been computed.
    """
    stands = stands or profile.now(store, user_id)
    rows = [
        _line(
            row["finished_at"] or row["updated_at"],
            "assessment",
            None,
            f"{row['instrument']} {row['status']}",
            row,
        )
        for row in assessments.listed(store.conn, user_id)
        if dimension is None
    ]
    for change in changes_of(stands):
        detail = f"{change.before.mean:.1f} to {change.after.mean:.1f} ({change.rule})"
        entry = _line(
            change.row.effective_at, change.verdict, change.dimension, detail, {"id": change.row.id}
        )
        rows.append({**entry, "change": change.as_dict()})
    rows += [
        _line(row["at"], "snapshot", row["dimension"], row["trigger"], row)
        for row in profile_snapshots.listed(store.conn, user_id)
        if dimension is None or row["dimension"] == dimension
    ]
    rows += [
        _line(row["withdrawn_at"], "withdrawn", row["dimension"], row["kind"], row)
        for row in observations.listed(store.conn, user_id, withdrawn=True)
    ]
    kept = [row for row in rows if dimension is None or row["dimension"] == dimension]
    return sorted(kept, key=lambda row: (row["at"], row["what"]))


def _line(at: int, what: str, dimension: str | None, detail: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "at": iso(at),
        "local_date": local_date(at),
        "what": what,
        "dimension": dimension,
        "detail": detail,
        "id": row["id"],
        "handle": row.get("handle"),
    }
