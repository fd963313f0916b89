"""`lifeos models`: which there are, which one to use, and whether it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from lifeos_cli.cli.grammar import group
from lifeos_cli.cli.output import emit_list, emit_thing, emit_written
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import UnavailableError, UsageFault

if TYPE_CHECKING:
    from lifeos_cli.coach.trial import Trial

app = group("Models: which there are, which one to use, whether it answers.")
COLUMNS = ("model", "context_window", "input", "output", "retires_on", "successor", "in_use")


@app.command("list")
def list_() -> None:
    """List the models this version knows, with prices in USD for a million tokens.

    Any other model can be used too: ollama/ID, llama-server/ID, litellm/PROVIDER/ID.
    """
    from lifeos_cli.record.models import listed

    run = current()
    used = (run.settings.text("model"), run.settings.text("models.extraction"))
    rows = listed(run.paths, used)
    shown = [{**row, **(row["price"] or {}), "in_use": "yes" if row["in_use"] else ""} for row in rows]
    emit_list(COLUMNS, shown, full=rows)


@app.command()
def use(
    name: str = typer.Argument(..., metavar="NAME", help="Like claude-opus-5-5, ollama/qwen3 or guided."),
) -> None:
    """Talk with this model from now on: writes the setting `model`."""
    from lifeos_cli.settings_file import set_value

    run = current()
    chosen = _name(name)
    set_value(run.paths, "model", [chosen])
    emit_written(f"The model is now {chosen}.", chosen, {"model": chosen, "path": str(run.paths.settings)})
    _warn(chosen)


@app.command("test")
def try_(
    name: str = typer.Argument(None, metavar="NAME", help="Instead of the model in use."),
) -> None:
    """Make one tiny call that sends nothing of yours; exit 69 or 75 when no answer comes."""
    from lifeos_cli.coach.trial import try_model

    run = current()
    chosen = _name(name or run.settings.text("model"))
    _warn(chosen)
    if chosen == "guided":
        raise UsageFault("guided is no model: there is nothing to call", hint="lifeos models test NAME")
    found = try_model(run.store, run.person.id, chosen, run.settings, run.paths)
    emit_thing(_public(chosen, found))
    if found.error is not None:
        raise found.error


def _public(name: str, found: Trial) -> dict[str, Any]:
    return {
        "model": name,
        "answered_by": found.model,
        "ok": found.error is None,
        "stop_reason": found.stop_reason,
        "first_token_ms": found.first_token_ms,
        "latency_ms": found.latency_ms,
        "input_tokens": found.usage.input_tokens,
        "output_tokens": found.usage.output_tokens,
        "error": found.error.message if found.error else None,
    }


def _name(typed: str) -> str:
    """Bring a name into its form, `provider/id`.

    Raises:
        UsageFault: It names no model that could be used.
    """
    from lifeos_cli.coach.models import require_form
    from lifeos_cli.settings_spec import find

    try:
        name = str(find("model").accept(typed))
        require_form(name)
    except ValueError as error:
        raise UsageFault(f"a model's name {error}") from None
    except UnavailableError as error:
        raise UsageFault(error.message, hint=error.hint) from None
    return name


def _warn(name: str) -> None:
    """Say on stderr when a model has ended or will."""
    from lifeos_cli.coach.models import retirement

    warning = retirement(name)
    if warning:
        current().say(warning)
