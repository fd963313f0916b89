"""A disk that takes no more: one line, exit 1, nothing half written; with space again, everything works."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.paths import Paths
    from tests.conftest import Lifeos


def limited(size: int) -> Callable[[], None]:
    """Make files of a child end at `size` bytes, as `ulimit -f` does."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def namespaces() -> bool:
    """Tell whether a private mount can be made here."""
    tried = subprocess.run(
        ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False
    )
    return tried.returncode == 0


needs_mounts = pytest.mark.skipif(
    shutil.which("unshare") is None or not namespaces(), reason="no private mounts here (unshare -rm)"
)


def mounted(script: str, lifeos: Lifeos) -> list[dict[str, object]]:
    """Run a script of shell in a mount namespace; it calls `$LIFEOS`, each result is one object."""
    runner = Path(__file__).with_name("each.py")
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-euc", script],
        env={**lifeos.env(), "LIFEOS": f"{sys.executable} {runner}", "HOME_DIR": str(lifeos.home)},
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_write_beyond_the_limit_is_one_clean_line_and_leaves_nothing(lifeos: Lifeos, paths: Paths) -> None:
    lifeos("checkin", "--mood", "5")
    process = lifeos.start("checkin", "--mood", "6", "--note", "x" * 9000, preexec_fn=limited(8192))
    out, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert out == b""
    assert err.count(b"\n") == 1
    assert b"does not take the write" in err
    assert b"not saved" in err
    assert b"Free some space" in err
    assert lifeos("db", "check").out == "ok\n"
    assert len(lifeos("checkins", "list", "--json").json()) == 1
    assert lifeos("checkin", "--mood", "6").code == 0


def test_a_first_start_without_space_leaves_nothing_that_stops_the_next(lifeos: Lifeos) -> None:
    for size in (0, 4096, 20_000, 60_000):
        process = lifeos.start("checkin", "--mood", "6", preexec_fn=limited(size))
        _, err = process.communicate(timeout=30)
        assert process.returncode == 1, (size, err)
        assert err.count(b"\n") == 1
    assert lifeos("checkin", "--mood", "6").code == 0
    assert lifeos("db", "check").out == "ok\n"


def test_a_backup_without_space_leaves_no_half_file(lifeos: Lifeos, paths: Paths) -> None:
    lifeos("checkin", "--mood", "5")
    process = lifeos.start("db", "backup", preexec_fn=limited(50_000))
    _, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert err.count(b"\n") == 1
    assert list(paths.backups.iterdir()) == []


@needs_mounts
def test_a_full_file_system_loses_nothing_that_was_confirmed(lifeos: Lifeos) -> None:
    lifeos.home.mkdir()
    script = """
        mount -t tmpfs -o size=1300k none "$HOME_DIR"
        for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
            $LIFEOS checkin --mood 5 --note "$(head -c 9000 /dev/zero | tr '\\0' x)" --json
        done
        $LIFEOS checkins list --json
        mount -o remount,size=4m "$HOME_DIR"
        $LIFEOS checkin --mood 7 --json
        $LIFEOS checkins list --json
        $LIFEOS db check
    """
    *written, full, after, listed, check = mounted(script, lifeos)
    codes = [run["code"] for run in written]
    assert set(codes) == {0, 1}
    for run in written:
        assert run["code"] == 0 or ("space" in str(run["err"]) and str(run["err"]).count("\n") == 1)
    confirmed = [json.loads(str(run["out"]))["id"] for run in written if run["code"] == 0]
    assert [row["id"] for row in json.loads(str(full["out"]))] == confirmed
    assert after["code"] == 0
    assert len(json.loads(str(listed["out"]))) == len(confirmed) + 1
    assert check["out"] == "ok\n"


