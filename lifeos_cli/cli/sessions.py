"""`lifeos sessions`: find conversations, read them, put them in order."""

from __future__ import annotations

import typer

from lifeos_cli.cli.complete import session_handles
from lifeos_cli.cli.goals_pick import pick_session
from lifeos_cli.cli.grammar import group
from lifeos_cli.cli.output import MOST, emit_list, emit_written
from lifeos_cli.cli.runtime import current
from lifeos_cli.cli.sessions_exchange import rm_exchange
from lifeos_cli.errors import UsageFault

app = group("Find conversations, read them, put them in order.")
app.command("rm-exchange")(rm_exchange)
app.command("pick")(pick_session)
SESSION = typer.Argument(
    ..., metavar="SESSION", help="A handle, an id or a title's beginning.", autocompletion=session_handles
)
COLUMNS = ("handle", "last_used", "type", "coach", "status", "messages", "title")


@app.command("list")
def list_(
    since: str = typer.Option(None, metavar="WHEN", help="Used from then on."),
    until: str = typer.Option(None, metavar="WHEN", help="Used before the end of that day."),
    type_: str = typer.Option(None, "--type", metavar="TYPE", help="checkin, coaching or exploration."),
    coach: str = typer.Option(None, metavar="NAME", help="With this coach (its id)."),
    archived: bool = typer.Option(False, "--archived", help="Archived ones too."),
    limit: int = typer.Option(None, "--limit", "-n", min=1, max=MOST, help="At most so many."),
) -> None:
    """List sessions, the one used last first."""
    from lifeos_cli.clock import now_ms
    from lifeos_cli.record.sessions import public, require_type
    from lifeos_cli.store import messages, sessions
    from lifeos_cli.when import parse

    run, now = current(), now_ms()
    if type_ is not None:
        require_type(type_)
    rows = sessions.listed(
        run.store.conn,
        run.person.id,
        type_=type_,
        coach=coach,
        start=parse(since, now) if since is not None else None,
        end=parse(until, now, end=True) if until is not None else None,
        archived=archived,
        most=limit or sessions.EVERY,
    )
    counts = messages.counts(run.store.conn, run.person.id, [row.id for row in rows])
    full = [public(row, count=counts.get(row.id, 0)) for row in rows]
    shown = [
        {**row, "last_used": _minute(row["last_used_at"]), "messages": row["messages_count"]} for row in full
    ]
    emit_list(COLUMNS, shown, full=full, empty="No sessions yet. Start one with: lifeos chat")


def _minute(moment: str) -> str:
    return moment[:16].replace("T", " ")


@app.command()
def show(session: str = SESSION) -> None:
    """Show a whole conversation."""
    from lifeos_cli.record import sessions as record
    from lifeos_cli.store import messages

    run = current()
    row = record.find(run.store, run.person.id, session)
    said = messages.of_session(run.store.conn, run.person.id, row.id)
    if run.json:
        found = record.public(row, count=len(said))
        run.out_json({**found, "messages": [record.public_message(message) for message in said]})
        return
    from lifeos_cli.cli.chat_painters import show_wrapped
    from lifeos_cli.render.transcript import transcript

    show_wrapped(run, transcript(row, said))


@app.command()
def rename(session: str = SESSION, title: str = typer.Argument(..., metavar="TITLE")) -> None:
    """Give a session a title."""
    from lifeos_cli.record import sessions as record

    run = current()
    row = record.rename(run.store, run.person.id, session, title)
    emit_written(f"Renamed {row.handle}.", row.handle, record.public(row))


@app.command()
def end(session: str = SESSION) -> None:
    """Mark a session as ended, to be read in the background; going on with it opens it again."""
    from lifeos_cli.extraction.summary import when_ended
    from lifeos_cli.record import sessions as record

    run = current()
    row = record.end(run.store, run.person.id, session)
    when_ended(run.store, run.person.id, run.settings, row.id)
    emit_written(
        f"Ended {row.handle}. Go on with: lifeos chat --session {row.handle}", row.handle, record.public(row)
    )


@app.command()
def archive(
    session: str = SESSION,
    undo: bool = typer.Option(False, "--undo", help="Bring it back into the list."),
) -> None:
    """Put a session away, out of the list and of `chat --continue`."""
    from lifeos_cli.record import sessions as record

    run = current()
    row = record.archive(run.store, run.person.id, session, archived=not undo)
    done = "Brought back" if undo else "Archived"
    back = "" if undo else f" Undo: lifeos sessions archive {row.handle} --undo"
    emit_written(f"{done} {row.handle}.{back}", row.handle, record.public(row))


@app.command()
def fork(
    session: str = SESSION,
    at: str = typer.Option(
        "", "--at", metavar="MESSAGE", help="The last message to take: its id, or its turn."
    ),
) -> None:
    """Go on from any message in a new session; the old one stays as it is."""
    from lifeos_cli.record import forking
    from lifeos_cli.record import sessions as record

    run = current()
    old = record.find(run.store, run.person.id, session)
    row = forking.fork(run.store, run.person.id, old, at)
    emit_written(
        f"{row.handle} goes on from {old.handle}: lifeos chat --session {row.handle}",
        row.handle,
        record.public(row),
    )


@app.command()
def rm(
    session: str = SESSION,
    yes: bool = typer.Option(False, "--yes", "-y", help="Do not ask."),
) -> None:
    """Delete a session with all its messages."""
    from lifeos_cli.cli.reading import confirm
    from lifeos_cli.record import sessions as record

    run = current()
    row = record.find(run.store, run.person.id, session)
    if not yes:
        if not run.may_ask:
            raise UsageFault("deleting a session needs --yes here", hint="It cannot be undone.")
        if not confirm(f"Delete session {row.handle} with all its messages?"):
            run.note("Nothing was deleted.")
            return
    record.remove(run.store, run.person.id, row.id)
    emit_written(f"Deleted {row.handle}.", row.handle, {"id": row.id, "handle": row.handle, "deleted": True})


@app.command()
def search(
    query: str = typer.Argument(..., metavar="WORDS", help="All of them must be there."),
    limit: int = typer.Option(20, "--limit", "-n", min=1, max=MOST, help="At most so many sessions."),
) -> None:
    """Find sessions by the words of their title or messages."""
    from lifeos_cli.record import sessions as record

    run = current()
    found = record.search(run.store, run.person.id, query, most=limit)
    shown = [{**row, "date": row["local_date"]} for row in found]
    emit_list(
        ("handle", "date", "coach", "title", "role", "snippet"),
        shown,
        full=found,
        empty="Nothing found. By meaning, in everything: lifeos memory search",
    )
