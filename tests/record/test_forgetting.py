"""Forgetting by noun: no byte under the home holds it afterwards, and what rested on it is computed anew."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.clock import DAY, local_date, now_ms
from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.ids import ulid
from lifeos_cli.memory import forget as memory
from lifeos_cli.memory.index import mirror, reindex, sizes
from lifeos_cli.record import forgetting, profile, snapshots, tagging
from lifeos_cli.store import backup, extractions, users
from lifeos_cli.store.database import Store
from lifeos_cli.store.inspect import problems
from lifeos_cli.store.rows import insert
from tests.memory.index.fake import FakeEmbedder
from tests.store import make

if TYPE_CHECKING:
    from pathlib import Path

    from lifeos_cli.paths import Paths
    from lifeos_cli.store.rows import User
    from tests.conftest import Lifeos

SECRET = "the kestrel flew over Zanzibar at dawn"  # noqa: S105 - of a kind no password is
NEEDLES = (b"Zanzibar", b"zanzibar", b"kestrel")
KEPT = "a wren sang by the gate all morning"


def holding(paths: Paths) -> list[str]:
    """List every file under the home with one of the words in its bytes."""
    files = (file for file in paths.data.parent.rglob("*") if file.is_file())
    return [str(file) for file in files if any(needle in file.read_bytes() for needle in NEEDLES)]


def row(store: Store, table: str, user_id: str, **values: Any) -> str:
    """Insert a row with what its table asks for."""
    now, row_id = now_ms(), ulid()
    shared: dict[str, dict[str, Any]] = {
        "observations": {"dimension": "openness", "level": 1, "effective_at": now},
        "skill_evidence": {"kind": "action", "effective_at": now},
        "followups": {"due_date": "2026-01-01"},
        "goals": {"type": "outcome", "updated_at": now},
        "skills": {"updated_at": now},
    }
    with store.write() as conn:
        insert(
            conn,
            table,
            {
                "id": row_id,
                "user_id": user_id,
                "handle": row_id[-6:].lower(),
                "created_at": now,
                **shared.get(table, {}),
                **values,
            },
        )
    return row_id


def plant(store: Store, paths: Paths, user_id: str, noun: str) -> str:
    """Put a row of the noun into the store that says the secret, with traces wherever they can be; returns its id."""
    talk = make.session(
        store, user_id, title="the kestrel flew\u2026" if noun in ("message", "session") else None
    )
    said = make.message(store, user_id, talk.id, content=SECRET if noun in ("message", "session") else KEPT)
    if noun in ("message", "session"):
        fork = make.session(store, user_id, forked_from=said.id)
        make.message(store, user_id, fork.id, turn=said.turn, content=SECRET, origin="fork")
        for table, column in (("facts", "content"), ("insights", "content"), ("observations", "content")):
            row(store, table, user_id, **{column: "saw Zanzibar", "message_id": said.id, "quote": SECRET})
        with store.write() as conn:
            extractions.tag(conn, user_id, talk.id, ["zanzibar"])
    row_id = {
        "message": lambda: said.id,
        "session": lambda: talk.id,
        "fact": lambda: row(store, "facts", user_id, content=SECRET, quote=SECRET),
        "insight": lambda: row(store, "insights", user_id, content=SECRET),
        "observation": lambda: row(store, "observations", user_id, content=SECRET, quote=SECRET),
        "followup": lambda: row(store, "followups", user_id, content=SECRET),
        "goal": lambda: row(store, "goals", user_id, title=SECRET, why="Zanzibar"),
        "skill": lambda: row(store, "skills", user_id, name=SECRET),
        "checkin": lambda: make.checkin(store, user_id, "zanzibar", note=SECRET).id,
    }[noun]()
    if noun == "skill":
        row(
            store,
            "skill_evidence",
            user_id,
            skill=SECRET,
            skill_id=row_id,
            content="flew to Zanzibar",
            quote=SECRET,
        )
    _traces(store, paths, user_id, forgetting.NOUNS[noun][0], row_id, talk.id)
    return row_id


def _traces(store: Store, paths: Paths, user_id: str, table: str, row_id: str, session_id: str) -> None:
    now, call = now_ms(), ulid()
    reply = make.message(
        store, user_id, session_id, role="assistant", content=f"You said {SECRET}, is it so?"
    )
    shared = {"user_id": user_id, "session_id": session_id}
    with store.write() as conn:
        conn.execute(
            "UPDATE sessions SET summary = ?, captures = ? WHERE id = ?",
            (SECRET, json.dumps({"w": SECRET}), session_id),
        )
        insert(
            conn,
            "tool_calls",
            {
                "id": call,
                **shared,
                "message_id": make.message(store, user_id, session_id, role="assistant", content="noted").id,
                "turn": 1,
                "step": 0,
                "position": 0,
                "call_id": "c",
                "name": "record_fact",
                "arguments": json.dumps({"content": SECRET}),
                "status": "requested",
                "created_at": now,
            },
        )
        insert(
            conn,
            "undo_log",
            {
                "id": ulid(),
                **shared,
                "write_id": ulid(),
                "position": 0,
                "actor": "x",
                "tool_call_id": call,
                "tbl": table,
                "row_id": row_id,
                "after": json.dumps({"content": SECRET}),
                "at": now,
            },
        )
        insert(
            conn,
            "recaps",
            {
                "id": ulid(),
                **shared,
                "version": 1,
                "from_turn": 90,
                "to_turn": 91,
                "message_ids": "[]",
                "content": f"They said: {SECRET}.",
                "created_at": now,
            },
        )
        for n, status in enumerate(("completed", "failed")):
            job = ulid()
            insert(
                conn,
                "jobs",
                {
                    "id": job,
                    "user_id": user_id,
                    "handle": f"j{n}",
                    "type": "summary",
                    "status": status,
                    "max_attempts": 1,
                    "input": json.dumps({"text": SECRET}),
                    "output": json.dumps([SECRET]),
                    "error": f"failed at '{SECRET}'",
                    "created_at": now,
                },
            )
            insert(
                conn,
                "job_steps",
                {
                    "user_id": user_id,
                    "job_id": job,
                    "place": "1",
                    "kind": "step",
                    "name": "x",
                    "status": "completed",
                    "output": json.dumps(SECRET),
                    "started_at": now,
                },
            )
            insert(
                conn,
                "job_events",
                {
                    "user_id": user_id,
                    "job_id": job,
                    "name": "x",
                    "payload": json.dumps(SECRET),
                    "sent_at": now,
                },
            )
    assert reply
    paths.state.mkdir(parents=True, exist_ok=True)
    paths.logs.mkdir(parents=True, exist_ok=True)
    (paths.state / "chat_history.jsonl").write_text(json.dumps(SECRET) + "\n" + json.dumps(KEPT) + "\n")
    (paths.state / "draft.txt").write_text(SECRET)
    (paths.logs / "lifeos.log").write_text(f"fine\nbad: {SECRET}\n")
    backup.vacuum_into(store.conn, backup.free_name(paths.backups, "lifeos-schema7"))


@pytest.fixture
def mirrored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sizes, "MIRROR_FROM", 3)


@pytest.mark.usefixtures("mirrored")
@pytest.mark.parametrize("noun", forgetting.NOUNS)
def test_no_byte_under_the_home_holds_what_was_forgotten(
    store: Store, me: User, paths: Paths, noun: str
) -> None:
    row_id = plant(store, paths, me.id, noun)
    for n in range(5):
        make.message(store, me.id, make.session(store, me.id).id, content=f"{KEPT} {n}")
    reindex.drain(store, [me.id], FakeEmbedder(), spec="builtin")
    assert mirror.folder(store.conn).exists()
    assert {file.rpartition("/")[2] for file in holding(paths)} > {
        "chat_history.jsonl",
        "draft.txt",
        "lifeos.log",
    }
    done = forgetting.forget(store, paths, me.id, [forgetting.named(store, me.id, noun, row_id)])
    assert holding(paths) == []
    assert (done.rows > 0, done.copies, done.still_said, done.pending) == (True, [], [], False)
    assert not list(paths.backups.glob("*.db"))
    assert json.loads((paths.state / "chat_history.jsonl").read_text()) == KEPT
    assert (paths.logs / "lifeos.log").read_text() == "fine\n"
    assert problems(store.conn) == []
    kept = store.conn.execute("SELECT COUNT(*) FROM messages WHERE content LIKE 'a wren sang%'").fetchone()[0]
    assert kept == 5 + (noun not in ("message", "session"))
    assert not memory.note(store).exists()


@pytest.mark.parametrize("everybody", [False, True])
def test_a_person_goes_with_everything(store: Store, me: User, paths: Paths, *, everybody: bool) -> None:
    other = make.user(store, "Other")
    make.checkin(store, other.id, note=KEPT)
    for noun in ("message", "fact", "skill", "checkin", "goal"):
        row(store, "facts", me.id, content=f"{SECRET} {noun}")
    plant(store, paths, me.id, "message")
    reindex.drain(store, [me.id, other.id], FakeEmbedder(), spec="builtin")
    forgetting.forget_people(store, paths, [me.id, other.id] if everybody else [me.id])
    assert holding(paths) == []
    left = users.all_users(store.conn)
    assert [user.is_current for user in left] == [1]
    notes = [one[0] for one in store.conn.execute("SELECT note FROM checkins")]
    assert notes == ([] if everybody else [KEPT])
    assert left[0].name == ("me" if everybody else "Other")
    assert problems(store.conn) == []


def test_a_backup_stays_and_is_named(store: Store, me: User, paths: Paths) -> None:
    make.checkin(store, me.id, note=KEPT)
    before = backup.vacuum_into(store.conn, backup.free_name(paths.backups, "lifeos"))
    noted = make.checkin(store, me.id, note=SECRET)
    after = backup.vacuum_into(store.conn, backup.free_name(paths.backups, "lifeos"))
    assert forgetting.forget(store, paths, me.id, [("checkins", noted.id)]).copies == [str(after)]
    assert before.exists()
    assert holding(paths) == [str(after)]


def test_what_the_person_says_elsewhere_stays_and_is_named(store: Store, me: User, paths: Paths) -> None:
    again = make.message(store, me.id, make.session(store, me.id).id, content=f"I said {SECRET}")
    source = make.message(store, me.id, make.session(store, me.id).id, content="it was over there")
    fact = row(store, "facts", me.id, content=SECRET, message_id=source.id, origin="user_said")
    done = forgetting.forget(store, paths, me.id, [("facts", fact)])
    assert sorted(done.still_said) == sorted([again.id, source.id])
    other = row(store, "facts", me.id, content=SECRET, message_id=source.id, origin="user_said")
    assert forgetting.forget(store, paths, me.id, [("facts", other)], said=True).still_said == [again.id]
    assert store.conn.execute("SELECT id FROM messages").fetchall()[0][0] == again.id


def test_snapshots_are_computed_anew_from_what_remains(store: Store, me: User, paths: Paths) -> None:
    start = now_ms() - 20 * DAY
    shared = {
        "kind": "assessment",
        "dimension": "openness",
        "rho2": 0.8,
        "instrument": "mini-ipip",
        "origin": "cli",
    }
    first, second = (
        row(
            store,
            "observations",
            me.id,
            **{**shared, "t": t, "items": json.dumps([f"i{t}"]), "effective_at": at, "created_at": at},
            local_date=local_date(at),
        )
        for t, at in ((40.0, start), (70.0, start + 5 * DAY))
    )
    at = start + 6 * DAY
    (kept,) = (one for one in snapshots.settle(store, me.id, at=at) if one["trigger"] == "weekly")
    showing = {
        **kept,
        "id": ulid(),
        "handle": "zzzz",
        "trigger": "significant_change",
        "observation_id": second,
    }
    with store.write() as conn:
        insert(conn, "profile_snapshots", showing)
        conn.execute(
            "DELETE FROM profile_snapshots WHERE trigger = 'significant_change' AND handle <> 'zzzz'"
        )
    later = start + 9 * DAY
    row(
        store,
        "observations",
        me.id,
        **{**shared, "t": 55.0, "items": '["late"]', "effective_at": start, "created_at": later},
        local_date=local_date(start),
    )
    forgetting.forget(store, paths, me.id, [("observations", second)])
    (now,) = store.conn.execute("SELECT * FROM profile_snapshots").fetchall()
    assert (now["id"], now["handle"], now["at"]) == (kept["id"], kept["handle"], at)
    assert json.loads(now["evidence"]) == [first]
    only = [one for one in profile.log(store, me.id).rows if one.id == first]
    alone = profile.Log(only, None, 0).at(profile.moment(at))
    assert json.loads(now["picture"])["openness"]["mean"] == pytest.approx(
        alone.dimensions["openness"].state.mean
    )
    forgetting.forget(store, paths, me.id, [("observations", first)])
    assert store.conn.execute("SELECT COUNT(*) FROM profile_snapshots").fetchone()[0] == 0


def test_a_message_is_named_by_id_external_id_or_the_end_of_its_id(store: Store, me: User) -> None:
    talk = make.session(store, me.id)
    said = make.message(store, me.id, talk.id, source="chatgpt", external_id="n-17")
    for typed in (said.id, said.id.lower(), "n-17", said.id[-6:].lower()):
        assert forgetting.named(store, me.id, "message", typed) == ("messages", said.id)
    for _ in range(200):
        make.message(store, me.id, talk.id)
    ends = [one[0][-4:] for one in store.conn.execute("SELECT id FROM messages")]
    assert len(set(ends)) > 1
    with pytest.raises(NotFoundError):
        forgetting.named(store, make.user(store, "Other").id, "message", said.id)
    with store.write() as conn:
        conn.execute("UPDATE messages SET id = 'ZZZZ' || id WHERE id = ?", (said.id,))
        insert(
            conn,
            "messages",
            {
                **dict(conn.execute("SELECT * FROM messages WHERE id LIKE 'ZZZZ%'").fetchone()),
                "id": f"Y{said.id}",
                "turn": 999,
                "external_id": None,
            },
        )
    with pytest.raises(UsageFault):
        forgetting.named(store, me.id, "message", said.id[-8:])


def test_without_room_to_write_anew_a_later_run_does_it(
    store: Store, me: User, paths: Paths, lifeos: Lifeos, monkeypatch: pytest.MonkeyPatch
) -> None:
    row_id = plant(store, paths, me.id, "fact")

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as context:
        context.setattr(memory, "vacuum", full)
        done = forgetting.forget(store, paths, me.id, [("facts", row_id)])
    assert (done.rows, done.pending) == (2, True)
    assert memory.note(store).exists()
    store.close()
    assert "Finished" in lifeos("checkins", "list").err
    assert holding(paths) == []
    assert not memory.note(store).exists()


CHILD = """
import os, signal, sys
from lifeos_cli.memory import forget, forget_files
from lifeos_cli.memory.index import sizes
from lifeos_cli.paths import resolve
from lifeos_cli.record import forgetting
from lifeos_cli.store import users
from lifeos_cli.store.database import Store
home, point, noun, row_id = sys.argv[1:]
sizes.MIRROR_FROM = 3
owner, _, name = point.partition(".")
module = {"forget": forget, "files": forget_files, "vectors": forget.vectors, "mirror": forget.mirror,
    "words": forget.words, "traces": forget.forget_traces}[owner]
