"""`lifeos profile snapshots|snapshot|observations|confirm|withdraw`: the log behind the profile."""

from __future__ import annotations

import typer

from lifeos_cli.cli.complete import dimensions, observation_handles
from lifeos_cli.cli.output import emit_list, emit_written
from lifeos_cli.cli.runtime import current

_ROW = typer.Argument(
    ..., metavar="OBSERVATION", help="A handle or an id.", autocompletion=observation_handles
)


def snapshots(
    trigger: str = typer.Option(None, metavar="KIND", help="weekly, milestone or significant_change."),
) -> None:
    """List kept pictures of the profile, the newest first."""
    from lifeos_cli.record import checked
    from lifeos_cli.record.snapshots import public
    from lifeos_cli.store import profile_snapshots

    run = current()
    if trigger is not None:
        checked.one_of(trigger, ("weekly", "milestone", "significant_change"), "a snapshot's trigger")
    rows = [public(row) for row in profile_snapshots.listed(run.store.conn, run.person.id, trigger=trigger)]
    shown = [{**row, "evidence": len(row["evidence"])} for row in rows]
    emit_list(
        ("handle", "local_date", "trigger", "dimension", "reason", "evidence", "note"),
        shown,
        full=rows,
        empty="No snapshots yet; they come with evidence, or: lifeos profile snapshot",
    )


def snapshot(note: str = typer.Option(None, metavar="TEXT", help="What it is for.")) -> None:
    """Keep a picture of the profile as it stands."""
    from lifeos_cli.record import snapshots as record

    run = current()
    row = record.public(record.ask(run.store, run.person.id, note))
    emit_written(
        f"Kept as {row['handle']}. See it against now: lifeos profile compare {row['handle']}",
        row["handle"],
        row,
    )


def observations(
    dimension: str = typer.Argument(None, metavar="[DIMENSION]", autocompletion=dimensions),
    kind: str = typer.Option(None, metavar="KIND", help="assessment, micro, confirm or ai."),
    everything: bool = typer.Option(False, "--all", help="Withdrawn ones too."),
) -> None:
    """List what was observed, oldest first."""
    from lifeos_cli.growth.profile.dimensions import find_dimension
    from lifeos_cli.record import checked
    from lifeos_cli.record.observations import public
    from lifeos_cli.store import observations as stored

    run = current()
    name = find_dimension(dimension) if dimension else None
    if kind is not None:
        checked.one_of(kind, ("assessment", "micro", "confirm", "ai"), "a kind")
    found = stored.listed(run.store.conn, run.person.id, dimension=name, kind=kind)
    rows = [public(row) for row in found if everything or row["withdrawn_at"] is None]
    shown = [
        {**row, "t": f"{row['t']:.1f}" if row["t"] is not None and run.stdout_tty else row["t"]}
        for row in rows
    ]
    columns = ("handle", "local_date", "dimension", "kind", "t", "level", "strength", "quote", "status")
    emit_list(
        columns,
        shown,
        full=rows,
        empty="Nothing has been observed yet. Start with: lifeos profile assess mini-ipip",
    )


def confirm(
    observation: str = _ROW,
    answer: str = typer.Argument(..., metavar="yes|partly|no", help="Does it fit you in general?"),
) -> None:
    """Say whether a model's reading fits you in general."""
    from lifeos_cli.record import observations

    run = current()
    row = observations.public(observations.confirm(run.store, run.person.id, observation, answer))
    emit_written(f"Noted as {row['handle']}: {row['answer']}.", row["handle"], row)


def withdraw(observation: str = _ROW) -> None:
    """Not me: take an observation, or a whole test by its handle, out of the profile."""
    from lifeos_cli.record import observations

    run = current()
    rows = [observations.public(row) for row in observations.withdraw(run.store, run.person.id, observation)]
    many = f"{len(rows)} observations" if len(rows) != 1 else f"{rows[0]['handle']} ({rows[0]['dimension']})"
    told = {"withdrawn": rows}
    handle = rows[0]["handle"] if rows else observation
    emit_written(f"Withdrew {many}. The profile is what it would be without.", handle, told)
