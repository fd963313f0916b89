"""What `checkins list`, `checkins trend` and `checkins calendar` show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import UsageFault
from lifeos_cli.growth.checkin_items import SCALES
from lifeos_cli.growth.checkins import BASELINE_SIZE, baseline, by_day
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from lifeos_cli.store.rows import Checkin


def found(since: str | None, until: str | None, tag: str | None = None, most: int | None = None) -> list[Any]:
    """Load the person's check-ins of a range, with their tags, as (row, tags)."""
    from lifeos_cli.clock import now_ms
    from lifeos_cli.store import checkins
    from lifeos_cli.when import parse

    run, now = current(), now_ms()
    start = parse(since, now) if since is not None else None
    end = parse(until, now, end=True) if until is not None else None
    word = tag.strip().lstrip("#") if tag else None
    rows = checkins.between(run.store.conn, run.person.id, start=start, end=end, tag=word, newest=most)
    tags = checkins.tags_of(run.store.conn, run.person.id, [row.id for row in rows])
    return [(row, tags[row.id]) for row in rows]


def trend_rows(found: list[tuple[Checkin, list[str]]]) -> list[dict[str, Any]]:
    """Return a row a scale that was answered at least once: its baseline and its course."""
    from lifeos_cli.render.plots import spark

    rows = []
    for item in SCALES:
        answers = [
            (row.local_date, getattr(row, item.id))
            for row, _ in found
            if row.timing != "backfilled" and getattr(row, item.id) is not None
        ]
        if not answers:
            continue
        values = [value for _, value in answers][-BASELINE_SIZE:]
        course = spark(values, item.low or 0, item.high or 1)
        rows.append(
            {"item": item.id, **baseline(values), "course": course if current().stdout_tty else values}
        )
    return rows


def draw_calendar(item: str, year: int | None) -> None:
    """Print the year: JSON and TSV give the days, a terminal gets the picture."""
    from lifeos_cli.cli.output import emit_list
    from lifeos_cli.clock import local, now_ms
    from lifeos_cli.render.plots import heatmap

    scale = next((scale for scale in SCALES if scale.id == item), None)
    if scale is None:
        names = ", ".join(scale.id for scale in SCALES)
        raise UsageFault(f"'{one_line(item, 30)}' is not a scale", hint=f"One of {names}.")
    run = current()
    chosen = year or local(now_ms()).year
    # A day is the day where it was lived: a zone east or west of here may have begun or ended the year.
    rows = found(f"{chosen - 1}-12-30", f"{chosen + 1}-01-02")
    days = by_day([{"local_date": row.local_date, item: getattr(row, item)} for row, _ in rows], item)
    days = {day: value for day, value in days.items() if day.startswith(f"{chosen}-")}
    if days and run.stdout_tty and not run.json:
        picture = heatmap(days, chosen, scale.low or 0, scale.high or 1, width=run.width, color=run.use_color)
        run.out_styled(picture)
        return
    emit_list(
        ("date", item),
        [{"date": day, item: value} for day, value in sorted(days.items())],
        empty=f"No check-ins in {chosen}. Start with: lifeos checkin",
    )
