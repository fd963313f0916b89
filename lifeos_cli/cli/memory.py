"""`lifeos memory`: what can be recalled, how its index is, and forgetting for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from lifeos_cli.cli.grammar import group
from lifeos_cli.cli.memory_audit import audit
from lifeos_cli.cli.memory_forget import forget
from lifeos_cli.cli.memory_opened import opened
from lifeos_cli.cli.memory_search import search
from lifeos_cli.cli.output import emit_thing, report
from lifeos_cli.cli.runtime import current

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.render.progress import Bar

app = group("What was said: find it, see how its index is, forget it for good.")
app.command()(search)
app.command()(forget)
app.command()(audit)


@app.command()
def stats() -> None:
    """Show how many texts can be recalled, how many wait for their vectors, and what the index takes."""
    from lifeos_cli.memory.index.check import stats as use_case

    run = opened()
    full = use_case(run.store, run.person.id)
    flat = {key: value for key, value in full.items() if key != "models"}
    for model in full["models"]:
        shown = ("embedder", "dimension", "texts", "vectors", "waiting")
        flat |= {f"{model['model']}_{key}": model[key] for key in shown}
    emit_thing(flat, full=full)


@app.command()
def verify() -> None:
    """Compare words and vectors with your texts, row by row; exit 1 when something differs."""
    from lifeos_cli.memory.index.check import verify as use_case

    run = opened()
    problems = use_case(run.store, run.person.id)
    report(problems, "Everything in the index can be made again: lifeos memory rebuild")


@app.command()
def optimize() -> None:
    """Merge what many small writes left behind, and leave nothing on disk of what was taken out."""
    from lifeos_cli.memory.index.reindex import optimize as use_case

    run = opened()
    whole = use_case(run.store)
    emit_thing({"optimized": True, "logs_emptied": whole})
    if not whole:
        run.note("Another lifeos still reads; run it again when that has ended.")


@app.command()
def rebuild() -> None:
    """Make everything that is derived of your texts again: words, missing vectors, the index of a large store."""
    from lifeos_cli.memory.index import reindex as use_cases
    from lifeos_cli.memory.index.check import stats as counted
    from lifeos_cli.memory.index.model import open_embedder, serving_spec

    run = opened()
    use_cases.rebuild(run.store)
    spec = serving_spec(run.store, run.settings.text("memory.embedder"))
    people = use_cases.everybody(run.store)
    total = sum(counted(run.store, person)["waiting"] for person in people)
    with _bar("Comparing", total) as bar:
        done = use_cases.drain(
            run.store, people, open_embedder(spec), spec=spec, told=_steps(bar), note=run.note
        )
    emit_thing({"rebuilt": True, "embedded": done})


@app.command()
def reindex(
    model: str = typer.Option(
        None, "--model", metavar="EMBEDDER", help="Like the setting memory.embedder, which it then becomes."
    ),
) -> None:
    """Make all vectors with another model; the old ones answer until the new ones are there."""
    from lifeos_cli.memory.index import reindex as use_cases
    from lifeos_cli.memory.index.check import stats as counted
    from lifeos_cli.memory.index.model import open_embedder

    run = opened()
    if model:
        run.settings.override("memory.embedder", model)
    spec = run.settings.text("memory.embedder")
    embedder = open_embedder(spec)
    total = sum(counted(run.store, person)["texts"] for person in use_cases.everybody(run.store))
    with _bar(f"Embedding with {embedder.model_id}", total) as bar:
        done = use_cases.reindex(
            run.store, embedder, spec, old=open_embedder, told=_steps(bar), note=run.note
        )
    if model:
        from lifeos_cli.settings_file import set_value

        set_value(run.paths, "memory.embedder", [spec])
    emit_thing({"model": embedder.model_id, "dimension": embedder.dimension, "embedded": done})


def _bar(what: str, total: int) -> Bar:
    from lifeos_cli.render.progress import Bar

    return Bar(what, total, shown=not current().quiet)


def _steps(bar: Bar) -> Callable[[int], None]:
    """Make what adds up the steps for a bar."""
    done = [0]

    def step(more: int) -> None:
        done[0] += more
        bar.to(done[0])

    return step
