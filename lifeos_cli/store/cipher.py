"""Encryption at rest: which key opens the files of an installation, and an `sqlite3` that uses it.

With a store that is encrypted, SQLCipher stands in the place of the standard
library's `sqlite3` for the whole process, before anything has imported it:
so every connection, of whatever part of the program, is keyed here, and
nothing else has to know. A note beside the database (`lifeos.db.cipher`) says
where the key is; it holds no key. While a key is being changed it names two,
and each file is opened with the one that fits.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.errors import LifeosError, UsageFault

if TYPE_CHECKING:
    from collections.abc import Callable

PLAIN = b"SQLite format 3\0"
"""How a database begins that is not encrypted (sqlite.org/fileformat.html)."""
ROUNDS = 256_000
"""PBKDF2-HMAC-SHA512 rounds for a passphrase: SQLCipher 4's own number, spent once a process."""
LEAST = 8
"""Characters of a passphrase."""
_PREFIX = "lifeos database key"


class WrongKeyError(LifeosError):
    """The key does not open the store."""


class Key(NamedTuple):
    """Where a key is, as the note has it."""

    kind: str
    """`plain` (no key), `keyring` or `passphrase`."""
    place: str = ""
    """Entry of the key store, or the passphrase's salt in hex."""
    check: str = ""
    """What tells a right key from a wrong one without giving anything away of it."""

    def accepts(self, raw: bytes) -> bool:
        """Tell whether these are the bytes of this key."""
        import hmac

        return hmac.compare_digest(check_of(raw), self.check)


def check_of(raw: bytes) -> str:
    """Return what the note keeps of a key."""
    import hmac

    return hmac.new(raw, _PREFIX.encode(), "sha256").hexdigest()


def derived(passphrase: str, salt: str) -> bytes:
    """Return the 32 bytes of a passphrase."""
    import hashlib

    return hashlib.pbkdf2_hmac("sha512", passphrase.encode(), bytes.fromhex(salt), ROUNDS, 32)


def note(database: Path) -> Path:
    """Return where it is noted that a store is encrypted."""
    return database.with_name(f"{database.name}.cipher")


def read(database: Path) -> list[Key]:
    """Return the keys the files may have, the one in force first; empty if the store is not encrypted.

    Raises:
        LifeosError: The note cannot be read.
    """
    import json

    try:
        found = json.loads(note(database).read_text(encoding="utf-8"))
        return [Key(**one) for one in found["keys"]]
    except FileNotFoundError:
        return []
    except (ValueError, TypeError, KeyError) as error:
        raise LifeosError(
            f"{note(database)} does not say where the key is", hint="Put it back from a backup of the folder."
        ) from error


def write(database: Path, keys: list[Key]) -> None:
    """Note where the keys are; with none, or only `plain`, there is no note."""
    import json

    from lifeos_cli.store.files import sync

    place = note(database)
    if all(key.kind == "plain" for key in keys):
        place.unlink(missing_ok=True)
    else:
        fresh = place.with_name(f".{place.name}.new")
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps({"keys": [key._asdict() for key in keys]}) + "\n", encoding="utf-8")
        sync(fresh)
        fresh.replace(place)
    sync(place.parent)


def head(path: Path) -> bytes:
    """Return the first bytes of a file; none if it is missing or empty."""
    try:
        with path.open("rb") as file:
            return file.read(len(PLAIN))
    except OSError:
        return b""


def module() -> Any:
    """Return SQLCipher's module.

    Raises:
        LifeosError: It is not installed.
    """
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        raise LifeosError(
            "an encrypted store needs SQLCipher, which is not installed",
            hint="pip install 'lifeos-cli[encrypt]'",
        ) from error
    return dbapi2


def pragma(raw: bytes) -> str:
    """Return a key as SQLCipher takes it."""
    return f"\"x'{raw.hex()}'\""