@needs_mounts
def test_a_home_that_cannot_be_written_is_one_clean_line(lifeos: Lifeos) -> None:
    lifeos("checkin", "--mood", "5")
    script = """
        mount --bind "$HOME_DIR" "$HOME_DIR"
        mount -o remount,ro,bind "$HOME_DIR"
        $LIFEOS checkin --mood 6
        $LIFEOS checkins list
        $LIFEOS users add x
        $LIFEOS db path
    """
    *refused, path = mounted(script, lifeos)
    for run in refused:
        assert run["code"] == 1
        assert str(run["err"]).count("\n") == 1
        assert "Read-only file system" in str(run["err"])
    assert path["code"] == 0


UNPRIVILEGED = [
    "setpriv",
    "--bounding-set=-dac_override,-dac_read_search",
    "--inh-caps=-dac_override,-dac_read_search",
]
"""Before a command: root obeys the rights of files, as everybody else does."""


@pytest.mark.skipif(os.geteuid() == 0 and shutil.which("setpriv") is None, reason="root may write everywhere")
@pytest.mark.parametrize("mode", [0o500, 0o000])
def test_a_folder_without_the_right_to_it_is_one_clean_line_and_loses_nothing(
    lifeos: Lifeos, paths: Paths, mode: int
) -> None:
    lifeos("checkin", "--mood", "5")
    prefix = UNPRIVILEGED if os.geteuid() == 0 else []
    paths.data.chmod(mode)
    try:
        for words in (
            ("checkin", "--mood", "6"),
            ("checkins", "list"),
            ("doctor",),
            ("export", "jsonl", "-o", "-"),
        ):
            done = subprocess.run(
                [*prefix, *lifeos.argv(*words)],
                env=lifeos.env(),
                capture_output=True,
                text=True,
                check=False,
                timeout=60,
            )
            assert done.returncode in ((1,) if words[0] == "checkin" else (0, 1))
            assert "Traceback" not in done.stderr
            assert done.stderr.count("\n") <= 1
    finally:
        paths.data.chmod(0o700)
    assert len(lifeos("checkins", "list", "--json").json()) == 1


def test_a_home_that_is_a_file_is_one_clean_line(lifeos: Lifeos) -> None:
    lifeos.home.write_text("not a folder")
    refused = lifeos("checkin", "--mood", "6")
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    assert lifeos.home.read_text() == "not a folder"


LANCE = """
import resource, sys
from lifeos_cli.memory.index import mirror, reindex, sizes
from lifeos_cli.memory.index.check import verify
from lifeos_cli.memory.search import Searcher
from lifeos_cli.paths import resolve
from lifeos_cli.store import users, vector_mirror, vectors
from lifeos_cli.store.database import Store
from tests.memory.index.fake import FakeEmbedder
from tests.store import make
with Store(resolve(sys.argv[1])) as store:
    me = users.current(store.conn).id
    session = make.session(store, me)
    for n in range(400):
        make.message(store, me, session.id, content=f"heron number {n}")
    fake = FakeEmbedder(384, "fake")
    sizes.MIRROR_FROM = 10**9
    reindex.drain(store, [me], fake, spec="builtin")
    sizes.MIRROR_FROM = 3
    whole = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, whole[1]))
    told = []
    mirror.keep(store, told=told.append)
    assert "no vector index could be built" in told[0], told
    assert not mirror.folder(store.conn).exists()
    found = Searcher(store.conn, me, fake).search("heron number 7", k=3)
    assert found[0].text.text == "heron number 7", found
    resource.setrlimit(resource.RLIMIT_FSIZE, whole)
    told.clear()
    reindex.drain(store, [me], fake, spec="builtin", note=told.append)
    assert "built a vector index of 400 rows" in told[0], told
    assert verify(store, me) == []
    assert vector_mirror.waiting(store.conn, "fake") == 0
"""


def test_lancedb_without_space_is_done_without_and_built_when_there_is(lifeos: Lifeos) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LANCE, str(lifeos.home)],
        env=lifeos.env(),
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    assert done.returncode == 0, done.stderr
