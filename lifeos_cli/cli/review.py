"""`lifeos review`: a day, week, month or year looked back on."""

from __future__ import annotations

import typer

from lifeos_cli.cli.grammar import single
from lifeos_cli.cli.runtime import current
from lifeos_cli.text import safe_text

app = single()


@app.command()
def review(
    period: str = typer.Argument("week", metavar="[PERIOD]", help="day, week, month or year."),
    on: str = typer.Option(None, "--on", metavar="DAY", help="The one this day lies in: 'last monday'."),
    markdown: bool = typer.Option(False, "--markdown", help="Plain Markdown, also on a terminal."),
    worded: bool = typer.Option(
        False, "--worded", help="Let the model you agreed to put it into words, too."
    ),
    weekly: bool = typer.Option(
        False, "--weekly", help="The last week that is over; keep the profile's snapshot. For the schedule."
    ),
) -> None:
    """Look back: check-ins against your own baseline, goals that moved, skills that rose, what was learnt.

    Written by rules; every number is counted. A model's words (--worded) stand above it, and only if each
    number in them was counted.
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
    from lifeos_cli.render.review import markdown as written
    from lifeos_cli.render.review import said_nothing

    text = written(found)
    if worded:
        from lifeos_cli.coach.wording import word

        said = word(run.store, run.person.id, run.settings, run.paths, text)
        if said.notice:
            run.note(said.notice)
        found |= {"words": said.text, "words_by": said.model}
        text = f"{safe_text(said.text)}\n\n{text}" if said.text else text
    if said_nothing(found):
        run.note("To begin: lifeos checkin takes a minute; lifeos chat starts a conversation.")
    if run.json:
        run.out_json(found)
        return
    if markdown or not run.stdout_tty:
        run.out(text)
        return
    from lifeos_cli.render.wrap import wrap

    run.out(wrap(text.replace("## ", "").replace("# ", ""), run.width))
