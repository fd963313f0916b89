"""`lifeos serve`: the app in a browser on this machine."""

from __future__ import annotations

import typer

from lifeos_cli.cli.grammar import single
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import UsageFault

app = single()


@app.command()
def serve(
    port: int = typer.Option(
        0, "--port", min=0, max=65535, metavar="PORT", help="On 127.0.0.1; 0 is a free one."
    ),
) -> None:
    """Offer the app in a browser on this machine, until Ctrl-C.

    The address is printed; it works once, in one browser. Nobody else on the
    network can reach it, and no other page can. Needs lifeos-cli[serve].
    """
    try:
        from lifeos_cli.tui.serve import run as start
    except ModuleNotFoundError as error:
        raise UsageFault(
            f"the app in a browser needs {error.name}", hint='Install it: pip install "lifeos-cli[serve]"'
        ) from None
    from lifeos_cli.cli.tui import desk

    run = current()

    def opened(address: str) -> None:
        run.out(address)
        run.note("Open this address; it works once. Ctrl-C ends it.")

    start(desk().program(), port, opened)
