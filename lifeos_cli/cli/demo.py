"""`lifeos demo`: a made-up person's days, so that every view has something to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from lifeos_cli.cli.grammar import single
from lifeos_cli.cli.runtime import current

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store

app = single()


@app.command()
def demo(
    days: int = typer.Option(365, "--days", min=1, max=3650, help="How many days up to today."),
    seed: int = typer.Option(1, "--seed", help="Another number makes another person."),
    here: bool = typer.Option(False, "--here", help="Into this home, as a person of its own called Demo."),
) -> None:
    """Make up a person: check-ins, chats, goals, skills and tests, clearly marked as made up.

    It goes into a home of its own, which is printed; try `lifeos --home THAT today`.
    """
    from lifeos_cli.paths import resolve
    from lifeos_cli.record import demo as record
    from lifeos_cli.store.database import Store

    run = current()
    if here:
        user_id = record.person(run.store, apart=False)
        counts = _fill(run.store, user_id, days, seed)
        home = run.paths.data
    else:
        paths = resolve(str(run.paths.data / "demo"))
        home = run.paths.data / "demo"
        with Store(paths) as store:
            user_id = record.person(store, apart=True)
            counts = _fill(store, user_id, days, seed)
    if run.json:
        run.out_json({"home": str(home), "user_id": user_id, **counts})
        return
    if not run.stdout_tty:
        run.out(str(home))
    told = ", ".join(f"{n} {name}" for name, n in counts.items())
    where = f"lifeos --user {record.NAME}" if here else f"lifeos --home {home}"
    run.note(f"Made up: {told}. Nobody lived this. Look: {where} today")


def _fill(store: Store, user_id: str, days: int, seed: int) -> dict[str, int]:
    from lifeos_cli.record import demo as record
    from lifeos_cli.render.progress import Bar

    with Bar("Making up days", days, shown=not current().quiet) as bar:
        return record.fill(store, user_id, days=days, seed=seed, told=bar.to)
