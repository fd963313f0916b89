"""`lifeos profile history|trend|compare`: the profile then and now."""

from __future__ import annotations

from typing import Any

import typer

from lifeos_cli.cli.complete import dimensions
from lifeos_cli.cli.output import emit_list
from lifeos_cli.cli.runtime import current

_SINCE = typer.Option(None, metavar="WHEN", help="From then on.")
_DIMENSION = typer.Argument(
    None, metavar="[DIMENSION]", help="All eight if left out.", autocompletion=dimensions
)
_POINTS = 60
"""Moments a course is drawn from."""


def history(dimension: str = _DIMENSION) -> None:
    """List what happened to the profile: tests, changes, snapshots, what was withdrawn."""
    from lifeos_cli.growth.profile.dimensions import find_dimension
    from lifeos_cli.record.profile_history import happened

    run = current()
    name = find_dimension(dimension) if dimension else None
    rows = happened(run.store, run.person.id, name)
    emit_list(
        ("local_date", "what", "dimension", "detail", "handle"),
        [{**row, "dimension": row["dimension"]} for row in rows],
        full=rows,
        empty="Nothing has happened yet. Start with: lifeos profile assess mini-ipip",
    )


def trend(
    dimension: str = _DIMENSION,
    since: str = _SINCE,
    svg: str | None = typer.Option(
        None, "--svg", metavar="FILE", help="Write a picture; - for standard output."
    ),
) -> None:
    """Draw how the profile stood over time, as known from all rows today."""
    from lifeos_cli.cli.profile_picture import instant, put_svg
    from lifeos_cli.growth.profile.dimensions import DIMENSIONS, TITLES, find_dimension
    from lifeos_cli.record.profile_history import courses

    run = current()
    names = [find_dimension(dimension)] if dimension else list(DIMENSIONS)
    found = courses(run.store, run.person.id, names, since=instant(since, end=False), points=_POINTS)
    if not found:
        emit_list((), [], empty="Nothing has been measured yet: lifeos profile assess mini-ipip")
        return
    if svg is not None:
        from lifeos_cli.render.svg import trend as drawn

        put_svg(svg, drawn(found))
        return
    if run.stdout_tty and not run.json:
        from lifeos_cli.render.profile import trend as draw

        pictures = [draw(points, TITLES[name], run.width) for name, points in found.items()]
        run.out_styled("\n\n".join(pictures))
        return
    rows: list[dict[str, Any]] = []
    for name, points in found.items():
        rows += [{"dimension": name, **point.as_dict()} for point in points]
    if run.json:
        from lifeos_cli.clock import iso

        rows = [{**row, "at": iso(row["at"])} for row in rows]
    emit_list(("dimension", "local_date", "mean", "low", "high", "confidence"), rows, full=rows)


def compare(
    before: str = typer.Argument(..., metavar="THEN", help="A time ('3 months ago') or a snapshot's handle."),
    after: str = typer.Argument(None, metavar="[LATER]", help="The same; now if left out."),
) -> None:
    """Compare two moments; below 1.96 `apart` the two bands do not tell them apart."""
    from lifeos_cli.record.profile_history import compare as differences

    run = current()
    found = differences(run.store, run.person.id, before, after)
    rows = [one.as_dict() for one in found]
    shown = [
        {**row, "tells_apart": "yes" if one.told_apart else "no"}
        for one, row in zip(found, rows, strict=True)
    ]
    emit_list(("dimension", "from", "to", "difference", "apart", "tells_apart"), _rounded(shown), full=rows)


def _rounded(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if not current().stdout_tty:
        return rows
    return [{k: f"{v:.1f}" if isinstance(v, float) else v for k, v in row.items()} for row in rows]