class Ring:
    """The keys of one installation, fetched when the first file asks for them.

    Args:
        database: The file that is the truth.
        ask: Returns a passphrase.
    """

    def __init__(self, database: Path, ask: Callable[[], str]) -> None:
        self.database = database
        self._ask = ask
        self._raw: list[bytes] | None = None
        self._refused: LifeosError | None = None

    def raw(self) -> list[bytes]:
        """Return the bytes of every key that could be had.

        Raises:
            WrongKeyError: None could, or the passphrase is not the right one.
        """
        if self._refused is not None:
            raise self._refused
        if self._raw is None:
            try:
                self._raw = self._fetch()
            except LifeosError as error:  # asked once is enough
                self._refused = error
                raise
        return self._raw

    def _fetch(self) -> list[bytes]:
        from lifeos_cli.keybox import fetch

        keys = [key for key in read(self.database) if key.kind != "plain"]
        found = []
        for key in keys:
            held = fetch(key.place) if key.kind == "keyring" else None
            if held and key.accepts(bytes.fromhex(held)):
                found.append(bytes.fromhex(held))
        asked = [key for key in keys if key.kind == "passphrase"]
        if asked:
            said = self._ask()
            made = [(key, derived(said, key.place)) for key in asked]
            found += [raw for key, raw in made if key.accepts(raw)]
        if not found:
            raise WrongKeyError(
                "that is not the passphrase of this store; nothing was opened"
                if asked
                else "the key of this store is not in the system's key store; nothing was opened",
                hint="Try again." if asked else "Unlock the key store, or run it where the key was made.",
            )
        return found

    def changing(self) -> bool:
        """Tell whether a change of the key was begun and is not done."""
        return len(read(self.database)) > 1

    def key_for(self, path: Path) -> list[bytes]:
        """Return the keys to try on a file, none for one that is not encrypted; a new file is like the store."""
        first = head(path)
        if first == PLAIN or (not first and head(self.database) == PLAIN):
            return []
        return self.raw()


def install(database: Path, ask: Callable[[], str]) -> None:
    """Put SQLCipher in the place of `sqlite3`; nothing may have imported that yet.

    Args:
        database: The file that is the truth.
        ask: Returns a passphrase, when one is needed.

    Raises:
        LifeosError: SQLCipher is not installed.
    """
    inner = module()
    ring = Ring(database, ask)
    made = ModuleType("sqlite3", "SQLCipher in the place of the standard library's module.")
    made.__dict__.update({name: value for name, value in vars(inner).items() if not name.startswith("__")})

    def connect(database: Any, *args: Any, **more: Any) -> Any:
        """Open a connection with the key that fits the file."""
        path = _path(database, uri=bool(more.get("uri")))
        keys = ring.key_for(path) if path else []
        single = len(keys) == 1 and not ring.changing()
        for raw in keys:
            conn = inner.connect(database, *args, **more)
            conn.execute("PRAGMA cipher_log_level=NONE")
            conn.execute(f"PRAGMA key={pragma(raw)}")
            if single or _opens(inner, conn):
                return conn
            conn.close()
        if keys:
            raise WrongKeyError(
                "a change of the key was cut off, and this file has the other key; nothing was opened",
                hint="Give the other passphrase, then run `lifeos rekey` again.",
            )
        return inner.connect(database, *args, **more)

    made.connect = connect  # type: ignore[attr-defined]
    made.dbapi2 = made  # type: ignore[attr-defined]
    made.ring = ring  # type: ignore[attr-defined]
    sys.modules["sqlite3"] = sys.modules["sqlite3.dbapi2"] = made


def attaching(path: Path) -> str:
    """Return what ATTACH needs after the name of the schema: the file's key, said once more."""
    ring = getattr(sys.modules.get("sqlite3"), "ring", None)
    if ring is None:
        return ""
    keys = ring.key_for(path)
    return f" KEY {pragma(_fitting(path, keys))}" if keys else " KEY ''"


def _fitting(path: Path, keys: list[bytes]) -> bytes:
    inner = module()
    for raw in keys[:-1]:
        conn = inner.connect(path)
        conn.execute("PRAGMA cipher_log_level=NONE")
        conn.execute(f"PRAGMA key={pragma(raw)}")
        fits = _opens(inner, conn)
        conn.close()
        if fits:
            return raw
    return keys[-1]


def installed() -> bool:
    """Tell whether this process works on an encrypted store."""
    return hasattr(sys.modules.get("sqlite3"), "ring")


def _opens(inner: Any, conn: Any) -> bool:
    try:
        conn.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
    except inner.OperationalError:  # locked: it is the right one, or will say so itself
        return True
    except inner.DatabaseError:
        return False
    return True


def _path(database: Any, *, uri: bool) -> Path | None:
    from urllib.parse import unquote, urlsplit

    text = os.fspath(database)
    if uri and text.startswith("file:"):
        text = unquote(urlsplit(text).path)
    return None if text in ("", ":memory:") else Path(text)


def require_long(passphrase: str) -> str:
    """Return a passphrase that will do.

    Raises:
        UsageFault: It is too short.
    """
    if len(passphrase) < LEAST:
        raise UsageFault(f"a passphrase has at least {LEAST} characters", hint="Nothing was changed.")
    return passphrase
