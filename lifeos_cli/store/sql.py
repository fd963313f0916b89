"""SQL typed by a person, over their own rows, on a connection that can do nothing but read them.

Five fences, each enough to refuse a write: the file is opened read-only,
`query_only` is on, an authorizer lets only SELECT, reads, functions and four
pragmas through, a progress handler ends what takes too long, and limits bound
what a statement may build: each value, and all of it together. A table is seen through a view of the same name
that holds one person's rows; the views below it have names nobody can guess,
and only through these may the real tables be read: SQLite tells the authorizer
which view asks, but a common table expression can call itself anything.
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.errors import LifeosError, UsageFault
from lifeos_cli.store import connection
from lifeos_cli.store.sql_views import VIEWS
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

SECONDS = 1.0
"""How long a statement may take unless told otherwise."""
LENGTH = 10_000_000
"""Bytes of one text, blob or row."""
MEMORY = 512 * 2**20
"""Bytes SQLite may take for a statement in all: sorting, temporary tables, values and pages of the file."""
PRAGMAS = {"table_info", "table_xinfo", "index_list", "foreign_key_list"}
_STEPS = 1000
"""Instructions of SQLite's machine between two looks at the clock."""
_NO_FUNCTION = {"load_extension", "fts3_tokenizer", "readfile", "writefile", "edit"}
_OPEN = {"sqlite_master", "sqlite_schema"}
_PATTERN = 200
"""Bytes of a pattern of LIKE or GLOB: no clock is looked at while one is matched."""
_TOO_LONG = 1_000_000
"""Characters of a statement."""


Computed = tuple["Sequence[str]", "Iterable[Sequence[Any]]"]
"""Columns and rows of a table that is computed."""


class Answer(NamedTuple):
    """What a statement gives."""

    columns: list[str]
    rows: Iterator[tuple[Any, ...]]
    """Read as they are asked for."""


@contextmanager
def answering(
    path: Path,
    user_id: str,
    statement: str,
    params: Mapping[str, Any],
    *,
    computed: Mapping[str, Computed] = MappingProxyType({}),
    seconds: float = SECONDS,
) -> Iterator[Answer]:
    """Run one statement, in a process that does little else: its SQLite may take no more than `MEMORY` from then on.

    Args:
        path: The database.
        user_id: Whose rows are there.
        statement: One SELECT.
        params: Values of its `:names`.
        computed: Tables that lie in no file, by name, for this statement alone.
        seconds: How long it may take in all.

    Raises:
        UsageFault: It does not parse, does more than read, or lacks a parameter.
        LifeosError: It takes too long or builds too much.
    """
    conn = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=connection.BUSY_MS / 1000)
    try:
        _lay(conn, computed)
        _fence(conn, user_id)
        until = time.monotonic() + seconds
        conn.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
        try:
            cursor = conn.execute(statement, dict(params))
            if cursor.description is None:
                raise UsageFault("that gives no rows", hint="Write one SELECT.")
            yield Answer([column[0] for column in cursor.description], _rows(cursor, seconds))
        except (sqlite3.Error, sqlite3.Warning, OverflowError, MemoryError) as error:
            raise _explained(error, seconds) from error
    finally:
        conn.close()


def _lay(conn: sqlite3.Connection, computed: Mapping[str, Computed]) -> None:
    """Put tables beside the database, in memory."""
    conn.execute("PRAGMA temp_store=MEMORY")
    for name, (columns, rows) in computed.items():
        names = ", ".join(f'"{column}"' for column in columns)
        conn.execute(f'CREATE TEMP TABLE "{name}" ({names})')
        conn.executemany(f'INSERT INTO temp."{name}" VALUES ({", ".join("?" * len(columns))})', rows)
    conn.commit()


def _rows(cursor: sqlite3.Cursor, seconds: float) -> Iterator[tuple[Any, ...]]:
    try:
        for row in cursor:
            if any(isinstance(value, (str, bytes)) and len(value) > LENGTH for value in row):
                raise _too_big()
            yield row
    except (sqlite3.Error, MemoryError) as error:
        raise _explained(error, seconds) from error


def _fence(conn: sqlite3.Connection, user_id: str) -> None:
    secret = f"own_{secrets.token_hex(16)}_"
    _make_views(conn, user_id, secret)
    conn.execute("PRAGMA query_only=ON")
    _limit(conn)

    def allowed(
        action: int, one: str | None, two: str | None, database: str | None, source: str | None
    ) -> int:
        if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE):
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION:
            return sqlite3.SQLITE_DENY if (two or "").lower() in _NO_FUNCTION else sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_PRAGMA:
            return sqlite3.SQLITE_OK if (one or "").lower() in PRAGMAS else sqlite3.SQLITE_DENY
        if action == sqlite3.SQLITE_READ:
            return _may_read(one or "", database, source or "", secret)
        return sqlite3.SQLITE_DENY

    conn.set_authorizer(allowed)


