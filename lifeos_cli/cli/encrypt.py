"""`lifeos encrypt`: the database can be read with its key alone."""

from __future__ import annotations

import typer

from lifeos_cli.cli.grammar import single

app = single()
PASSPHRASE = typer.Option(
    False,
    "--passphrase",
    help="A passphrase opens it (LIFEOS_NEW_PASSPHRASE, --passphrase-stdin, or typed); else the key store.",
)


@app.command()
def encrypt(use_passphrase: bool = PASSPHRASE) -> None:
    """Encrypt the database, its vectors and its backups (SQLCipher, AES-256).

    The key lies in the system's key store, or is made of a passphrase. A copy
    under the new key is written and verified first; killed anywhere, the store
    still opens. Needs the extra: pip install 'lifeos-cli[encrypt]'.
    """
    from lifeos_cli.cli.encrypting import change

    change(encrypted=False, use_passphrase=use_passphrase)
