"""Rows of our own export put back: id, handle, origin and times as they were.

Nothing that exists is changed, nothing is queued. A row whose id is somebody
else's, that names a row which is not here, or that does not fit what is here
is reported and left out; the others go in.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from lifeos_cli.store import bulk, users, words
from lifeos_cli.store.rows import User, free_handle
from lifeos_cli.transfer.lines import UnusableError
from lifeos_cli.transfer.ours import row_of
from lifeos_cli.transfer.shapes import BY_TYPE, OWNERS, SHAPES, Ref

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lifeos_cli.transfer.ours import Row
    from lifeos_cli.transfer.report import Report
    from lifeos_cli.transfer.shapes import Shape

_MISSING = "it belongs to a {0} that is not here"
_SINGULAR = {shape.table: shape.type for shape in SHAPES}


class Restore:
    """The restore of one file's own lines.

    Args:
        conn: The store.
        user_id: Whose record it goes into.
        adopt: Let the file's `user` line become the person, if they have no rows yet.
        report: Where to count.
    """

    def __init__(self, conn: sqlite3.Connection, user_id: str, report: Report, *, adopt: bool) -> None:
        self.user_id = user_id
        self._adopt, self._report = adopt, report
        self._columns = {shape.type: bulk.columns(conn, shape.table) for shape in SHAPES}
        self._rows: dict[str, list[Row]] = {shape.type: [] for shape in SHAPES}

    def take(self, line: int, value: Mapping[str, Any]) -> None:
        """Check a line and keep it for the next `put`.

        Raises:
            UnusableError: It cannot be used.
        """
        if value["v"] != 1 or isinstance(value["v"], bool):
            raise UnusableError("written by a newer lifeos: v is not 1")
        kind = value.get("type")
        shape = BY_TYPE.get(kind) if isinstance(kind, str) else None
        if shape is None:
            raise UnusableError(f"no such type; a line is one of {', '.join(BY_TYPE)}")
        row, unknown = row_of(line, value, shape, self._columns[shape.type])
        if unknown:
            self._report.note(line, f"keys that are not known here were left out: {', '.join(unknown[:5])}")
        self._rows[shape.type].append(row)

    def put(self, conn: sqlite3.Connection) -> None:
        """Write what was taken, in the caller's transaction."""
        kept, self._rows = self._rows, {shape.type: [] for shape in SHAPES}
        self._put_user(conn, kept.pop("user"))
        if any(kept.values()):
            with words.in_bulk(conn, self.user_id):
                for kind, rows in kept.items():
                    self._put_rows(conn, BY_TYPE[kind], rows)

    def _put_rows(self, conn: sqlite3.Connection, shape: Shape, rows: list[Row]) -> None:
        rows = self._new(conn, shape, rows) if rows else []
        for ref in shape.refs:
            rows = self._referring(conn, ref, rows)
        if shape.type in ("tag", "tag_choice"):
            rows = self._tagging(conn, rows)
        self._insert(conn, shape, rows)

    def _put_user(self, conn: sqlite3.Connection, rows: list[Row]) -> None:
        """Let the person become the one of the file, if nothing of theirs would be touched by it."""
        for row in rows:
            if row.values["id"] == self.user_id:
                self._report.there["user"] += 1
                continue
            refusal = self._refusal(conn, row)
            if refusal:
                self._report.note(row.line, refusal)
                continue
            me = next(user for user in users.all_users(conn) if user.id == self.user_id)
            users.delete(conn, self.user_id)
            blank: dict[str, Any] = dict.fromkeys(User._fields)
            users.add(conn, User(**{**blank, **row.values, "is_current": me.is_current}))
            self.user_id = row.values["id"]
            self._report.taken["user"] += 1

    def _refusal(self, conn: sqlite3.Connection, row: Row) -> str:
        """Say why the person stays who they are; empty if nothing speaks against it."""
        stays = "the rows go to the person of this import, not to a new one"
        if not self._adopt:
            return stays
        if bulk.has_any(conn, [shape.table for shape in SHAPES if shape.type != "user"], self.user_id):
            return f"{stays}: they have a record already"
        if not row.values.get("name") or not row.values.get("handle") or "created_at" not in row.values:
            return f"{stays}: the line lacks a name, a handle or its time"
        for user in users.all_users(conn):
            taken = (
                user.name.casefold() == row.values["name"].casefold() or user.handle == row.values["handle"]
            )
            taken = taken or (user.external_id or 0) == row.values.get("external_id")
            if user.id == row.values["id"] or (taken and user.id != self.user_id):
                return f"{stays}: somebody here has that id, name, handle or external id"
        return ""

    def _new(self, conn: sqlite3.Connection, shape: Shape, rows: list[Row]) -> list[Row]:
        """Leave out the rows that are there, and those whose id is somebody else's."""
        seen: dict[Any, bool] = {}
        if shape.key == ("id",):
            seen.update(bulk.taken_ids(conn, shape.table, self.user_id, {row.values["id"] for row in rows}))
        else:
            last = shape.key[1]
            there = bulk.holding(
                conn, shape.table, self.user_id, shape.key, last, {row.values[last] for row in rows}
            )
            seen.update((tuple(found), True) for found in there)
        new = []
        for row in rows:
            key: Any = tuple(row.values[column] for column in shape.key)
            key = key[0] if len(key) == 1 else key
            if key not in seen:
                seen[key] = True
                new.append(row)
            elif seen[key]:
                self._report.there[shape.type] += 1
            else:
                self._report.skip(row.line, "its id is that of a row which is not this person's")
        return new

    def _referring(self, conn: sqlite3.Connection, ref: Ref, rows: list[Row]) -> list[Row]:
        """Leave out rows that name a row which is not here, or empty the column."""
        named = {row.values[ref.column] for row in rows if ref.column in row.values}
        found = {row[0] for row in bulk.holding(conn, ref.table, self.user_id, ("id",), "id", named)}
        kept = []
        for row in rows:
            if row.values.get(ref.column) in found or (not ref.required and ref.column not in row.values):
                kept.append(row)
            elif ref.required:
                self._report.skip(row.line, _MISSING.format(_SINGULAR[ref.table]))
            else:
                self._report.note(row.line, f"its {_SINGULAR[ref.table]} is not here; taken without it")
                del row.values[ref.column]
                kept.append(row)
        return kept

    def _tagging(self, conn: sqlite3.Connection, rows: list[Row]) -> list[Row]:
        kept = []
        for table in OWNERS:
            mine = [row for row in rows if row.values["owner_tbl"] == table]
            kept += self._referring(conn, Ref("owner_id", table, required=True), mine) if mine else []
        for row in rows:
            if row.values["owner_tbl"] not in OWNERS:
                self._report.skip(row.line, "a tag of something that has none")
        return kept

    def _insert(self, conn: sqlite3.Connection, shape: Shape, rows: list[Row]) -> None:
        """Insert rows, those alike in their columns at once; if one does not fit, one by one."""
        alike: dict[tuple[str, ...], list[Row]] = {}
        for row in rows:
            alike.setdefault(tuple(row.values), []).append(row)
        for names, some in alike.items():
            try:
                self._insert_alike(conn, shape, names, some)
            except sqlite3.IntegrityError:
                for row in some:
                    self._insert_one(conn, shape, names, row)

    def _insert_alike(
        self, conn: sqlite3.Connection, shape: Shape, names: Sequence[str], rows: Sequence[Row]
    ) -> None:
        conn.execute("SAVEPOINT restoring")
        try:
            bulk.insert(
                conn, shape.table, ("user_id", *names), [(self.user_id, *row.values.values()) for row in rows]
            )
        except BaseException:
            conn.execute("ROLLBACK TO restoring")
            raise
        finally:
            conn.execute("RELEASE restoring")
        self._report.taken[shape.type] += len(rows)

    def _insert_one(self, conn: sqlite3.Connection, shape: Shape, names: Sequence[str], row: Row) -> None:
        try:
            self._insert_alike(conn, shape, names, [row])
        except sqlite3.IntegrityError as error:
            if "handle" in str(error) and row.values.get("handle"):
                taken = row.values["handle"]
                row.values["handle"] = free_handle(conn, shape.table, self.user_id, row.values["id"])
                if row.values["handle"] != taken:
                    self._insert_one(conn, shape, names, row)
                    self._report.note(row.line, "its handle is taken here; it got another one")
                    return
            self._report.skip(row.line, f"it does not fit what is here: {error}")
