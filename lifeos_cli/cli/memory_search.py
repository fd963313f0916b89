"""`lifeos memory search`: find what was said, by words and by meaning."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING, Any

import typer

from lifeos_cli.cli.output import emit_list
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import UnavailableError, UsageFault
from lifeos_cli.memory.base import one_thread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lifeos_cli.cli.runtime import Runtime
    from lifeos_cli.memory.base import Embedder
    from lifeos_cli.memory.hits import Hit
    from lifeos_cli.memory.legs import Filters
    from lifeos_cli.memory.search import Searcher

CATCH_UP = 256
"""Texts that are embedded before a search; more would keep the person waiting."""
COLUMNS = ("score", "when", "kind", "role", "session", "content")
LOOK_SECONDS = 0.5
"""How often `--follow` looks whether it is still wanted."""


def search(
    query: str = typer.Argument(None, metavar="QUERY", help="Words, a question, or a whole paragraph."),
    k: int = typer.Option(10, "-k", "--limit", "-n", min=1, help="At most so many."),
    since: str = typer.Option(None, metavar="WHEN", help="Written from then on: 2026-11-01, 'last monday'."),
    until: str = typer.Option(None, metavar="WHEN", help="Written before the end of that day."),
    role: str = typer.Option("user", metavar="ROLE", help="Whose words: user (yours), assistant, any."),
    type_: str = typer.Option(
        None, "--type", metavar="TYPE", help="Of sessions: checkin, coaching, exploration."
    ),
    coach: str = typer.Option(None, metavar="NAME", help="Of sessions with this coach (its id)."),
    tag: str = typer.Option(None, metavar="WORD", help="Of check-ins and sessions with this tag."),
    mode: str = typer.Option(
        "hybrid", metavar="MODE", help="hybrid, or one alone: text (words), vector (meaning)."
    ),
    floor: float = typer.Option(
        None, metavar="COSINE", help="Leave out what is less near in meaning, as .4."
    ),
    context: str = typer.Option(None, metavar="B,A", help="Show B messages before each and A after, as 2,1."),
    explain: bool = typer.Option(False, "--explain", help="Say what each score is the sum of."),
    jsonl: bool = typer.Option(
        False, "--jsonl", help="One JSON object a line: a hit, or with --follow an answer."
    ),
    queries: str = typer.Option(
        None, metavar="-", help="Read one query a line from standard input; JSON Lines."
    ),
    follow: bool = typer.Option(False, "--follow", help="Answer again whenever the answer changes."),
) -> None:
    """Find what was said, by words and by meaning, the best first.

    Scores compare within one answer only; the cosine (`vector_score`) compares
    between queries. In JSON `session` is the session's external id if it has
    one, else its id.
    """
    one_thread()
    if not follow and not queries:
        gc.disable()  # what is read stays to the end: looking for garbage in it costs a tenth of the whole
    from lifeos_cli.memory.search import Searcher

    _valid(query, queries, role, mode)
    run, around = current(), _context(context)
    filters = _filters(since, until, role=role, type_=type_, coach=coach, tag=tag)
    embedder = _embedder(run, mode, once=not queries and not follow)
    searcher = Searcher(run.store.conn, run.person.id, embedder)

    def answer(text: str, now: int | None = None) -> list[dict[str, Any]]:
        hits = searcher.search(text, k=k, filters=filters, mode=mode, now=now)
        return _rows(searcher, hits, floor=floor, around=around, explain=explain)

    if queries:
        for line in _lines():
            _print({"query": line, "hits": answer(line)})
    elif follow:
        _follow(run, searcher, query, answer, as_json=jsonl or run.json or not run.stdout_tty)
    elif jsonl:
        for row in answer(query):
            _print(row)
    else:
        _show(answer(query))


def _valid(query: str | None, queries: str | None, role: str, mode: str) -> None:
    from lifeos_cli.memory.legs import ROLES
    from lifeos_cli.memory.search import MODES

    if (query is None) == (queries is None):
        raise UsageFault("one query is needed", hint="Give it in quotes, or many with --queries -.")
    if queries not in {None, "-"}:
        raise UsageFault("--queries reads standard input", hint="Write: --queries - < FILE")
    for name, value, known in (("role", role, ROLES), ("mode", mode, MODES)):
        if value not in known:
            raise UsageFault(f"--{name} is one of {', '.join(known)}")


def _filters(since: str | None, until: str | None, **others: Any) -> Filters:
    from lifeos_cli.clock import now_ms
    from lifeos_cli.memory.legs import Filters
    from lifeos_cli.when import parse

    now = now_ms()
    return Filters(
        since=parse(since, now) if since else None,
        until=parse(until, now, end=True) if until else None,
        **others,
    )


def _context(typed: str | None) -> tuple[int, int] | None:
    if typed is None:
        return None
    before, _, after = typed.partition(",")
    if not before.strip().isdecimal() or not (after.strip() or "0").isdecimal():
        raise UsageFault(
            "--context takes two numbers", hint="As --context 2,1: two messages before, one after."
        )
    return int(before), int(after.strip() or "0")


def _embedder(run: Runtime, mode: str, *, once: bool) -> Embedder | None:
    """Return what makes vectors, once what waits for its own has them; None: words alone."""
    if mode == "text":
        return None
    from lifeos_cli.memory.index.model import open_embedder, serving_spec

    spec = serving_spec(run.store, run.settings.text("memory.embedder"))
    try:
        embedder = open_embedder(spec)
    except UnavailableError as error:
        if mode == "vector":
            raise
        run.say(f"searching by words alone: {error.message}")
        return None
    _catch_up(run, embedder, spec)
    if once and spec == "builtin":
        from lifeos_cli.memory.once import Once

        return Once(embedder)
    return embedder


def _catch_up(run: Runtime, embedder: Embedder, spec: str) -> None:
    from lifeos_cli.memory.index.indexer import catch_up

    progress = catch_up(run.store, run.person.id, embedder, limit=CATCH_UP, spec=spec)
    if progress.left:
        run.say(
            f"{progress.left} texts have no vectors yet and are found by their words alone: lifeos jobs run"
        )


def _rows(
    searcher: Searcher, hits: list[Hit], *, floor: float | None, around: tuple[int, int] | None, explain: bool
) -> list[dict[str, Any]]:
    from lifeos_cli.memory.hits import public, with_context

    if floor is not None:
        hits = [hit for hit in hits if (hit.vector_score or 0.0) >= floor]
    rows = [public(hit, explain=explain) for hit in hits]
    if around is not None:
        with_context(searcher.conn, searcher.user_id, hits, rows, *around)
    return rows


def _lines() -> Iterator[str]:
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", "replace").strip()


def _print(value: dict[str, Any]) -> None:
    from lifeos_cli.render.tables import to_json

    sys.stdout.write(to_json(value) + "\n")
    sys.stdout.flush()


def _show(rows: list[dict[str, Any]]) -> None:
    """Answer with a table, the messages around a hit as rows of their own."""
    columns = list(COLUMNS)
    if any("parts" in row for row in rows):
        columns.insert(1, "parts")
    shown: list[dict[str, Any]] = []
    for row in rows:
        shown += [_line(said) for said in row.get("before", [])]
        shown.append(_line(row))
        shown += [_line(said) for said in row.get("after", [])]
    emit_list(columns, shown, full=rows, empty="Nothing found. --role any searches the coach's words too.")


def _line(row: dict[str, Any]) -> dict[str, Any]:
    parts = {name: round(part, 3) for name, part in row.get("parts", {}).items() if round(part, 3)}
    score = row.get("score")
    return {
        **row,
        "score": None if score is None else f"{score:.3f}",
        "when": str(row["created_at"])[:16].replace("T", " "),
        "parts": " ".join(f"{name} {part:g}" for name, part in parts.items()) or None,
    }


def _follow(
    run: Runtime,
    searcher: Searcher,
    query: str,
    answer: Callable[[str, int | None], list[dict[str, Any]]],
    *,
    as_json: bool,
) -> None:
    """Answer, and again whenever the store gives another answer, until interrupted.

    The instant that time words and age are read against stays the first one, or
    every new look would differ a little from the one before.
    """
    from lifeos_cli.clock import now_ms
    from lifeos_cli.memory.index.indexer import catch_up
    from lifeos_cli.store.live import LiveView

    now = now_ms()

    def read(_conn: Any) -> list[dict[str, Any]]:
        if searcher.embedder is not None:
            catch_up(run.store, run.person.id, searcher.embedder, limit=CATCH_UP)
            searcher.forget()
        return answer(query, now)

    def tell(rows: list[dict[str, Any]]) -> None:
        if as_json:
            _print({"query": query, "hits": rows})
        else:
            _show(rows)

    view = LiveView(run.store.path, run.person.id)
    try:
        view.add(read, ("messages", "checkins", "insights", "facts", "sessions"), tell)
        view.run(slice_seconds=LOOK_SECONDS)
    finally:
        view.close()
