"""Forgetting: nothing of it is left in any byte under the home, and nothing else is touched."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.errors import NotFoundError, TryAgainError
from lifeos_cli.memory import forget as module
from lifeos_cli.memory.index import mirror, reindex, sizes
from lifeos_cli.memory.index.check import verify
from lifeos_cli.memory.index.indexer import lock
from lifeos_cli.store import backup, checkins, vectors
from tests.store import make
from tests.store.test_words import derived

if TYPE_CHECKING:
    from lifeos_cli.paths import Paths
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import User
    from tests.conftest import Lifeos
    from tests.memory.index.fake import FakeEmbedder

SECRET = "the kestrel flew over Zanzibar"  # noqa: S105 - of a kind no password is
STEMS = (SECRET, "Zanzibar", "zanzibar", "kestrel")


def holding(paths: Paths, needles: tuple[str, ...] = STEMS) -> list[str]:
    """List every file under the home with one of the words in its bytes."""
    return [
        str(file)
        for file in paths.data.parent.rglob("*")
        if file.is_file() and any(needle.encode() in file.read_bytes() for needle in needles)
    ]


@pytest.fixture(params=[False, True], ids=["small", "mirrored"])
def _size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sizes, "MIRROR_FROM", 5 if request.param else 10**9)


@pytest.mark.usefixtures("_size")
def test_a_message_goes_with_all_that_keeps_a_part_of_it(
    store: Store, me: User, paths: Paths, embedder: FakeEmbedder
) -> None:
    session = make.session(
        store, me.id, title="the kestrel flew over\u2026", captures=json.dumps({"wish": SECRET})
    )
    said = make.message(store, me.id, session.id, content=SECRET)
    quote = make.message(
        store,
        me.id,
        session.id,
        role="assistant",
        content=f"You say {SECRET}?",
        parts=json.dumps({"s": [SECRET]}),
    )
    fact = derived(store, "facts", me.id, "saw Zanzibar")
    with store.write() as conn:
        conn.execute("UPDATE facts SET message_id = ? WHERE id = ?", (said.id, fact))
    kept = [make.message(store, me.id, session.id, content=f"heron {n}") for n in range(10)]
    reindex.drain(store, [me.id], embedder, spec="builtin")
    paths.state.mkdir(parents=True)
    history = paths.state / "chat_history.jsonl"
    history.write_text(json.dumps(SECRET) + "\n" + json.dumps("heron 1") + "\n")

    done = module.forget(store, paths, me.id, module.named(store, me.id, said.id))

    assert (done.rows, done.copies, done.pending) == (3, [], False)
    assert holding(paths) == []
    assert history.read_text() == '"heron 1"\n'
    assert verify(store, me.id) == []
    left = {key.id for key in vectors.matrix(store.conn, me.id, "fake").keys}
    assert left == {row.id for row in kept}
    assert {said.id, quote.id}.isdisjoint(left)
    if mirror.folder(store.conn).exists():
        assert holding(paths, (said.id,)) == [str(store.path)]  # the feed names the row, not its words


@pytest.mark.usefixtures("_size")
def test_a_session_goes_whole(store: Store, me: User, paths: Paths, embedder: FakeEmbedder) -> None:
    session = make.session(store, me.id, title=SECRET, summary=SECRET)
    for _ in range(6):
        make.message(store, me.id, session.id, content=SECRET)
    other = make.message(store, me.id, make.session(store, me.id).id, content="heron")
    reindex.drain(store, [me.id], embedder, spec="builtin")
    done = module.forget(store, paths, me.id, [], session_id=session.id)
    assert done.rows == 6
    assert holding(paths) == []
    assert [key.id for key in vectors.matrix(store.conn, me.id, "fake").keys] == [other.id]


def test_every_version_of_a_checkin_goes(store: Store, me: User, paths: Paths) -> None:
    old, new = make.checkin(store, me.id, "zanzibar", note=SECRET), make.checkin(store, me.id, note=SECRET)
    with store.write() as conn:
        checkins.supersede(conn, me.id, old.id, new.id)
    assert new.handle is not None
    assert module.forget(store, paths, me.id, module.named(store, me.id, new.handle)).rows == 2
    assert holding(paths) == []


def test_matching_means_all_of_the_words_and_only_the_persons_own(
    store: Store, me: User, paths: Paths
) -> None:
    other = make.user(store, "Other")
    session = make.session(store, me.id)
    both = make.message(store, me.id, session.id, content="kestrels over Zanzibar")
    make.message(store, me.id, session.id, content="kestrels elsewhere")
    make.message(store, other.id, make.session(store, other.id).id, content="kestrels over Zanzibar")
    assert [text.id for text in module.matching(store, me.id, 'kestrel "zanzibar" -')] == [both.id]
    assert module.matching(store, me.id, ' "" * ') == []
    for typed in ("X", "' OR 1=1 --", ""):
        with pytest.raises(NotFoundError):
            module.named(store, me.id, typed)


def test_another_persons_rows_cannot_be_forgotten(store: Store, me: User, paths: Paths) -> None:
    other = make.user(store, "Other")
    session = make.session(store, other.id, title="Zanzibar")
    theirs = make.message(store, other.id, session.id, content=SECRET)
    noted = make.checkin(store, other.id, note=SECRET)
    with pytest.raises(NotFoundError):
        module.named(store, me.id, theirs.id)
    keys = [("messages", theirs.id), ("checkins", noted.id)]
    assert module.forget(store, paths, me.id, keys, session_id=session.id).rows == 0
    assert store.conn.execute("SELECT COUNT(*) FROM messages").fetchone()[0] == 1
    assert store.conn.execute("SELECT note FROM checkins").fetchone()[0] == SECRET
    assert store.conn.execute("SELECT title FROM sessions").fetchone()[0] == "Zanzibar"


def test_backups_and_stray_copies_are_named_and_left(store: Store, me: User, paths: Paths) -> None:
    noted = make.checkin(store, me.id, note=SECRET)
    copy = backup.vacuum_into(store.conn, backup.free_name(paths.backups, "lifeos"))
    export = paths.data / "export.jsonl"
    export.write_text(json.dumps({"note": SECRET}))
    done = module.forget(store, paths, me.id, [("checkins", noted.id)])
    assert done.copies == [str(copy), str(export)]
    assert {*holding(paths, (SECRET,))} == {str(copy), str(export)}


def test_it_waits_for_an_indexer_and_forgets_nothing_without_the_lock(
    store: Store, me: User, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WAIT", 0.05)
    noted = make.checkin(store, me.id, note=SECRET)
    with lock(store), pytest.raises(TryAgainError):
        module.forget(store, paths, me.id, [("checkins", noted.id)])
    assert checkins.get(store.conn, me.id, noted.id)


def test_the_command_asks_lists_and_says_where_copies_are(lifeos: Lifeos, paths: Paths) -> None:
    lifeos("checkin", "--mood", "5", "--note", SECRET)
    copy = lifeos("db", "backup").out.strip()
    refused = lifeos("memory", "forget", "--matching", "zanzibar")
    assert refused.code == 2
    assert SECRET in refused.err
    done = lifeos("memory", "forget", "--matching", "zanzibar", "--yes", "--json")
    assert done.json() == {"forgotten": 1, "copies": [copy], "still_said": [], "pending": False}
    assert copy in done.err
    assert holding(paths) == [copy]
    assert lifeos("memory", "forget", "--matching", "zanzibar", "--yes").code == 3
    assert lifeos("memory", "forget").code == 2
    assert lifeos("memory", "verify").out == "ok\n"


def test_the_command_forgets_by_noun(lifeos: Lifeos, paths: Paths) -> None:
    lifeos("facts", "add", SECRET)
    lifeos("checkin", "--mood", "5", "--note", "heron")
    handle = lifeos("facts", "list", "--json").json()[0]["handle"]
    assert lifeos("forget", "fact", handle).code == 2
    done = lifeos("forget", "fact", handle, "--yes", "--json")
    assert done.json() == {"forgotten": 1, "copies": [], "still_said": [], "pending": False}
    assert "provider" in done.err
    assert holding(paths) == []
    assert lifeos("forget", "fact", handle, "--yes").code == 3
    for wrong in (["fakt", handle], ["fact"], ["all", "x"], []):
        assert lifeos("forget", *wrong, "--yes").code == 2, wrong
    lifeos("users", "add", "Bob")
    lifeos("checkin", "--mood", "2", "--note", SECRET, "--user", "Bob")
    assert lifeos("forget", "user", "Bob", "-y").code == 0
    assert holding(paths) == []
    assert lifeos("users", "show", "Bob").code == 3
    assert len(lifeos("checkins", "list", "--json").json()) == 1
    assert lifeos("forget", "all", "-y").code == 0
    assert lifeos("checkins", "list", "--json").json() == []
    assert lifeos("doctor", "--json").code in (0, 10)
