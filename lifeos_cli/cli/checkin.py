"""`lifeos checkin`: one check-in, asked on a terminal or given by flags."""

from __future__ import annotations

from typing import Any

import typer

from lifeos_cli.cli.cards import card_for_checkin, card_whatever_happens
from lifeos_cli.cli.grammar import single
from lifeos_cli.cli.output import emit_written
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import UsageFault
from lifeos_cli.growth.checkin_items import TEXTS
from lifeos_cli.growth.checkins import Window, windows

app = single()
SCALE = "1-7"


@app.command()
def checkin(
    text: str = typer.Argument("", metavar="[NOTE]", help="A note; - reads it from standard input."),
    mood: str = typer.Option(None, metavar=SCALE, help="1 very unpleasant, 7 very pleasant."),
    energy: str = typer.Option(None, metavar=SCALE, help="1 none, 7 full."),
    stress: str = typer.Option(None, metavar=SCALE, help="1 not at all, 7 extremely."),
    sleep_hours: str = typer.Option(
        None, "--sleep", "--sleep-hours", metavar="0-14", help="Hours, in halves."
    ),
    sleep_quality: str = typer.Option(None, metavar=SCALE, help="How rested."),
    intention: str = typer.Option(None, metavar="TEXT", help="What would make today worthwhile."),
    connection: str = typer.Option(None, metavar=SCALE, help="How connected to other people."),
    progress: str = typer.Option(None, metavar=SCALE, help="Moved toward what matters."),
    note: str = typer.Option(None, metavar="TEXT", help="Anything to remember."),
    gratitude: str = typer.Option(None, metavar="TEXT", help="Something you are grateful for."),
    micro_item: str = typer.Option(
        None, "--micro", "--micro-item", metavar="ITEM=1..5", help="One statement rated, as E1=4."
    ),
    tag: list[str] = typer.Option([], "--tag", "-t", metavar="WORD", help="May be given several times."),
    at: str = typer.Option(None, metavar="WHEN", help="A past instant: 2026-11-21T21:30, 'yesterday 9pm'."),
    if_due: bool = typer.Option(False, "--if-due", help="Do nothing when this slot is filled."),
) -> None:
    """Note how you are: answer a few questions, or give everything as flags.

    Every item can be skipped. A program gets the new row with --json.

    Examples: lifeos checkin --mood 5 --energy 4 --note "long walk"; fortune | lifeos checkin --mood 4 -
    """
    run = current()
    items: dict[str, Any] = {
        "mood": mood,
        "energy": energy,
        "stress": stress,
        "sleep_hours": sleep_hours,
        "sleep_quality": sleep_quality,
        "intention": intention,
        "connection": connection,
        "progress": progress,
        "note": _note(text, note),
        "micro_item": micro_item,
        "gratitude": gratitude,
    }
    from lifeos_cli.record import checkins as record

    chosen = windows(run.settings.items("checkin.windows"))
    instant = _instant(at)
    record.validated(items)
    record.validated_tags(tag)
    if all(value is None for value in items.values()) and run.may_ask:
        if if_due and record.due(run.store, run.person.id, chosen) is None:
            run.note("This check-in is done already.")
            return
        items = _asked(instant, chosen)
        if not items:
            run.note("Nothing noted, and that is fine.")
            return
    elif all(value is None for value in items.values()):
        raise UsageFault("there is nothing in this check-in", hint="Give at least one item, as --mood 5.")
    with card_whatever_happens(run, "\n".join(str(items[name]) for name in TEXTS if items.get(name))):
        written = record.log(
            run.store, run.person.id, items, windows=chosen, tags=tag, at=instant, only_if_due=if_due
        )
    if written is None:
        run.note("This check-in is done already.")
        return
    row, tags = written
    when = "" if row.timing == "on_time" else f", {row.timing.replace('_', ' ')}"
    emit_written(
        f"Noted as {row.handle} ({row.local_date} {row.slot}{when}). Undo: lifeos checkins rm {row.handle}",
        row.handle or row.id,
        record.public(row, tags),
    )
    card_for_checkin(run, row)


def _note(text: str, note: str | None) -> str | None:
    """Return the note from the flag, the argument or standard input."""
    if text and note is not None:
        raise UsageFault("the note was given twice", hint="Use --note or the argument, not both.")
    if text == "-":
        from lifeos_cli.cli.reading import stdin_text

        return stdin_text().rstrip("\n")
    return text or note


def _instant(at: str | None) -> int | None:
    if at is None:
        return None
    from lifeos_cli.clock import now_ms
    from lifeos_cli.record.checkins import require_past
    from lifeos_cli.when import parse

    now = now_ms()
    instant = parse(at, now)
    require_past(instant, now)
    return instant


def _asked(instant: int | None, chosen: list[Window]) -> dict[str, Any]:
    """Ask the items of the slot one by one; end of input keeps what was answered."""
    from lifeos_cli.cli.checkin_questions import answers

    return answers(instant, chosen)
