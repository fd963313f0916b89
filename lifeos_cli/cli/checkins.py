"""`lifeos checkins`: look at check-ins, correct and withdraw them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from lifeos_cli.cli.complete import checkin_handles
from lifeos_cli.cli.grammar import group
from lifeos_cli.cli.output import MOST, emit_list, emit_thing, emit_written
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import ExitCode
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from lifeos_cli.store.rows import Checkin

app = group("Look at check-ins, correct them, see what is due.")
HANDLE = typer.Argument(..., metavar="CHECKIN", help="A handle or an id.", autocompletion=checkin_handles)
SINCE = typer.Option(None, metavar="WHEN", help="From: 2026-11-01, yesterday, 'last monday', '3 weeks ago'.")
UNTIL = typer.Option(None, metavar="WHEN", help="To the end of that day, or to that instant.")
COLUMNS = (
    *("handle", "local_date", "time", "slot", "mood", "energy", "stress"),
    *("sleep_hours", "timing", "note", "tags"),
)


@app.command("list")
def list_(
    since: str = SINCE,
    until: str = UNTIL,
    tag: str = typer.Option(None, metavar="WORD", help="Only those with this tag."),
    limit: int = typer.Option(None, "--limit", "-n", min=1, max=MOST, help="At most so many, the newest."),
) -> None:
    """List check-ins, oldest first."""
    from lifeos_cli.cli.checkin_views import found
    from lifeos_cli.record.checkins import public

    rows = [public(row, tags) for row, tags in found(since, until, tag, limit)]
    shown = [{**row, "time": str(row["at"])[11:16]} for row in rows]
    emit_list(COLUMNS, shown, full=rows, empty="No check-ins yet. Start with: lifeos checkin")


@app.command()
def show(checkin: str = HANDLE) -> None:
    """Show one check-in whole."""
    from lifeos_cli.record.checkins import find, public
    from lifeos_cli.store.checkins import tags_of

    run = current()
    row = find(run.store, run.person.id, checkin)
    full = public(row, tags_of(run.store.conn, run.person.id, [row.id])[row.id])
    flat = {**full, "safety": row.safety_level if row.safety_level != "none" else None}
    emit_thing(flat, full=full)


@app.command()
def edit(
    checkin: str = HANDLE,
    item: list[str] = typer.Option([], "--set", metavar="ITEM=VALUE", help="As mood=5; several times."),
    clear: list[str] = typer.Option([], "--clear", metavar="ITEM", help="Leave an item unanswered."),
    tag: list[str] = typer.Option([], "--tag", "-t", metavar="WORD", help="Replace the tags by these."),
    mood: str = typer.Option(None, metavar="1-7", help="The same as --set mood=..."),
    energy: str = typer.Option(None, metavar="1-7", help="The same as --set energy=..."),
    stress: str = typer.Option(None, metavar="1-7", help="The same as --set stress=..."),
    note: str = typer.Option(None, metavar="TEXT", help="The same as --set note=..."),
) -> None:
    """Correct a check-in; what it said before stays in the log."""
    from lifeos_cli.cli.cards import card_for_checkin
    from lifeos_cli.errors import UsageFault
    from lifeos_cli.record import checkins as record

    run = current()
    items: dict[str, Any] = {"mood": mood, "energy": energy, "stress": stress, "note": note}
    for pair in item:
        name, equals, value = pair.partition("=")
        if not equals:
            raise UsageFault(f"'{one_line(pair, 30)}' is not ITEM=VALUE", hint="Write --set mood=5.")
        items[name.strip().replace("-", "_")] = value
    if not clear and not tag and all(value is None for value in items.values()):
        raise UsageFault(
            "nothing to change was given", hint="As in --mood 5, --set sleep_hours=7 or --clear note."
        )
    row, tags = record.edit(run.store, run.person.id, checkin, items, clear=clear, tags=tag or None)
    emit_written(f"Corrected {row.handle}.", row.handle or row.id, record.public(row, tags))
    card_for_checkin(run, row)


@app.command()
def rm(checkin: str = HANDLE) -> None:
    """Withdraw a check-in: it no longer counts anywhere."""
    from lifeos_cli.record import checkins as record

    run = current()
    row: Checkin = record.withdraw(run.store, run.person.id, checkin)
    emit_written(
        f"Withdrew {row.handle}. It stays in the log and counts nowhere.",
        row.handle or row.id,
        {"id": row.id, "handle": row.handle, "withdrawn": True},
    )


@app.command()
def due(
    exit_code: bool = typer.Option(False, "--exit-code", help="Exit 10 when something is due."),
    notify: bool = typer.Option(
        False, "--notify", help="Show it on the desktop; print it where there is none."
    ),
) -> None:
    """Print a line for a check-in that is due and for each follow-up whose day has come, nothing otherwise."""
    from lifeos_cli.extraction.schedule.desktop import notify as notified
    from lifeos_cli.growth.checkins import windows
    from lifeos_cli.record import checkins as record
    from lifeos_cli.record.learnt import due as followups_due

    run = current()
    slot = record.due(run.store, run.person.id, windows(run.settings.items("checkin.windows")))
    followups = followups_due(run.store, run.person.id)
    lines = []
    if slot:
        name = "" if slot["slot"] == "day" else f"{slot['slot']} "
        lines.append(f"{name}check-in due ({slot['window']}): lifeos checkin")
    lines += [
        f"follow up: {one_line(one['content'], 100)} (lifeos followups done {one['handle']})"
        for one in followups
    ]
    if run.json:
        run.out_json([*([slot] if slot else []), *followups])
    elif lines and not (notify and notified("\n".join(lines))):
        run.out("\n".join(lines))
    if lines and exit_code:
        raise typer.Exit(ExitCode.CONDITION)


@app.command()
def trend(since: str = SINCE, until: str = UNTIL) -> None:
    """Compare your last answers with your own baseline (28 answers, at least 7)."""
    from lifeos_cli.cli.checkin_views import found, trend_rows

    rows = trend_rows(found(since, until))
    emit_list(
        ("item", "n", "median", "mad", "recent", "change", "course"),
        rows,
        empty="No check-ins yet. Start with: lifeos checkin",
    )


@app.command()
def calendar(
    item: str = typer.Option("mood", metavar="ITEM", help="Which scale to draw."),
    year: int = typer.Option(None, min=1970, max=9997, help="Which year; this one if not given."),
) -> None:
    """Draw a year of check-ins, a column a week."""
    from lifeos_cli.cli.checkin_views import draw_calendar

    draw_calendar(item, year)
