"""`lifeos consent`: what the person has agreed to."""

from __future__ import annotations

import typer

from lifeos_cli.cli.grammar import group
from lifeos_cli.cli.output import emit_list, emit_thing, emit_written
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import UsageFault
from lifeos_cli.text import one_line

app = group("What you have agreed to; everything is off until you do.")
KIND = typer.Argument(..., metavar="KIND", help="adult, send_to_model or ai_observations.")
PROVIDER = typer.Option("anthropic", metavar="NAME", help="For send_to_model: which provider.")


@app.command("list")
def list_() -> None:
    """List what can be agreed to and where it stands."""
    from lifeos_cli.record import consents

    run = current()
    emit_list(("kind", "detail", "granted", "at", "about"), consents.standing(run.store, run.person.id))


@app.command()
def show(kind: str = KIND, provider: str = PROVIDER) -> None:
    """Show where one kind stands."""
    from lifeos_cli.record import consents

    run = current()
    emit_thing(consents.standing_of(run.store, run.person.id, kind, _detail(kind, provider)))


@app.command("set")
def set_(
    kind: str = KIND,
    value: str = typer.Argument(..., metavar="on|off"),
    provider: str = PROVIDER,
) -> None:
    """Agree to something, or take it back."""
    from lifeos_cli.record import consents

    run = current()
    if value.lower() not in {"on", "off"}:
        raise UsageFault(f"'{one_line(value, 20)}' is neither on nor off")
    granted = value.lower() == "on"
    detail = _detail(kind, provider)
    consents.answer(run.store, run.person.id, kind, granted=granted, detail=detail, origin="command")
    found = consents.standing_of(run.store, run.person.id, kind, detail)
    emit_written(f"{kind} is {value.lower()}.", kind, found)


def _detail(kind: str, provider: str) -> str:
    """Return what tells answers of one kind apart: of sending to a model, the provider."""
    from lifeos_cli.record import consents

    return provider if kind == consents.SEND else ""
