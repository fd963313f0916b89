"""Opening the vectors for a command of `lifeos memory`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.cli.runtime import current

if TYPE_CHECKING:
    from lifeos_cli.cli.runtime import Runtime


def opened() -> Runtime:
    """Return this run with the vectors attached; what could not be used and was set aside is said in one line."""
    from lifeos_cli.store import vectors_file

    run = current()
    vectors_file.attach(run.store.conn)
    for line in vectors_file.take_notes():
        run.say(line)
    return run
