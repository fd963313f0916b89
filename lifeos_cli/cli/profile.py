"""`lifeos profile`: what the evidence says of a person, and why."""

from __future__ import annotations

from typing import Any

import typer

from lifeos_cli.cli import profile_log, profile_over_time
from lifeos_cli.cli.complete import dimensions
from lifeos_cli.cli.grammar import group
from lifeos_cli.cli.output import emit_list
from lifeos_cli.cli.profile_assess import assess
from lifeos_cli.cli.runtime import current

app = group("Your profile: computed from evidence, explained, and yours to correct.")
DIM = typer.Argument(..., metavar="DIMENSION", help="As openness or open.", autocompletion=dimensions)
SVG = typer.Option(None, "--svg", metavar="FILE", help="Write a picture; - for standard output.")
COLUMNS = ("dimension", "mean", "low", "high", "confidence", "label", "lately", "evidence")


@app.command()
def show(
    at: str = typer.Option(None, metavar="WHEN", help="As it stood then."),
    radar: bool = typer.Option(False, "--radar", help="Draw it around a centre."),
    svg: str | None = SVG,
) -> None:
    """Show the profile in two layers: Trait (slow), Lately (the last 14 days).

    JSON is straight from the filter: nothing is rounded, clamped or capped.
    """
    from lifeos_cli.cli.profile_picture import instant, put_svg
    from lifeos_cli.record import profile

    run = current()
    moment = profile.moment(instant(at))
    log = profile.log(run.store, run.person.id)
    found = log.at(moment)
    if svg is not None:
        from lifeos_cli.render.svg import profile as drawn

        put_svg(svg, drawn(found.dimensions, moment.local_date))
        return
    if run.json:
        run.out_json({"dimensions": {name: profile.told(one) for name, one in found.dimensions.items()}})
        return
    if not run.stdout_tty and not radar:
        emit_list(COLUMNS, [{"dimension": n, **one.as_dict()} for n, one in found.dimensions.items()])
        return
    from lifeos_cli.render import profile as render
    from lifeos_cli.render.profile_words import changed_lines

    draw = render.radar if radar else render.layers
    run.out_styled(draw(found.dimensions, run.width))
    for line in changed_lines(found):
        run.note(line)
    if not any(one.steps for one in found.dimensions.values()):
        run.note(
            "Nothing is known yet. A test of 20 statements takes 3 minutes: lifeos profile assess mini-ipip"
        )
    elif log.unagreed:
        run.note(f"{log.unagreed} readings by a model are left out: lifeos consent set ai_observations on")


@app.command()
def why(dimension: str = DIM) -> None:
    """Show every piece of evidence of a dimension, with its quote and what it weighs."""
    from lifeos_cli.growth.profile.dimensions import OVERLAPS, find_dimension
    from lifeos_cli.growth.profile.why import why as reasons
    from lifeos_cli.growth.profile.wording import lately_line, rests_on, trait_line
    from lifeos_cli.record import profile
    from lifeos_cli.store import observations

    run = current()
    name = find_dimension(dimension)
    found = profile.now(run.store, run.person.id)
    one = found.dimensions[name]
    handles = {row["id"]: row["handle"] for row in observations.listed(run.store.conn, run.person.id)}
    rows = [{"handle": handles.get(row["id"]), **row} for row in (b.as_dict() for b in reasons(found, name))]
    if run.json:
        from lifeos_cli.clock import iso

        told = [{**row, "effective_at": iso(row["effective_at"])} for row in rows]
        shares = [share.as_dict() for share in one.shares()]
        run.out_json({"dimension": name, **profile.told(one), "rests_on": shares, "rows": told})
        return
    run.note(f"{trait_line(one)}. {rests_on(one.shares())}")
    run.note(lately_line(one) + ".")
    if name in OVERLAPS:
        run.note(OVERLAPS[name])
    columns = ("handle", "local_date", "source", "what", "pull", "share", "quote", "set_aside")
    emit_list(
        columns,
        [_row(row) for row in rows],
        empty="Nothing has been observed yet. Start with: lifeos profile assess mini-ipip",
    )
    if rows:
        run.note("Not you? lifeos profile withdraw HANDLE takes a row out.")


def _row(row: dict[str, Any]) -> dict[str, Any]:
    said = {"level": row["level"], "t": row["t"], "answer": row["answer"]}
    what = row["instrument"] or next(
        (f"{k} {v:+d}" for k, v in said.items() if isinstance(v, int)), row["answer"]
    )
    return {
        **row,
        "what": what if row["t"] is None else f"{what} T {row['t']:.1f}",
        "pull": f"{row['pull']:+.1f}" if not row["set_aside"] else None,
        "share": f"{100 * row['share']:.0f} %" if not row["set_aside"] else None,
    }


app.command()(profile_over_time.history)
app.command()(profile_over_time.trend)
app.command()(profile_over_time.compare)
app.command()(profile_log.snapshots)
app.command()(profile_log.snapshot)
app.command()(assess)
app.command()(profile_log.observations)
app.command()(profile_log.confirm)
app.command()(profile_log.withdraw)
