"""Running the import of a format that is not ours, person by person."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lifeos_cli.cli.runtime import current
from lifeos_cli.clock import now_ms
from lifeos_cli.errors import NotFoundError
from lifeos_cli.growth.checkins import windows
from lifeos_cli.render.progress import Bar
from lifeos_cli.text import counted
from lifeos_cli.transfer import foreign_import, formats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lifeos_cli.store.database import Store
    from lifeos_cli.transfer.report import Report
    from lifeos_cli.transfer.units import Unit


def take_foreign(
    name: str, file: str, store: Store, user_id: str, report: Report, options: formats.Options
) -> list[str]:
    """Import a file or folder; returns whose records it went into.

    Raises:
        NotFoundError: There is no such file.
        LifeosError: It cannot be read as that format.
    """
    run = current()
    path = Path(file).expanduser()
    if file != "-" and not path.exists():
        raise NotFoundError(f"there is no file {path}")
    changed = now_ms() if file == "-" else min(path.stat().st_mtime_ns // 1_000_000, now_ms())
    whose = []
    with Bar("Importing", None, shown=not run.quiet) as bar:
        for owner, units in _units(name, file, changed, options):
            person = user_id if not owner else _person(store, owner, report)
            whose.append(person)
            try:
                foreign_import.run(
                    *(store, person, units),
                    source=name,
                    time=changed,
                    windows=windows(run.settings.items("checkin.windows")),
                    report=report,
                    tell=lambda: bar.to(report.lines, counted(report.lines, "item", "items")),
                )
            except KeyboardInterrupt:
                run.note(
                    f"Interrupted after {counted(report.lines, 'item', 'items')}; run it again to go on."
                )
                raise
    return list(dict.fromkeys(whose))


def _units(
    name: str, file: str, changed: int, options: formats.Options
) -> Iterator[tuple[str, Iterator[Unit]]]:
    if file == "-":
        yield "", formats.plain(name, sys.stdin.buffer, "standard input", changed, options)
    else:
        yield from formats.units(name, Path(file).expanduser(), changed, options)


def _person(store: Store, owner: str, report: Report) -> str:
    import json

    from lifeos_cli.transfer.persons import person

    return person(store, json.loads(owner), report)
