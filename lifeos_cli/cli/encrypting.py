"""Giving a store another key: what `encrypt`, `decrypt` and `rekey` share."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lifeos_cli.cli.output import emit_thing
from lifeos_cli.cli.passphrase import new_passphrase
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import LifeosError, NotFoundError, UsageFault
from lifeos_cli.store import cipher

if TYPE_CHECKING:
    from lifeos_cli.store.cipher import Key


def change(*, encrypted: bool, use_passphrase: bool | None) -> None:
    """Give the store another key, and say where it is and what could not be changed.

    Args:
        encrypted: Whether the store has to be encrypted now.
        use_passphrase: Whether a passphrase is to open it; None for no key at all.

    Raises:
        LifeosError: It is encrypted already, or not at all, or the change failed.
        NotFoundError: There is no store yet.
    """
    run = current()
    database = run.paths.database.resolve()
    cipher.module()
    if not cipher.head(database):
        raise NotFoundError(f"no database at {database}", hint="Any check-in or chat creates it.")
    old = cipher.read(database)
    pending = len(old) > 1
    if bool(old) != encrypted and not pending:
        raise LifeosError(
            "the store is not encrypted" if encrypted else "the store is encrypted already",
            hint="`lifeos encrypt` does it." if encrypted else "`lifeos rekey` gives it another key.",
        )
    keys = _keys() if old else []
    new, raw = _chosen(old, use_passphrase)
    keys += [raw] if raw is not None else []
    _finish_forgetting()
    from lifeos_cli.store.recrypt import recrypt

    try:
        left = recrypt(
            *(run.paths, keys, new, raw),
            told=lambda name: run.note(f"{name}: done"),
            clear=lambda: _clear_plain(new),
        )
    except BaseException:
        if new.kind == "keyring" and new not in cipher.read(database):
            _drop(new)
        raise
    for key in old:
        if key != new:
            _drop(key)
    files = [str(file) for file in left]
    emit_thing({"key": new.kind}, full={"key": new.kind, "unchanged": files})
    for file in files:
        run.note(f"As it was: {file}")
    run.note(_SAID[new.kind])


_SAID = {
    "keyring": "The key is in the system's key store. Without it the record is lost: keep an export somewhere safe.",
    "passphrase": "Without the passphrase the record is lost: keep an export somewhere safe.",
    "plain": "The files are readable by whoever can read your home.",
}


def _keys() -> list[bytes]:
    import sqlite3

    ring: cipher.Ring = sqlite3.ring  # type: ignore[attr-defined]
    return ring.raw()


def _chosen(old: list[Key], use_passphrase: bool | None) -> tuple[Key, bytes | None]:
    """Make a key and put it where it belongs; a passphrase that a change cut off had begun to use is taken up again.

    Raises:
        UsageFault: There is no key store, and no passphrase was asked for.
    """
    from lifeos_cli import keybox

    if use_passphrase is None:
        return cipher.Key("plain"), None
    if use_passphrase:
        said = new_passphrase()
        for key in old[1:]:
            if key.kind == "passphrase" and key.accepts(raw := cipher.derived(said, key.place)):
                return key, raw
        salt = os.urandom(16).hex()
        raw = cipher.derived(said, salt)
        return cipher.Key("passphrase", salt, cipher.check_of(raw)), raw
    raw, entry = os.urandom(32), f"database-{os.urandom(4).hex()}"
    if not keybox.store(entry, raw.hex()):
        raise UsageFault("the system has no key store that answers", hint="Use a passphrase: --passphrase.")
    return cipher.Key("keyring", entry, cipher.check_of(raw)), raw


def _drop(key: Key) -> None:
    from lifeos_cli import keybox

    if key.kind == "keyring":
        keybox.forget(key.place)


def _clear_plain(new: Key) -> None:
    """With a key, leave no plain copy of words beside the database: input history, the LanceDB index."""
    import shutil

    run = current()
    if new.kind == "plain":
        return
    (run.paths.state / "chat_history.jsonl").unlink(missing_ok=True)
    for folder in run.paths.data.glob("vectors.lance*"):
        shutil.rmtree(folder, ignore_errors=True)
    for file in run.paths.data.glob("vectors.aside-*"):
        file.unlink(missing_ok=True)


def _finish_forgetting() -> None:
    """Open the store once: what a killed run had begun is finished, migrations are done, the log is folded."""
    run = current()
    run.store.close()
    run.__dict__.pop("store", None)
