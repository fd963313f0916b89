"""The passphrase of an encrypted store: from the environment, a pipe, or typed unseen. It is never an argument."""

from __future__ import annotations

import os
import sys

from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import UsageFault

VARIABLE, NEW_VARIABLE = "LIFEOS_PASSPHRASE", "LIFEOS_NEW_PASSPHRASE"


def passphrase() -> str:
    """Return the passphrase that opens the store.

    Raises:
        UsageFault: None was given and nobody can be asked.
    """
    return _given(VARIABLE) or _typed("Passphrase of the store (not shown): ", VARIABLE)


def new_passphrase() -> str:
    """Return a passphrase to encrypt with; typed ones are typed twice.

    Raises:
        UsageFault: None was given and nobody can be asked, or the two differ, or it is too short.
    """
    from lifeos_cli.store.cipher import require_long

    given = _given(NEW_VARIABLE)
    if given:
        return require_long(given)
    first = require_long(_typed("New passphrase (not shown): ", NEW_VARIABLE))
    if _typed("Once more: ", NEW_VARIABLE) != first:
        raise UsageFault("the two are not the same", hint="Nothing was changed.")
    return first


def _given(variable: str) -> str:
    """Return the next line of standard input with `--passphrase-stdin`, else what the environment has."""
    if current().passphrase_stdin:
        return sys.stdin.buffer.readline().decode("utf-8", "replace").rstrip("\r\n")
    return os.environ.get(variable, "")


def _typed(question: str, variable: str) -> str:
    import getpass
    import warnings

    if (
        not current().may_ask or "_LIFEOS_COMPLETE" in os.environ
    ):  # TAB was pressed: nobody expects a question
        raise UsageFault(
            "a passphrase is needed and nobody can be asked",
            hint=f"Set {variable}, or say --passphrase-stdin and write it there first.",
        )
    warnings.simplefilter("error", getpass.GetPassWarning)
    try:
        return getpass.getpass(question)
    except EOFError:
        return ""
    except getpass.GetPassWarning:
        raise UsageFault("this terminal cannot hide what is typed", hint=f"Set {variable}.") from None
