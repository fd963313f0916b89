"""`lifeos decrypt`: the database can be read by whoever can read the file."""

from __future__ import annotations

import typer

from lifeos_cli.cli.grammar import single
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import UsageFault

app = single()


@app.command()
def decrypt(yes: bool = typer.Option(False, "--yes", "-y", help="Do not ask.")) -> None:
    """Take the encryption away from the database, its vectors and its backups."""
    from lifeos_cli.cli.encrypting import change
    from lifeos_cli.cli.reading import confirm
    from lifeos_cli.store import cipher

    run = current()
    if not yes and cipher.read(run.paths.database.resolve()):
        if not run.may_ask:
            raise UsageFault(
                "this makes every text readable to whoever can read the files", hint="Say --yes."
            )
        if not confirm("Have every text readable to whoever can read the files?"):
            raise typer.Abort
    change(encrypted=True, use_passphrase=None)
