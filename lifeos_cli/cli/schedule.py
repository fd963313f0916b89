"""`lifeos schedule`: what runs by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from lifeos_cli.cli.grammar import group
from lifeos_cli.cli.output import emit_list, emit_thing
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import UsageFault

if TYPE_CHECKING:
    from lifeos_cli.extraction.schedule.crontab import Crontab
    from lifeos_cli.extraction.schedule.systemd import Units

app = group("What runs by itself: due jobs, a check-in reminder, tidying and backups at night.")
SYSTEMD = typer.Option(False, "--systemd", help="As your timers of systemd.")
CRON = typer.Option(False, "--cron", help="In your crontab.")
FILE = typer.Option(
    None,
    "--file",
    metavar="PATH",
    help="Another crontab; with --systemd another folder, systemd is not told.",
)
COLUMNS = ("name", "when", "command")


@app.command()
def install(systemd: bool = SYSTEMD, cron: bool = CRON, file: str = FILE) -> None:
    """Write the entries, in the place of those that were written before; every other line stays as it is."""
    from lifeos_cli.extraction.schedule.crontab import block, with_block
    from lifeos_cli.extraction.schedule.entries import entries, program

    run = current()
    wanted = entries(run.settings.items("checkin.windows"))
    called = program(run.home, run.user)
    place = _place(file, systemd=systemd, cron=cron)
    if place[0] is not None:
        before = place[0].read()
        after = with_block(before, block(wanted, called))
        if after != before:
            place[0].write(after)
    else:
        place[1].install(wanted, called)
    _show(place)
    run.note("Installed. Take it out again with: lifeos schedule remove")


@app.command()
def show(systemd: bool = SYSTEMD, cron: bool = CRON, file: str = FILE) -> None:
    """Show the entries as they stand."""
    _show(_place(file, systemd=systemd, cron=cron))


@app.command()
def remove(systemd: bool = SYSTEMD, cron: bool = CRON, file: str = FILE) -> None:
    """Take our entries out; every other line stays as it is."""
    from lifeos_cli.extraction.schedule.crontab import installed, without

    place = _place(file, systemd=systemd, cron=cron)
    if place[0] is not None:
        before = place[0].read()
        gone = len(installed(before))
        after = without(before)
        if after != before:
            place[0].write(after)
    else:
        gone = len(place[1].installed())
        place[1].remove()
    emit_thing({"removed": gone})


def _show(place: tuple[Crontab, None] | tuple[None, Units]) -> None:
    from lifeos_cli.extraction.schedule.crontab import installed

    rows = installed(place[0].read()) if place[0] is not None else place[1].installed()
    emit_list(COLUMNS, rows, empty="Nothing runs by itself. Begin with: lifeos schedule install")


def _place(file: str | None, *, systemd: bool, cron: bool) -> tuple[Crontab, None] | tuple[None, Units]:
    """Choose where: what was named, else the crontab where there is cron, else systemd."""
    import shutil
    from pathlib import Path

    from lifeos_cli.extraction.schedule.crontab import Crontab
    from lifeos_cli.extraction.schedule.systemd import Units

    if systemd and cron:
        raise UsageFault("--systemd and --cron exclude each other")
    if not (systemd or cron or file):
        systemd = shutil.which("crontab") is None and shutil.which("systemctl") is not None
    named = Path(file).expanduser() if file else None
    return (None, Units(named)) if systemd else (Crontab(named), None)
