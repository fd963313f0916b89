"""Migrations: once, all or nothing, with a copy taken first; and no way down."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.errors import LifeosError
from lifeos_cli.store import checkins, connection, migrate, migrations, sql_views
from lifeos_cli.store.backup import verify
from lifeos_cli.store.database import Store
from lifeos_cli.store.rows import insert
from lifeos_cli.store.slim import sqlite_utils_without_numpy
from tests.store import make

if TYPE_CHECKING:
    from sqlite_utils import Database

    from lifeos_cli.paths import Paths

NOW = migrate.SCHEMA_VERSION
KNOWN = [one.name for one in migrations.lifeos.pending(sqlite_utils_without_numpy().Database(memory=True))]
"""The migrations this program has."""


def one_more(monkeypatch: pytest.MonkeyPatch, *also: str, fail: bool = False) -> None:
    """Pretend this program is one migration further."""
    more = sqlite_utils_without_numpy().Migrations("lifeos")

    def before(_: Database) -> None:
        raise AssertionError("it was applied before")

    for name in KNOWN:
        more(name=name)(before)

    @more()  # type: ignore[untyped-decorator, unused-ignore]
    def m999_fake(db: Database) -> None:
        db.conn.execute("CREATE TABLE fake (id TEXT PRIMARY KEY, user_id TEXT)")
        for statement in also:
            db.conn.execute(statement)
        if fail:
            raise ZeroDivisionError

    monkeypatch.setattr(migrations, "lifeos", more)
    monkeypatch.setattr(migrate, "SCHEMA_VERSION", NOW + 1)


def test_a_new_store_has_the_schema_and_one_person(paths: Paths) -> None:
    with Store(paths) as store:
        assert migrate.version(store.conn) == migrate.SCHEMA_VERSION
        assert store.conn.execute("SELECT name, is_current FROM users").fetchall()[0][:] == ("me", 1)
    assert not paths.backups.exists()


def test_the_version_in_the_file_counts_the_migrations(paths: Paths) -> None:
    with Store(paths) as store:
        applied = store.conn.execute("SELECT COUNT(*) FROM _sqlite_migrations").fetchone()[0]
    assert applied == migrate.SCHEMA_VERSION


def test_an_up_to_date_database_is_opened_without_the_migrations(paths: Paths) -> None:
    import subprocess
    import sys

    with Store(paths):
        pass
    code = (
        "import sys; from lifeos_cli.paths import resolve; from lifeos_cli.store.database import Store; "
        f"Store(resolve({str(paths.data.parent)!r})); print('sqlite_utils' in sys.modules, 'numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_a_copy_is_taken_before_a_migration(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(paths) as store:
        person = store.conn.execute("SELECT id FROM users").fetchone()[0]
        row = make.checkin(store, person)
    one_more(monkeypatch)
    with Store(paths) as store:
        assert migrate.version(store.conn) == NOW + 1
        assert store.conn.execute("SELECT COUNT(*) FROM fake").fetchone()[0] == 0
        assert checkins.get(store.conn, person, row.id)
    (copy,) = paths.backups.iterdir()
    assert f"schema{NOW}" in copy.name
    assert copy.stat().st_mode & 0o777 == 0o600
    assert verify(copy) == []
    with closing(sqlite3.connect(copy)) as conn:
        assert migrate.version(conn) == NOW
        assert conn.execute("SELECT id FROM checkins").fetchone()[0] == row.id


def test_a_failed_migration_leaves_everything_as_it_was(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(paths):
        pass
    with monkeypatch.context() as context:
        one_more(context, fail=True)
        with pytest.raises(ZeroDivisionError):
            Store(paths)
    with Store(paths) as store:
        assert migrate.version(store.conn) == NOW
        assert not store.conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'fake'").fetchone()
    one_more(monkeypatch)
    with Store(paths) as store:
        assert migrate.version(store.conn) == NOW + 1


def test_a_newer_database_is_refused_and_both_versions_are_named(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as context:
        with Store(paths):
            pass
        one_more(context)
        with Store(paths):
            pass
    before = paths.database.read_bytes()
    with pytest.raises(migrate.NewerDatabaseError) as caught:
        Store(paths)
    assert f"schema {NOW + 1}" in caught.value.message
    assert f"up to {NOW}" in caught.value.message
    assert str(paths.backups) in caught.value.hint
    assert paths.database.read_bytes() == before


def test_another_programs_database_is_refused_untouched(paths: Paths) -> None:
    paths.data.mkdir(parents=True)
    with closing(sqlite3.connect(paths.database)) as conn:
        conn.execute("CREATE TABLE recipes (x)")
    before = paths.database.read_bytes()
    with pytest.raises(LifeosError, match="not a lifeos database"):
        Store(paths)
    assert paths.database.read_bytes() == before


def test_a_first_start_that_was_cut_off_is_finished_by_the_next(paths: Paths) -> None:
    paths.data.mkdir(parents=True)
    connection.connect(paths.database).close()
    with Store(paths) as store:
        assert migrate.version(store.conn) == NOW


def test_an_empty_file_where_a_database_was_is_a_loss_not_a_first_start(paths: Paths) -> None:
    with Store(paths):
        pass
    paths.database.write_bytes(b"")
    for _ in range(2):
        with pytest.raises(LifeosError, match="empty although it has been in use"):
            Store(paths)
        assert paths.database.stat().st_size == 0


def test_a_log_without_its_database_is_a_loss_too(paths: Paths) -> None:
    paths.data.mkdir(parents=True)
    log = paths.database.with_name("lifeos.db-wal")
    log.write_bytes(b"what was written last")
    with pytest.raises(LifeosError, match="in use"):
        Store(paths)
    assert log.read_bytes() == b"what was written last"


def test_a_removed_database_is_begun_anew(paths: Paths) -> None:
    with Store(paths):
        pass
    paths.database.unlink()
    with Store(paths) as store:
        assert migrate.version(store.conn) == NOW


def test_a_linked_database_keeps_its_log_and_locks_beside_the_real_file(
    paths: Paths, tmp_path: object
) -> None:
    real = paths.data.parent / "elsewhere" / "real.db"
    real.parent.mkdir(parents=True)
    paths.data.mkdir(parents=True)
    paths.database.symlink_to(real)
    with Store(paths) as store:
        assert store.path == real.resolve()
        assert real.with_name("real.db-wal").exists()
    assert [file.name for file in paths.data.iterdir()] == ["lifeos.db"]


def test_tags_that_were_left_behind_go(paths: Paths) -> None:
    """m013: of two tagged sessions one is gone; so is its tag after the migration."""
    paths.data.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(paths.database, isolation_level=None)) as conn:
        conn.row_factory = sqlite3.Row
        database = sqlite_utils_without_numpy().Database(conn)
        migrations.lifeos.apply(database, stop_before="m013_tags")
        person: dict[str, object] = {"id": "u1", "name": "u1", "handle": "u1", "is_current": True}
        insert(conn, "users", person | {"created_at": 1})
        times = {"started_at": 1, "last_used_at": 1, "local_date": "1970-01-01", "tz": "UTC"}
        insert(
            conn,
            "sessions",
            {"id": "s1", "user_id": "u1", "handle": "s1", "type": "coaching", "coach": "woop"} | times,
        )
        for owner in ("s1", "s2"):
            tag: dict[str, object] = {"user_id": "u1", "owner_tbl": "sessions", "owner_id": owner}
            insert(conn, "tags", tag | {"name": "sleep"})
        conn.execute("PRAGMA user_version = 12")
    with Store(paths) as store:
        assert [row[0] for row in store.conn.execute("SELECT owner_id FROM tags")] == ["s1"]


def test_evidence_from_before_skills_were_rows_finds_its_skill(paths: Paths) -> None:
    """m007: names become skills, one a name and person; readings keep counting as readings."""
    paths.data.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(paths.database, isolation_level=None)) as conn:
        conn.row_factory = sqlite3.Row
        database = sqlite_utils_without_numpy().Database(conn)
        migrations.lifeos.apply(database, stop_before="m007_person")
        for user in ("u1", "u2"):
            person: dict[str, object] = {"id": user, "name": user, "handle": user, "is_current": user == "u1"}
            insert(conn, "users", person | {"created_at": 1})
        told = [
            ("e1", "u1", "Running"),
            ("e2", "u1", " running "),
            ("e3", "u1", "Cooking"),
            ("e4", "u2", "Running"),
        ]
        for row_id, user, skill in told:
            row: dict[str, object] = {
                "id": row_id,
                "user_id": user,
                "skill": skill,
                "kind": "action",
                "content": "x",
            }
            row |= {"difficulty": 3, "outcome": 1.0, "effective_at": 5, "created_at": 5}
            insert(conn, "skill_evidence", row)
        row = {"id": "o1", "user_id": "u1", "dimension": "openness", "level": 1, "quote": "q"}
        insert(conn, "observations", row | {"effective_at": 5, "created_at": 5})
        conn.execute("PRAGMA user_version = 6")
    with Store(paths) as store:
        assert migrate.version(store.conn) == NOW
        skills = store.conn.execute(
            "SELECT user_id, id, name, origin FROM skills ORDER BY user_id, name"
        ).fetchall()
        assert sorted((row["user_id"], row["name"].strip().lower()) for row in skills) == [
            ("u1", "cooking"),
            ("u1", "running"),
            ("u2", "running"),
        ]
        assert {row["origin"] for row in skills} == {"emerged"}
        by_id = {row["id"]: (row["user_id"], row["name"].strip().lower()) for row in skills}
        linked = store.conn.execute(
            "SELECT id, user_id, skill, skill_id FROM skill_evidence ORDER BY id"
        ).fetchall()
        for found in linked:
            assert by_id[found["skill_id"]] == (found["user_id"], found["skill"].strip().lower())
        assert len(by_id) == 3
        kind = store.conn.execute("SELECT kind FROM observations").fetchone()[0]
        assert kind == "ai"
        assert store.conn.execute("PRAGMA foreign_key_check").fetchall() == []


VIEWS_OF = {11: "bdec13330c9a5759"}
"""The digest of the friendly views' bodies, by the schema version that brings them into the file."""


