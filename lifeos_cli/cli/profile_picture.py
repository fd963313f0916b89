"""What the profile's commands share: instants, pictures as files, and what may be said of change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lifeos_cli.cli.runtime import current

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lifeos_cli.growth.profile.fold import Profile


def instant(typed: str | None, *, end: bool = True) -> int | None:
    """Read a point in time that is not in the future; None where none was given.

    Raises:
        UsageFault: No such time, or it has not come yet.
    """
    if typed is None:
        return None
    from lifeos_cli.clock import now_ms
    from lifeos_cli.record.checkins import require_past
    from lifeos_cli.when import parse

    now = now_ms()
    found = parse(typed, now)
    require_past(found, now)
    return min(parse(typed, now, end=end), now)


def put_svg(file: str, drawn: str) -> None:
    """Write a picture to a file, or to standard output (-)."""
    run = current()
    if file == "-":
        run.out(drawn.rstrip("\n"))
        return
    Path(file).write_text(drawn, encoding="utf-8")
    run.note(f"Written to {file}.")


def changed_lines(found: Profile, turns_25_at: int | None) -> Iterator[str]:
    """Say which dimensions the latest test showed a change of, softly where a retest would settle it."""
    from lifeos_cli.growth.profile.change import SIGNIFICANT, changes_of
    from lifeos_cli.growth.profile.dimensions import TITLES
    from lifeos_cli.growth.profile.wording import POSSIBLE_CHANGE, shown

    latest = {
        name: next((s.measurement.first.id for s in reversed(one.steps) if s.measurement.first.t), None)
        for name, one in found.dimensions.items()
    }
    for change in changes_of(found, turns_25_at):
        if change.row.id != latest[change.dimension]:
            continue
        title = TITLES[change.dimension]
        if change.verdict == SIGNIFICANT:
            since = change.since.local_date
            course = f"{shown(change.before.mean)} to {shown(change.after.mean)}"
            yield f"{title} moved more than chance explains since {since}: {course}."
        else:
            yield f"{title}: {POSSIBLE_CHANGE[0].lower()}{POSSIBLE_CHANGE[1:]}"