def _limit(conn: sqlite3.Connection) -> None:
    """Bound what a statement may build.

    SQLCipher's module has no limits of a connection, so there a value is
    bounded by the memory alone, and looked at before it is given.
    """
    conn.execute(f"PRAGMA hard_heap_limit={MEMORY}")
    if not hasattr(conn, "setlimit"):
        return
    conn.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LENGTH)
    conn.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, _TOO_LONG)
    conn.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, _PATTERN)
    conn.setlimit(sqlite3.SQLITE_LIMIT_WORKER_THREADS, 0)


def _may_read(table: str, database: str | None, source: str, secret: str) -> int:
    name = table.lower()
    if database == "main":
        through = source.startswith(secret) or name in _OPEN or name.startswith("pragma_")
        return sqlite3.SQLITE_OK if through else sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_DENY if name in ("sqlite_temp_master", "sqlite_temp_schema") else sqlite3.SQLITE_OK


def _make_views(conn: sqlite3.Connection, user_id: str, secret: str) -> None:
    own = owned(conn)
    quoted = conn.execute("SELECT quote(?)", (user_id,)).fetchone()[0]
    for table, owner in own.items():
        conn.execute(
            f'CREATE TEMP VIEW "{secret}{table}" AS SELECT * FROM main."{table}" '
            f'WHERE {"+" if table == "tags" else ""}"{owner}" = {quoted}'  # tags are looked up by what bears them
        )
        conn.execute(f'CREATE TEMP VIEW "{table}" AS SELECT * FROM temp."{secret}{table}"')
    names = {table: f'temp."{secret}{table}"' for table in own}
    for view, body in VIEWS.items():
        conn.execute(f"CREATE TEMP VIEW {view} AS {body.format(**names)}")


def owned(conn: sqlite3.Connection) -> dict[str, str]:
    """Return the tables that hold rows of persons, with the column that says whose."""
    found = {}
    for (table,) in conn.execute(
        "SELECT name FROM main.sqlite_master WHERE type = 'table' ORDER BY name"
    ).fetchall():
        columns = {row[1] for row in conn.execute(f'PRAGMA main.table_info("{table}")')}
        if table == "users":
            found[table] = "id"
        elif "user_id" in columns:
            found[table] = "user_id"
    return found


def described(path: Path, user_id: str, computed: Mapping[str, Sequence[str]]) -> list[tuple[str, list[str]]]:
    """List what can be asked: each view and table with its columns, friendly ones first.

    Args:
        path: The database.
        user_id: Whose rows are there.
        computed: Columns of the tables that lie in no file, by name.
    """
    conn = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        own = owned(conn)
        _make_views(conn, user_id, f"own_{secrets.token_hex(16)}_")
        listed = {
            name: [row[1] for row in conn.execute(f'PRAGMA temp.table_info("{name}")')]
            for name in (*VIEWS, *own)
        }
        views = {name: columns for name, columns in listed.items() if name in VIEWS}
        friendly = views | {name: list(columns) for name, columns in computed.items()}
        return [*sorted(friendly.items()), *((name, listed[name]) for name in own)]
    finally:
        conn.close()


def _too_big() -> LifeosError:
    return LifeosError(f"the query builds a value of more than {LENGTH:,} bytes")


def _explained(error: Exception, seconds: float) -> LifeosError:
    text = one_line(str(error), 200)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_INTERRUPT:
        return LifeosError(f"the query took more than {seconds:g} seconds", hint="Allow more with --timeout.")
    if (
        code in (sqlite3.SQLITE_AUTH, sqlite3.SQLITE_READONLY)
        or "not authorized" in text
        or "prohibited" in text
    ):
        return UsageFault(
            "that does more than read your rows",
            hint="Write one SELECT; `lifeos sql --views` lists what is there.",
        )
    if code == sqlite3.SQLITE_TOOBIG:
        return _too_big()
    if isinstance(error, MemoryError) or code == sqlite3.SQLITE_NOMEM:
        return LifeosError(
            f"the query takes more than {MEMORY >> 20} MiB of memory", hint="Ask for fewer rows or columns."
        )
    if isinstance(error, sqlite3.Error) and connection.busy(error):
        return LifeosError("the database is busy", hint="Try again.")
    return UsageFault(f"SQLite says: {text}", hint="`lifeos sql --views` lists tables and columns.")