def friendly(conn: sqlite3.Connection) -> dict[str, str]:
    """Return the friendly views of a file with the statements that made them."""
    found = conn.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'view' AND name LIKE 'v!_%' ESCAPE '!'"
    )
    return {row[0]: row[1] for row in found}


def test_a_change_of_a_friendly_view_comes_with_a_migration() -> None:
    digest = hashlib.sha256(repr(sql_views.in_file()).encode()).hexdigest()[:16]
    assert max(VIEWS_OF) <= NOW
    assert VIEWS_OF[max(VIEWS_OF)] == digest, "a body has changed: add a migration, and its digest here"


@pytest.mark.parametrize("step", KNOWN[1:])
def test_a_database_of_every_older_version_gets_everything_a_new_one_has(paths: Paths, step: str) -> None:
    paths.data.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(paths.database, isolation_level=None)) as conn:
        database = sqlite_utils_without_numpy().Database(conn)
        migrations.lifeos.apply(database, stop_before=step)
        conn.execute(f"PRAGMA user_version = {KNOWN.index(step)}")
    with Store(paths) as store, closing(sqlite3.connect(":memory:")) as fresh:
        assert migrate.version(store.conn) == NOW
        assert friendly(store.conn) == {
            view: f"CREATE VIEW {view} AS {body}" for view, body in sql_views.in_file().items()
        }
        for view in sql_views.VIEWS:
            store.conn.execute(f"SELECT * FROM {view}").fetchall()
        migrations.lifeos.apply(sqlite_utils_without_numpy().Database(fresh))
        sql_views.make(fresh)
        named = (
            "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY 1, 2"
        )
        assert [tuple(row) for row in store.conn.execute(named)] == fresh.execute(named).fetchall()


