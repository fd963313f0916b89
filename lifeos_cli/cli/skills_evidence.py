"""`lifeos skills evidence add|list|accept|withdraw`: what a skill rests on."""

from __future__ import annotations

import typer

from lifeos_cli.cli.complete import skill_handles
from lifeos_cli.cli.grammar import group
from lifeos_cli.cli.output import emit_list, emit_written
from lifeos_cli.cli.runtime import current

app = group("What skills rest on: one time a skill was shown, or told of.")
ROW = typer.Argument(..., metavar="EVIDENCE", help="A handle or an id.")


@app.command()
def add(
    skill: str = typer.Argument(
        ..., metavar="SKILL", help="Its name; a new one makes a new skill.", autocompletion=skill_handles
    ),
    text: str = typer.Argument(..., metavar="TEXT", help="What you did; - reads it from standard input."),
    kind: str = typer.Option(
        "action", metavar="KIND", help="conversation, reflection, action or assessment."
    ),
    difficulty: int = typer.Option(3, "--difficulty", metavar="1-5", help="1 easy, 5 hard, for you."),
    outcome: str = typer.Option("done", metavar="HOW", help="not_yet, partly or done."),
    at: str = typer.Option(None, metavar="WHEN", help="When it was; now if left out."),
) -> None:
    """Note one time you used a skill."""
    from lifeos_cli.cli.cards import card_after, card_whatever_happens
    from lifeos_cli.cli.profile_picture import instant
    from lifeos_cli.cli.reading import stdin_text
    from lifeos_cli.record import skill_evidence
    from lifeos_cli.record.skill_edits import HAND
    from lifeos_cli.record.skills import Forest, public_evidence

    run = current()
    content = stdin_text().strip() if text == "-" else text
    with card_whatever_happens(run, f"{skill}\n{content}"):
        row = skill_evidence.add(
            run.store,
            run.person.id,
            skill=skill,
            content=content,
            kind=kind,
            difficulty=difficulty,
            outcome=outcome,
            at=instant(at, end=False),
            source=HAND,
        )
    state = Forest(run.store, run.person.id).states[row["skill_id"]]
    points = next((e.points for e in state.earned if e.row.id == row["id"]), None)
    whole = skill_evidence.find(run.store, run.person.id, row["id"])
    done = f"Noted for {row['skill']}: +{points or 0} XP, level {state.level} {state.level_name}."
    emit_written(done, row["handle"], public_evidence(whole, points))
    card_after(f"{skill}\n{content}")


@app.command("list")
def list_(everything: bool = typer.Option(False, "--all", help="Withdrawn ones too.")) -> None:
    """List evidence of all skills, oldest first."""
    from lifeos_cli.record.skills import Forest, public_evidence
    from lifeos_cli.store import skills as stored

    run = current()
    earned = {e.row.id: e for s in Forest(run.store, run.person.id).states.values() for e in s.earned}
    full = [
        public_evidence(
            row,
            earned[row["id"]].points if row["id"] in earned else None,
            earned[row["id"]].reason if row["id"] in earned else "",
        )
        for row in stored.evidence(run.store.conn, run.person.id)
        if everything or row["withdrawn_at"] is None
    ]
    columns = ("handle", "local_date", "skill", "kind", "outcome", "points", "status", "content")
    emit_list(columns, full, full=full, empty="No evidence yet.")


@app.command()
def accept(evidence: str = ROW) -> None:
    """Let proposed evidence count."""
    from lifeos_cli.record import skill_evidence
    from lifeos_cli.record.skill_edits import HAND
    from lifeos_cli.record.skills import public_evidence

    run = current()
    row = skill_evidence.accept(run.store, run.person.id, evidence, HAND)
    emit_written(f"Counted for {row['skill']}.", row["handle"], public_evidence(row))


@app.command()
def withdraw(evidence: str = ROW) -> None:
    """Take evidence out of what counts; it stays in the log."""
    from lifeos_cli.record import skill_evidence
    from lifeos_cli.record.skill_edits import HAND
    from lifeos_cli.record.skills import public_evidence

    run = current()
    row = skill_evidence.withdraw(run.store, run.person.id, evidence, HAND)
    emit_written(f"Withdrew {row['handle']}. It counts nowhere.", row["handle"], public_evidence(row))
