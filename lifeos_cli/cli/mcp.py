"""`lifeos mcp`: the record for another program's model, over the Model Context Protocol."""

from __future__ import annotations

import typer

from lifeos_cli.cli.grammar import single
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import LifeosError

app = single()


@app.command()
def mcp(
    write: bool = typer.Option(
        False, "--write", help="Offer check-in, goal and insight too; else nothing is written."
    ),
) -> None:
    """Serve the record to a model's client over stdio (Model Context Protocol), read-only.

    Needs the extra: pip install 'lifeos-cli[mcp]'. What is read leaves for the
    client's model: name this server only to a client you would tell the same.
    """
    from importlib.util import find_spec

    if find_spec("mcp") is None:
        raise LifeosError("the Model Context Protocol is not installed", hint="pip install 'lifeos-cli[mcp]'")
    from lifeos_cli.cli.mcp_server import serve

    serve(current(), write=write)
