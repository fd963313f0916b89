"""The system's key store, at arm's length: missing, failing or hanging, it never stops the program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

SERVICE = "lifeos"
PATIENCE = 5.0
"""Seconds; a store that wants its owner's password first gets no longer."""


def store(entry: str, value: str) -> bool:
    """Keep a secret and read it back; False where that does not work."""

    def work(keyring: Any) -> bool:
        keyring.set_password(SERVICE, entry, value)
        return bool(keyring.get_password(SERVICE, entry) == value)

    return _ask(work) is True


def fetch(entry: str) -> str | None:
    """Return a secret, or None where there is none or no store answers."""
    found = _ask(lambda keyring: keyring.get_password(SERVICE, entry))
    return found if isinstance(found, str) and found else None


def forget(entry: str) -> bool:
    """Delete a secret; False where the store did not do it."""

    def work(keyring: Any) -> bool:
        keyring.delete_password(SERVICE, entry)
        return True

    return _ask(work) is True


def _ask(work: Callable[[Any], object]) -> object:
    """Do the work in a thread that may be left behind; None when it fails or takes too long.

    Whatever the store raises is dropped with its text, which may name the secret.
    """
    import threading

    answer: list[object] = []

    def run() -> None:
        try:
            import keyring

            answer.append(work(keyring))
        except BaseException:  # noqa: BLE001 - back ends raise anything, even SystemExit
            answer.append(None)

    thread = threading.Thread(target=run, daemon=True, name="key store")
    thread.start()
    thread.join(PATIENCE)
    return answer[0] if answer else None
