"""`lifeos forget`: it goes for good, with every trace, and it says where copies remain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from lifeos_cli.cli.grammar import did_you_mean, single
from lifeos_cli.cli.output import emit_thing
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import UsageFault
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from lifeos_cli.cli.runtime import Runtime
    from lifeos_cli.memory.forget import Forgotten

app = single()
_PEOPLE = ("user", "all")


def _nouns(incomplete: str) -> list[str]:
    from lifeos_cli.record.forgetting import NOUNS

    return [noun for noun in (*NOUNS, *_PEOPLE) if noun.startswith(incomplete)]


@app.command()
def forget(
    noun: str = typer.Argument(
        ...,
        metavar="NOUN",
        help="message, session, fact, observation, skill, checkin, insight, goal, followup, user or all.",
        autocompletion=_nouns,
    ),
    which: str = typer.Argument(
        None, metavar="[WHICH]", help="A handle, an id or a title's beginning; a person's name."
    ),
    said: bool = typer.Option(False, "--said", help="The messages it was learnt from too."),
    yes: bool = typer.Option(False, "--yes", "-y", help="Do not ask."),
) -> None:
    """Forget for good: the rows, all that was made of them, and the bytes they lay in.

    With a message go what was learnt from it, replies that quote it, recaps,
    titles and summaries of its session, tool calls, jobs' inputs and results,
    the undo log, chat history, logs and copies taken before migrations. The
    profile and its snapshots are computed anew. Backups and exports stay as
    they are and are named; `all` forgets everybody and keeps settings, keys
    and coaches.
    """
    from lifeos_cli.record import forgetting

    run = current()
    if noun not in (*forgetting.NOUNS, *_PEOPLE):
        raise UsageFault(
            f"'{one_line(noun, 30)}' is nothing that can be forgotten."
            f"{did_you_mean(noun, [*forgetting.NOUNS, *_PEOPLE])}",
            hint=f"One of {', '.join((*forgetting.NOUNS, *_PEOPLE))}.",
        )
    if (which is None) != (noun == "all"):
        raise UsageFault(
            "forget all takes no name" if noun == "all" else f"which {noun}?", hint="See --help."
        )
    tell(
        run,
        _people(run, which, yes=yes) if noun in _PEOPLE else _rows(run, noun, which, said=said, yes=yes),
    )


def _rows(run: Runtime, noun: str, which: str, *, said: bool, yes: bool) -> Forgotten:
    from lifeos_cli.record import forgetting

    key = forgetting.named(run.store, run.person.id, noun, which)
    ask(run, f"Forget this {noun} and all that was made of it, for good?", yes=yes)
    return forgetting.forget(run.store, run.paths, run.person.id, [key], said=said)


def _people(run: Runtime, which: str | None, *, yes: bool) -> Forgotten:
    from lifeos_cli.record import forgetting, users

    if which is None:
        people = [user.id for user in users.listed(run.store)]
        ask(run, f"Forget everything of everybody here ({len(people)}), for good?", yes=yes)
    else:
        user = users.whose(run.store, which)
        people = [user.id]
        ask(run, f"Forget {one_line(user.name, 40)} and everything of theirs, for good?", yes=yes)
    return forgetting.forget_people(run.store, run.paths, people)


def ask(run: Runtime, question: str, *, yes: bool) -> None:
    """Go on only if the person says so.

    Raises:
        UsageFault: Nobody can be asked, and --yes was not said.
        typer.Abort: They said no.
    """
    from lifeos_cli.cli.reading import confirm

    if yes:
        return
    if not run.may_ask:
        raise UsageFault("forgetting cannot be undone", hint="Say --yes.")
    if not confirm(question):
        raise typer.Abort


def tell(run: Runtime, done: Forgotten) -> None:
    """Say what went, and where copies remain."""
    full = {
        "forgotten": done.rows,
        "copies": done.copies,
        "still_said": done.still_said,
        "pending": done.pending,
    }
    emit_thing({"forgotten": done.rows}, full=full)
    if done.copies:
        run.note("Copies remain in:")
        for copy in done.copies:
            run.note(f"  {copy}")
    if done.still_said:
        run.note("You say the same in, or it was learnt from:")
        for row_id in done.still_said:
            run.note(f"  {row_id}")
    run.note("Whatever you exported elsewhere, and what a model's provider keeps, is out of reach from here.")
    if done.pending:
        run.note("Free pages or an old log may still hold it, as another lifeos reads or the disk is full.")
        run.note("The next commands try again; `lifeos memory optimize` does when the other has ended.")
