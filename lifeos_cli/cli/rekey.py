"""`lifeos rekey`: an encrypted store gets another key."""

from __future__ import annotations

from lifeos_cli.cli.encrypt import PASSPHRASE
from lifeos_cli.cli.grammar import single

app = single()


@app.command()
def rekey(use_passphrase: bool = PASSPHRASE) -> None:
    """Encrypt the database, its vectors and its backups with another key, or another kind of key.

    The old passphrase is LIFEOS_PASSPHRASE or the first line of
    --passphrase-stdin, the new one LIFEOS_NEW_PASSPHRASE or the next line.
    """
    from lifeos_cli.cli.encrypting import change

    change(encrypted=True, use_passphrase=use_passphrase)
