"""`lifeos config key`: the keys of model providers. A key is never an argument and never printed."""

from __future__ import annotations

import sys

import typer

from lifeos_cli.cli.grammar import group
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import UsageFault

app = group("API keys of model providers.")

PROVIDER = typer.Argument(metavar="PROVIDER", help="Like anthropic, openai or openrouter.")


@app.command("set")
def set_(
    provider: str = PROVIDER,
    surplus: list[str] = typer.Argument(None, hidden=True),
) -> None:
    """Store a key: asked for without showing it, or piped in."""
    from lifeos_cli.keys import set_key, variable

    run = current()
    name = variable(provider)
    if surplus:
        raise UsageFault(
            "a key is never an argument: the shell would keep it in its history",
            hint=f"Run 'lifeos config key set {provider}' and paste it, or pipe it in.",
        )
    kept = set_key(run.paths, provider, _read(provider))
    place = "the system's key store" if kept == "keyring" else f"{run.paths.keys}, readable by you alone"
    if run.json:
        run.out_json({"provider": provider, "origin": kept})
    run.note(f"The key of {provider} is in {place}.")
    import os

    if os.environ.get(name):
        run.note(f"{name} is set in the environment and is used instead.")


@app.command("list")
def list_() -> None:
    """List the keys there are and where they come from.

    Of a long key the last four letters are shown, of a short one nothing.
    """
    from lifeos_cli.keys import stored

    run = current()
    places = stored(run.paths)
    if run.json:
        run.out_json([place._asdict() for place in places])
        return
    for place in places:
        cells = (place.provider, place.origin, place.where, f"...{place.tail}" if place.tail else "")
        run.out("  ".join(cells).rstrip() if run.stdout_tty else "\t".join(cells))
    if not places:
        run.note("No keys. Set one with 'lifeos config key set anthropic'.")


@app.command()
def rm(provider: str = PROVIDER) -> None:
    """Remove a stored key."""
    from lifeos_cli.keys import remove_key

    run = current()
    remove_key(run.paths, provider)
    if run.json:
        run.out_json({"provider": provider, "removed": True})
    run.note(f"The key of {provider} is removed.")


def _read(provider: str) -> str:
    """Read the key from a pipe, or ask for it without an echo."""
    run = current()
    if not run.stdin_tty:
        return sys.stdin.read(65_536)
    if not run.may_ask:
        raise UsageFault(
            "no key was given and nothing may be asked", hint="Pipe the key in on standard input."
        )
    import getpass
    import warnings

    warnings.simplefilter("error", getpass.GetPassWarning)
    try:
        return getpass.getpass(f"API key of {provider} (not shown): ")
    except EOFError:
        return ""
    except getpass.GetPassWarning:
        raise UsageFault("this terminal cannot hide what is typed", hint="Pipe the key in instead.") from None
