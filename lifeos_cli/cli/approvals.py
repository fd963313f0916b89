"""`lifeos approvals`: writes a coach has asked for, and the person's answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from lifeos_cli.cli.grammar import group
from lifeos_cli.cli.output import MOST, emit_list, emit_thing
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import ExitCode, UsageFault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lifeos_cli.store.tool_calls import Call

app = group("What a coach would like to write: list, show, approve, deny.")
IDS = typer.Argument(None, metavar="ID...", help="Ids, or their last 4 letters or more.")
ALL = typer.Option(False, "--all", help="Every open request.")
COLUMNS = ("id", "asked", "status", "session", "says")


@app.command("list")
def list_(
    every: bool = typer.Option(False, "--all", help="Those answered before too."),
    limit: int = typer.Option(1000, "--limit", "-n", min=1, max=MOST, help="At most so many."),
) -> None:
    """List what waits for your answer, the oldest first."""
    from lifeos_cli.coach.approvals import in_words, public
    from lifeos_cli.store import sessions, tool_calls

    run = current()
    found = tool_calls.listed(run.store.conn, run.person.id, decided=every, most=limit)
    full = [public(call) for call in found]
    shown = []
    for call, row in zip(found, full, strict=True):
        session = sessions.get(run.store.conn, run.person.id, call.session_id)
        asked = str(row["created_at"])[:16].replace("T", " ")
        shown.append(
            {**row, "asked": asked, "session": session.handle if session else "", "says": in_words(call, 200)}
        )
    emit_list(
        COLUMNS,
        shown,
        full=full,
        empty="Nothing waits for your answer. Requests come up in a chat: lifeos chat",
    )


@app.command()
def show(
    request: str = typer.Argument(..., metavar="ID", help="An id, or its last 4 letters or more."),
) -> None:
    """Show a request: what it would write, on which words of yours, and what came of it."""
    from lifeos_cli.coach.approvals import find, public

    run = current()
    emit_thing(public(find(run.store, run.person.id, request)))


@app.command()
def approve(ids: list[str] = IDS, every: bool = ALL) -> None:
    """Say yes; each write is made at once, all of them or none.

    Exit code 1 if a write turned out to be impossible; its request then stands as failed.
    """
    _answer(ids, every=every, approved=True)


@app.command()
def deny(
    ids: list[str] = IDS,
    every: bool = ALL,
    reason: str = typer.Option("", "--reason", metavar="TEXT", help="Why; the coach is told."),
) -> None:
    """Say no; nothing is written, and the coach is told."""
    _answer(ids, every=every, approved=False, reason=reason)


def _answer(ids: Sequence[str] | None, *, every: bool, approved: bool, reason: str = "") -> None:
    from lifeos_cli.coach import approvals
    from lifeos_cli.coach.placing import place
    from lifeos_cli.store import tool_calls

    run = current()
    if bool(ids) == every:
        raise UsageFault("name requests, or say --all", hint="`lifeos approvals list` shows them.")
    if every:
        found = tool_calls.listed(run.store.conn, run.person.id)
    else:
        named = [approvals.find(run.store, run.person.id, typed) for typed in ids or ()]
        found = list({call.id: call for call in named}.values())
    if not found:
        run.note("Nothing waits for your answer.")
    box, context = place(run.store, run.person.id, run.settings, found)
    ended = approvals.decide(box, context, found, approved=approved, reason=reason) if found else []
    _tell(ended)
    if any(call.status == "failed" for call in ended):
        raise typer.Exit(int(ExitCode.FAILED))


def _tell(ended: Sequence[Call]) -> None:
    from lifeos_cli.coach.approvals import in_words, public

    run = current()
    if run.json:
        run.out_json([public(call) for call in ended])
        return
    for call in ended:
        if not run.stdout_tty and not run.quiet:
            run.out(f"{call.id}\t{call.status}")
        outcome = {"done": call.result or "Done.", "failed": f"Failed: {call.error}", "denied": "Denied."}
        run.note(f"{in_words(call, 80)}: {outcome.get(call.status, call.status)}")