def die(*args, **more):
    os.kill(os.getpid(), signal.SIGKILL)
setattr(module, name, die)
paths = resolve(home)
with Store(paths) as store:
    me = users.current(store.conn).id
    forgetting.forget(store, paths, me, [forgetting.named(store, me, noun, row_id)])
"""


@pytest.mark.usefixtures("mirrored")
@pytest.mark.parametrize(
    "point",
    [
        "forget.begin",
        "files.clean",
        "traces.clean",
        "words.optimize",
        "vectors.drop",
        "mirror.purge",
        "forget.vacuum",
        "forget.clear_logs",
        "forget.end",
    ],
)
def test_killed_anywhere_it_is_not_begun_or_finished_by_the_next_command(
    lifeos: Lifeos, paths: Paths, tmp_path: Path, point: str
) -> None:
    with Store(paths) as store:
        person = users.current(store.conn)
        assert person
        row_id = plant(store, paths, person.id, "message")
        reindex.drain(store, [person.id], FakeEmbedder(), spec="builtin")
    (tmp_path / "child.py").write_text(CHILD)
    done = subprocess.run(
        [sys.executable, str(tmp_path / "child.py"), str(lifeos.home), point, "message", row_id],
        env=lifeos.env(),
        check=False,
    )
    assert done.returncode == -9
    run = lifeos("checkins", "list")
    assert run.code == 0
    left = {file.rpartition("/")[2] for file in holding(paths)}
    if point == "forget.begin":
        assert left >= {"lifeos.db", "chat_history.jsonl"}
        assert "Finished" not in run.err
        with closing(sqlite3.connect(paths.database)) as conn:
            assert conn.execute("SELECT COUNT(*) FROM messages WHERE id = ?", (row_id,)).fetchone()[0] == 1
    else:
        assert left == set()
        assert "Finished" in run.err
        assert "Finished" not in lifeos("checkins", "list").err
    assert lifeos("memory", "verify").code == 0


def test_a_tag_the_person_put_on_a_session_stays_when_one_of_its_messages_is_forgotten(
    store: Store, paths: Paths, me: User
) -> None:
    talk = make.session(store, me.id)
    said = make.message(store, me.id, talk.id, content=SECRET)
    tagging.add(store, me.id, "birds", talk.id)
    with store.write() as conn:
        extractions.tag(conn, me.id, talk.id, ["zanzibar"])
    forgetting.forget(store, paths, me.id, [("messages", said.id)])
    assert extractions.tags_of(store.conn, me.id, talk.id) == ["birds"]
