"""`lifeos watch`: one line a change, resumable, quiet when its reader goes."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.store import changes, users
from lifeos_cli.store.database import Store
from tests.store import make

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lifeos_cli.paths import Paths
    from tests.conftest import Lifeos


class Watching:
    """A running `lifeos watch` that has said it is ready."""

    def __init__(self, lifeos: Lifeos, *args: str) -> None:
        self.process = lifeos.start("watch", *args, stdin=subprocess.DEVNULL, bufsize=0)
        assert self.process.stderr
        assert self.process.stdout
        self.out = self.process.stdout
        self.ready = self.process.stderr.readline().decode()

    def line(self, timeout: float = 10) -> str:
        """Return the next line, as soon as it is there."""
        assert select.select([self.out], [], [], timeout)[0], "no line came"
        return self.out.readline().decode().rstrip("\n")

    def entry(self) -> dict[str, Any]:
        """Return the next line as JSON."""
        found: dict[str, Any] = json.loads(self.line())
        return found

    def silent(self, seconds: float = 0.4) -> bool:
        """Tell whether nothing comes for a while."""
        return not select.select([self.out], [], [], seconds)[0]


@contextmanager
def watching(lifeos: Lifeos, *args: str) -> Iterator[Watching]:
    found = Watching(lifeos, *args)
    try:
        yield found
    finally:
        found.process.kill()
        found.process.communicate()


@pytest.fixture
def store(paths: Paths) -> Iterator[Store]:
    with Store(paths) as opened:
        yield opened


@pytest.fixture
def me(store: Store) -> str:
    found = users.current(store.conn)
    assert found
    return found.id


def test_each_change_is_one_line_with_the_row_as_it_is(lifeos: Lifeos, store: Store, me: str) -> None:
    with watching(lifeos, "--jsonl") as watch:
        assert watch.ready == "watching from 1\n"
        row = make.checkin(store, me, "work", note="a\nb\x1b[31m", micro_item='{"a": 1}')
        entry = watch.entry()
        assert list(entry) == ["seq", "table", "id", "op", "at", "user_id", "row"]
        assert (entry["seq"], entry["table"], entry["id"], entry["op"], entry["user_id"]) == (
            *(2, "checkins", row.id, "insert"),
            me,
        )
        assert entry["row"]["note"] == "a\nb\x1b[31m"
        assert entry["row"]["tags"] == ["work"]
        assert entry["row"]["micro_item"] == {"a": 1}
        with store.write() as conn:
            conn.execute("DELETE FROM checkins")
        gone = watch.entry()
        assert (gone["op"], gone["row"]) == ("delete", None)


def test_without_json_a_line_is_tab_separated_under_a_header(lifeos: Lifeos, store: Store, me: str) -> None:
    with watching(lifeos) as watch:
        assert watch.line().split("\t") == ["seq", "table", "op", "id", "at"]
        row = make.checkin(store, me)
        assert watch.line().split("\t")[:4] == ["2", "checkins", "insert", row.id]


def test_only_the_nouns_asked_for_and_only_the_persons_own_rows_come(
    lifeos: Lifeos, store: Store, me: str
) -> None:
    other = make.user(store, "Other")
    with watching(lifeos, "sessions", "checkins", "--jsonl") as watch:
        make.checkin(store, other.id)
        session = make.session(store, me)
        make.message(store, me, session.id)
        assert watch.entry()["id"] == session.id
        assert watch.silent()
    with watching(lifeos, "--jsonl", "--user", "Other", "--since", "0") as watch:
        assert {watch.entry()["user_id"] for _ in range(2)} == {other.id}
        assert watch.silent()


def test_an_unknown_noun_exits_2_with_the_nearest_one(lifeos: Lifeos) -> None:
    wrong = lifeos("watch", "checkin")
    assert wrong.code == 2
    assert "Did you mean 'checkins'?" in wrong.err


def test_it_goes_on_after_a_number_without_gap_or_repeat(lifeos: Lifeos, store: Store, me: str) -> None:
    rows = [make.checkin(store, me).id for _ in range(1203)]
    first = lifeos("watch", "checkins", "--jsonl", "--once", "--since", "0").jsonl()
    assert [entry["id"] for entry in first] == rows
    middle = first[700]["seq"]
    with watching(lifeos, "checkins", "--jsonl", "--since", str(middle)) as watch:
        rows += [make.checkin(store, me).id for _ in range(20)]
        assert [watch.entry()["id"] for _ in range(1203 - 701 + 20)] == rows[701:]
        assert watch.silent()


def test_a_killed_follower_misses_and_repeats_nothing(lifeos: Lifeos, store: Store, me: str) -> None:
    rows, seen, at = [], [], changes.last_seq(store.conn)
    for n in range(4):
        rows += [make.checkin(store, me).id for _ in range(25)]
        with watching(lifeos, "--jsonl", "--since", str(at)) as watch:
            rows += [make.checkin(store, me).id for _ in range(25)]
            for _ in range(20 + n):
                entry = watch.entry()
                seen.append(entry["id"])
                at = entry["seq"]
            watch.process.kill()
    rest = lifeos("watch", "--jsonl", "--once", "--since", str(at)).jsonl()
    assert seen + [entry["id"] for entry in rest] == rows


def test_what_was_pruned_or_never_was_is_refused_with_exit_3(lifeos: Lifeos, store: Store, me: str) -> None:
    for _ in range(3):
        make.checkin(store, me)
    with store.write() as conn:
        conn.execute("UPDATE changes SET at = 0 WHERE seq <= 2")
        changes.prune(conn)
    pruned, ahead = lifeos("watch", "--since", "1"), lifeos("watch", "--since", "99")
    assert (pruned.code, ahead.code) == (3, 3)
    assert "up to 2 were pruned" in pruned.err
    assert "ends at 4, before 99" in ahead.err
    assert [entry["seq"] for entry in lifeos("watch", "--once", "--json").jsonl()] == [3, 4]
    assert lifeos("watch", "--since", "-1").code == 2


def test_once_prints_what_there_is_and_ends(lifeos: Lifeos, store: Store, me: str) -> None:
    make.checkin(store, me)
    done = lifeos("watch", "--once", "--quiet")
    assert done.code == 0
    assert [row[0] for row in done.rows()] == ["seq", "1", "2"]
    assert done.err == ""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_it_is_ended_by_a_signal_at_once(lifeos: Lifeos, store: Store, number: int, code: int) -> None:
    with watching(lifeos) as watch:
        watch.process.send_signal(number)
        assert watch.process.wait(20) == code
        assert watch.process.stderr
        assert watch.process.stderr.read() == b""


def test_it_ends_quietly_when_its_reader_goes_while_nothing_happens(lifeos: Lifeos, store: Store) -> None:
    with watching(lifeos, "--jsonl") as watch:
        watch.out.close()
        assert watch.process.wait(5) == 0
        assert watch.process.stderr
        assert watch.process.stderr.read() == b""


def test_it_ends_quietly_when_its_reader_goes_in_the_middle(lifeos: Lifeos, store: Store, me: str) -> None:
    for _ in range(2000):
        make.checkin(store, me, note="x" * 100)
    read, write = os.pipe()
    process = lifeos.start("watch", "--jsonl", "--since", "0", stdout=write)
    os.close(write)
    os.read(read, 100)
    os.close(read)
    assert process.wait(10) == 0
    assert process.stderr
    assert process.stderr.read() == b"watching from 0\n"
    process.communicate()


def test_it_ends_after_telling_that_its_person_was_removed(lifeos: Lifeos, store: Store, me: str) -> None:
    make.user(store, "Ann")
    with watching(lifeos, "--jsonl", "--user", "Ann") as watch:
        assert lifeos("users", "rm", "Ann", "--yes").code == 0
        assert (watch.entry()["op"]) == "delete"
        assert watch.process.wait(5) == 0


def test_it_hears_of_a_commit_at_once_and_sleeps_otherwise(lifeos: Lifeos, store: Store, me: str) -> None:
    with watching(lifeos, "--jsonl") as watch:
        waits = []
        for _ in range(30):
            time.sleep(0.02)
            make.checkin(store, me)
            start = time.monotonic()
            watch.line()
            waits.append(time.monotonic() - start)
        assert sorted(waits)[27] < 0.2
        before = _cpu_seconds(watch.process.pid)
        time.sleep(3)
        assert _cpu_seconds(watch.process.pid) - before < 0.1


def _cpu_seconds(pid: int) -> float:
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:  # noqa: PTH123
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
