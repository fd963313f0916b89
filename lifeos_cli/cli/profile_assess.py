"""`lifeos profile assess`: take a questionnaire, on a terminal or from a script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from lifeos_cli.cli.complete import instruments
from lifeos_cli.cli.output import emit_list, emit_written
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import UsageFault

if TYPE_CHECKING:
    from lifeos_cli.growth.instruments.answers import Answers
    from lifeos_cli.growth.instruments.catalog import Instrument


def assess(
    instrument: str | None = typer.Argument(
        None,
        metavar="[TEST]",
        help="mini-ipip, ipip-50 and others; none lists them.",
        autocompletion=instruments,
    ),
    answers: str | None = typer.Option(
        None, metavar="ANSWERS", help="JSON object of item and 1..5, or whole numbers in order; - reads them."
    ),
    items: bool = typer.Option(False, "--items", help="Print the statements and take nothing."),
    restart: bool = typer.Option(False, "--restart", help="Leave a paused sheet aside and begin anew."),
    sex: str = typer.Option(None, metavar="male|female", help="Compare with this sex; chosen once."),
    born: str = typer.Option(None, metavar="DAY", help="Compare with your age (YYYY-MM-DD); chosen once."),
    at: str = typer.Option(None, metavar="WHEN", help="When it was taken, for answers from elsewhere."),
) -> None:
    """Take a questionnaire; on a terminal one statement at a time, which can be paused.

    Example: echo "4 2 5 ..." | lifeos profile assess mini-ipip --answers -
    """
    from lifeos_cli.growth.instruments.answers import parse_answers
    from lifeos_cli.growth.instruments.catalog import load

    run = current()
    if instrument is None:
        _list()
        return
    form = load(instrument)
    if items:
        rows = [{"id": i.id, "text": i.text, "dimension": i.dimension, "key": i.key} for i in form.items]
        emit_list(("id", "text", "dimension", "key"), rows)
        return
    if answers is None:
        if not run.may_ask:
            raise UsageFault(
                "No answers were given", hint=f"lifeos profile assess {form.id} --answers - reads them."
            )
        from lifeos_cli.cli.assess_questions import take

        take(form, restart=restart, sex=sex, born=born)
        return
    if answers == "-":
        from lifeos_cli.cli.reading import stdin_text

        answers = stdin_text()
    finish(form, parse_answers(answers, form), sex=sex, born=born, at=at)


def finish(
    form: Instrument,
    sheet: Answers,
    *,
    sex: str | None = None,
    born: str | None = None,
    at: str | None = None,
    **more: Any,
) -> None:
    """Store a sheet and say what came of it."""
    from lifeos_cli.cli.profile_picture import instant
    from lifeos_cli.record import assessments
    from lifeos_cli.render.profile_words import scores

    run = current()
    when = instant(at, end=False)
    with run.store.write():
        norms = assessments.norm_row(run.store, run.person.id, sex=sex, born=born, at=when)
        row = assessments.finish(run.store, run.person.id, form, sheet, norms=norms, at=when, **more)
    told = assessments.public(row)
    if told["careless"]:
        run.say(f"Not scored: {told['careless']}. Take it again when you have a quiet moment.")
    else:
        for line in scores(told, form):
            run.note(line)
    emit_written(f"Kept as {told['handle']}. See the profile: lifeos profile show", told["handle"], told)


def _list() -> None:
    from lifeos_cli.growth.instruments.catalog import NAMES, load

    rows = []
    for name in NAMES:
        form = load(name)
        rows.append(
            {"id": form.id, "title": form.title, "items": len(form.items), "dimensions": list(form.scales)}
        )
    emit_list(("id", "items", "title", "dimensions"), rows)