def test_a_migration_takes_a_column_away_that_a_friendly_view_reads(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = "ALTER TABLE goals DROP COLUMN why"
    with Store(paths) as store, pytest.raises(sqlite3.OperationalError, match="v_goals"):
        store.conn.execute(away)
    body = sql_views.VIEWS["v_goals"]
    one_more(
        monkeypatch, away, "ALTER TABLE milestones RENAME TO steps", "ALTER TABLE steps RENAME TO milestones"
    )
    monkeypatch.setitem(sql_views.VIEWS, "v_goals", body.replace("why, ", ""))
    monkeypatch.setattr(sql_views, "FORMER", ("v_gone",))
    with closing(sqlite3.connect(paths.database)) as conn:
        conn.execute("CREATE VIEW v_gone AS SELECT why FROM goals")
        conn.execute("CREATE VIEW v_of_my_own AS SELECT mood FROM checkins")
        conn.commit()
    with Store(paths) as store:
        assert migrate.version(store.conn) == NOW + 1
        columns = [row[1] for row in store.conn.execute("PRAGMA table_info(v_goals)")]
        assert "title" in columns
        assert "why" not in columns
        assert set(friendly(store.conn)) == {*sql_views.VIEWS, "v_of_my_own"}
        store.conn.execute("SELECT * FROM v_milestones").fetchall()


def test_a_table_of_somebodys_own_with_the_name_of_a_view_stays(paths: Paths) -> None:
    paths.data.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(paths.database, isolation_level=None)) as conn:
        migrations.lifeos.apply(sqlite_utils_without_numpy().Database(conn), stop_before=KNOWN[-1])
        conn.execute("CREATE TABLE V_Checkins (mine TEXT)")
        conn.execute("INSERT INTO V_Checkins VALUES ('kept')")
        conn.execute(f"PRAGMA user_version = {NOW - 1}")
    with Store(paths) as store:
        assert store.conn.execute("SELECT mine FROM v_checkins").fetchone()[0] == "kept"
        assert set(friendly(store.conn)) == set(sql_views.VIEWS) - {"v_checkins"}
