"""After a kill the next start finds the reply, with the text that had been flushed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lifeos_cli.store import changes, messages, owner
from lifeos_cli.store.database import Store
from tests.store import make

if TYPE_CHECKING:
    from lifeos_cli.paths import Paths
    from lifeos_cli.store.rows import User


def streaming(store: Store, me: User, writer: str) -> str:
    """Leave a reply half written by the process of that name."""
    session = make.session(store, me.id)
    reply = make.message(store, me.id, session.id, role="assistant", status="streaming", content="")
    with store.write() as conn:
        messages.open_stream(conn, me.id, reply.id, writer, 1)
        for n, word in enumerate(("I ", "was ", "say")):
            messages.add_chunk(conn, me.id, reply.id, n, word)
    return reply.id


def status(store: Store, row_id: str) -> tuple[str, str]:
    row = store.conn.execute("SELECT status, content FROM messages WHERE id = :id", {"id": row_id}).fetchone()
    return row[0], row[1]


def test_a_dead_writers_reply_is_interrupted_with_its_text(store: Store, paths: Paths, me: User) -> None:
    boot, _, rest = owner.me().partition(":")
    dead = [f"{boot}:999999999:1", f"{boot}:{os.getpid()}:1", f"another-boot:{rest}", "nonsense", ""]
    replies = [streaming(store, me, name) for name in dead]
    with Store(paths) as again:
        for reply in replies:
            assert status(again, reply) == ("interrupted", "I was say")
        assert messages.open_streams(again.conn) == []
        ends = [change for change in changes.since(again.conn, me.id, 0) if change.op == "update"]
        assert sorted(change.row_id for change in ends) == sorted(replies)


def test_a_reply_that_is_being_written_is_left_alone(store: Store, paths: Paths, me: User) -> None:
    reply = streaming(store, me, owner.me())
    with Store(paths) as again:
        assert status(again, reply) == ("streaming", "")
        assert len(messages.open_streams(again.conn)) == 1


def test_a_process_is_known_by_when_it_started_not_by_its_number_alone() -> None:
    boot, pid, started = owner.me().split(":")
    assert owner.alive(f"{boot}:{pid}:{started}")
    assert not owner.alive(f"{boot}:{pid}:{int(started) + 1}")
