"""`lifeos review`: a day, week, month or year looked back on."""

from __future__ import annotations

import typer

from lifeos_cli.cli.grammar import single
from lifeos_cli.cli.runtime import current

app = single()


@app.command()
def review(
    period: str = typer.Argument("week", metavar="[PERIOD]", help="day, week, month or year."),
    on: str = typer.Option(None, "--on", metavar="DAY", help="The one this day lies in: 'last monday'."),
    markdown: bool = typer.Option(False, "--markdown", help="Plain Markdown, also on a terminal."),
    weekly: bool = typer.Option(
        False, "--weekly", help="The last week that is over; keep the profile's snapshot. For the schedule."
    ),
) -> None:
    """Look back: check-ins against your own baseline, goals that moved, skills that rose, what was learnt.

    Written by rules; every number is counted.
    """
    from lifeos_cli.record import review as record

    run = current()
    if weekly:
        from lifeos_cli.cli.review_weekly import weekly as look_back

        look_back(run)
        return
    day = None
    if on is not None:
        from lifeos_cli.clock import local_date, now_ms
        from lifeos_cli.when import parse

        day = local_date(parse(on, now_ms()))
    found = record.review(run.store, run.person.id, record.period(period, day))
    if run.json:
        run.out_json(found)
        return
    from lifeos_cli.render.review import markdown as written

    text = written(found)
    if markdown or not run.stdout_tty:
        run.out(text)
        return
    from lifeos_cli.render.wrap import wrap

    run.out(wrap(text.replace("## ", "").replace("# ", ""), run.width))
