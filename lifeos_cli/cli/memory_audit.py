"""`lifeos memory audit`: what memory holds twice, on nothing, or past its time."""

from __future__ import annotations

import typer

from lifeos_cli.cli.memory_opened import opened


def audit() -> None:
    """Look for duplicates, lost sources, stale facts and open contradictions, and check the index; exit 1 if any.

    Nothing is changed: each line names what to look at.
    """
    from lifeos_cli.memory.index.check import stats, verify
    from lifeos_cli.record.audit import audit as use_case
    from lifeos_cli.render.audit import lines

    run = opened()
    problems = verify(run.store, run.person.id)
    waiting = stats(run.store, run.person.id)["waiting"]
    index = {"complete": not problems and not waiting, "problems": problems, "waiting": waiting}
    found = use_case(run.store, run.person.id, index)
    if run.json:
        run.out_json(found)
    else:
        for line in lines(found):
            run.out(line)
    if not found["ok"]:
        raise typer.Exit(1)
