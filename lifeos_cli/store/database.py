"""The open store: one connection with the schema in place."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from lifeos_cli.errors import LifeosError, NotFoundError, TryAgainError
from lifeos_cli.paths import private_dir
from lifeos_cli.store import connection, messages, migrate, transaction

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from types import TracebackType
    from typing import Self

    from lifeos_cli.paths import Paths


class Store:
    """A database that is open, migrated and recovered.

    Args:
        paths: Where it lies; the folders are created.
        create: Make a new database if there is none.

    Raises:
        NotFoundError: There is none and `create` is off.
        NewerDatabaseError: A newer lifeos wrote it.
    """

    def __init__(self, paths: Paths, *, create: bool = True) -> None:
        self.paths = paths
        # SQLite follows a link too: the log and our locks lie beside the real file.
        self.path = paths.database.resolve()
        if not create and not self.path.exists():
            raise NotFoundError(f"no database at {self.path}", hint="Any check-in or chat creates it.")
        private_dir(self.path.parent)
        self.conn = connection.connect(self.path)
        try:
            migrate.ensure(self.conn, self.path, paths.backups)
            self.recover()
        except BaseException as error:
            connection.note_damage(error, self.conn.path)
            self.conn.close()
            raise

    def recover(self) -> None:
        """Give every reply whose writer died the text it had reached, as `interrupted`."""
        open_streams = messages.open_streams(self.conn)
        if not open_streams:
            return
        from lifeos_cli.store.recovery import finish_dead_streams

        finish_dead_streams(self.conn, open_streams)

    @contextmanager
    def write(self, *, durable: bool = True) -> Iterator[sqlite3.Connection]:
        """Run a block as one write transaction (see `transaction.write`), then keep log and feed short."""
        with transaction.write(self.conn, durable=durable) as conn:
            yield conn
        if not self.conn.in_transaction and transaction.checkpoint(self.conn, self.path):
            self._prune()

    def _prune(self) -> None:
        """Drop what nobody follows any more. It can wait, so a failure here is none of the writer's."""
        import sqlite3

        from lifeos_cli.store import changes

        with suppress(sqlite3.Error), transaction.write(self.conn) as conn:
            changes.prune(conn)

    def snapshot(self) -> AbstractContextManager[sqlite3.Connection]:
        """Run a block's reads against one state of the database."""
        return transaction.snapshot(self.conn)

    def close(self) -> None:
        """Close the connection; the last one to close folds the log into the database."""
        self.conn.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def explain(error: sqlite3.Error, database: str) -> LifeosError:
    """Put a database error into words a person can act on."""
    import sqlite3

    code, text = connection.code(error), str(error)
    if connection.busy(error):
        from lifeos_cli.store.holder import describe

        return TryAgainError(
            f"{describe(Path(database))} is writing to the database and did not finish in time; nothing was saved",
            hint="Try again, or end that process.",
        )
    if code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}:
        return LifeosError(
            f"the disk under {database} does not take the write ({text}); it was not saved",
            hint="Free some space and run the command again.",
        )
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
        return LifeosError(
            f"{database} cannot be opened for writing ({text})",
            hint="Check the folder's owner and mode, or name another with --home.",
        )
    if connection.note_damage(error, str(Path(database).resolve())):
        return _damaged(database, text)
    if "write-ahead log" in text:
        return LifeosError(text, hint="Keep the home folder on a local disk: name one with --home.")
    return LifeosError(f"the database refused: {type(error).__name__}", hint="Run it again with --debug.")


def _damaged(database: str, text: str) -> LifeosError:
    from lifeos_cli.store import cipher

    if cipher.note(Path(database)).exists() and not cipher.installed():
        return TryAgainError("the store has just been encrypted", hint="Run it again.")
    return LifeosError(
        f"{database} is damaged ({text}); it was left as it is",
        hint="`lifeos db check` says more; `lifeos db restore BACKUP` keeps the damaged file beside it.",
    )
