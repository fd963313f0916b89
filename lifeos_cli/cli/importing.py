"""Running an import: the file opened, a bar while it goes, and on a dry run a copy instead of the record."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from lifeos_cli.cli.import_foreign import take_foreign
from lifeos_cli.cli.runtime import current
from lifeos_cli.clock import now_ms
from lifeos_cli.errors import NotFoundError, TryAgainError, UnavailableError, UsageFault, with_hint
from lifeos_cli.growth.checkins import windows
from lifeos_cli.render.progress import Bar
from lifeos_cli.store import changes, extractions
from lifeos_cli.text import counted, one_line
from lifeos_cli.transfer import jsonl_import
from lifeos_cli.transfer.formats import FORMATS, Options, guess
from lifeos_cli.transfer.report import Report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

    from lifeos_cli.store.database import Store


def run_import(
    what: Sequence[str],
    *,
    dry_run: bool,
    embed: bool,
    extract: bool = False,
    mapped: Sequence[str] = (),
    dates: str | None = None,
) -> Report:
    """Import a file; its texts have vectors at the end, if that is wanted and can be done.

    Args:
        what: The file, or the format and the file.
        dry_run: Into a copy that is thrown away.
        embed: Make vectors before the end.
        extract: Queue the reading of the sessions that came.
        mapped: Columns of a table, as `mood=Mood:1-5`.
        dates: How its days are written.

    Raises:
        NotFoundError: There is no such file.
        UsageFault: It is a folder, or in no format that is known.
    """
    name, file = _named(what)
    report = Report(dry_run=dry_run, format=name, each="line" if name == "jsonl" else "item")
    options = _options(name, file, mapped, dates)
    with _target(dry_run=dry_run) as (store, user_id):
        before = changes.last_seq(store.conn)
        if name == "jsonl":
            whose = [_take(file, store, user_id, report)]
        else:
            whose = take_foreign(name, file, store, user_id, report, options)
        if embed and not dry_run and report.taken.total():
            for one in whose:
                _embed(store, one, report)
        if extract:
            report.queued = sum(_queue(store, one, before) for one in whose)
    return report


def _queue(store: Store, user_id: str, before: int) -> int:
    """Queue the reading of every session that got messages since a place in the feed; returns how many."""
    from lifeos_cli.extraction.queue import Queue
    from lifeos_cli.extraction.summary import enqueue

    queue, settings = Queue(store, user_id), current().settings
    found = extractions.spoken_in_since(store.conn, user_id, before)
    return sum(enqueue(queue, settings, session_id) is not None for session_id in found)


def _named(what: Sequence[str]) -> tuple[str, str]:
    """Return the format and the file."""
    if len(what) > 2:  # noqa: PLR2004 - a format and a file
        raise UsageFault("one file at a time", hint="lifeos import [FORMAT] FILE")
    file = what[-1]
    if len(what) == 2:  # noqa: PLR2004 - see above
        name = what[0].lower()
        if name not in FORMATS:
            raise UsageFault(f"'{one_line(what[0], 30)}' is no format", hint=f"One of {', '.join(FORMATS)}.")
        return name, file
    if file == "-":
        raise UsageFault("of standard input the format must be named", hint="lifeos import jsonl -")
    path = Path(file).expanduser()
    if not path.exists():
        known = f" `lifeos import {file} FILE` names the file too." if file in FORMATS else ""
        raise NotFoundError(f"there is no file {path}", hint=known.strip())
    found = guess(path)
    current().note(f"Format: {found}.")
    return found, file


def _options(name: str, file: str, mapped: Sequence[str], dates: str | None) -> Options:
    """Return what a table's import must know: columns given, told by their names, or asked for."""
    if name != "csv":
        if mapped or dates:
            raise UsageFault("--map and --dates are for csv")
        return Options()
    from lifeos_cli.cli.import_columns import columns

    return Options(columns(file, mapped), dates)


def _take(file: str, store: Store, user_id: str, report: Report) -> str:
    run = current()
    with (
        _opened(file) as (stream, size, time),
        Bar("Importing", size, shown=not run.quiet) as bar,
    ):

        def tell() -> None:
            bar.to(_place(stream) if size else report.lines, f"{report.lines:,} lines")

        try:
            return jsonl_import.run(
                store,
                user_id,
                stream,
                time=time,
                windows=windows(run.settings.items("checkin.windows")),
                adopt=run.user is None,
                report=report,
                tell=tell,
            )
        except KeyboardInterrupt:
            run.note(f"Interrupted after {report.lines:,} lines; run it again to go on.")
            raise


def _embed(store: Store, user_id: str, report: Report) -> None:
    """Give the texts their vectors; whatever stands in the way, the import is done and words find them."""
    from lifeos_cli.memory.index.check import stats
    from lifeos_cli.memory.index.model import open_embedder, serving_spec
    from lifeos_cli.memory.index.reindex import drain

    run, done = current(), 0
    try:
        spec = serving_spec(store, run.settings.text("memory.embedder"))
        embedder = open_embedder(spec)
        waiting = stats(store, user_id)["waiting"]
        with Bar("Embedding", waiting, shown=not run.quiet) as bar:

            def told(more: int) -> None:
                nonlocal done
                done += more
                bar.to(done, counted(done, "text", "texts"))

            report.embedded = drain(store, [user_id], embedder, spec=spec, told=told, note=run.note)
    except (UnavailableError, TryAgainError) as error:
        run.note(f"Imported; vectors follow later: {with_hint(error.message, error.hint)}")
    except KeyboardInterrupt:
        run.note(
            f"Interrupted: everything is imported, {counted(done, 'text has its vector', 'texts have their vectors')}, "
            "the others follow."
        )
        raise


@contextmanager
def _opened(file: str) -> Iterator[tuple[BinaryIO, int | None, int]]:
    """Open the file; gives its stream, its size if it has one, and its time."""
    if file == "-":
        yield sys.stdin.buffer, None, now_ms()
        return
    path = Path(file).expanduser()
    if path.is_dir():
        raise UsageFault(f"{path} is a folder", hint="Name a file.")
    if not path.exists():
        raise NotFoundError(f"there is no file {path}")
    with path.open("rb", buffering=1024 * 1024) as stream:
        found = os.fstat(stream.fileno())
        yield stream, found.st_size or None, min(found.st_mtime_ns // 1_000_000, now_ms())


def _place(stream: BinaryIO) -> int:
    try:
        return stream.tell()
    except OSError:  # a pipe with a name
        return 0


@contextmanager
def _target(*, dry_run: bool) -> Iterator[tuple[Store, str]]:
    """Give the store to write to, and whose record; on a dry run a copy that is thrown away."""
    run = current()
    if not dry_run:
        yield run.store, run.person.id
        return
    from tempfile import TemporaryDirectory

    from lifeos_cli.paths import private_dir, resolve
    from lifeos_cli.store.backup import vacuum_into
    from lifeos_cli.store.database import Store

    with TemporaryDirectory(prefix="dry-run-", dir=private_dir(run.paths.cache)) as folder:
        paths = resolve(folder)
        who = run.person.id
        vacuum_into(run.store.conn, paths.database)
        with Store(paths) as store:
            yield store, who
