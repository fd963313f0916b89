"""`lifeos memory search`: find what was said, by words and by meaning."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING, Any

import typer

from lifeos_cli.cli.memory_asked import around_of, filters_of, valid
from lifeos_cli.cli.memory_hits import print_line, show
from lifeos_cli.cli.memory_opened import opened
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import UnavailableError
from lifeos_cli.memory.base import one_thread
from lifeos_cli.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lifeos_cli.cli.runtime import Runtime
    from lifeos_cli.memory.base import Embedder
    from lifeos_cli.memory.hits import Hit
    from lifeos_cli.memory.search import Searcher

CATCH_UP = 256
"""Texts that are embedded before a search; more would keep the person waiting."""


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

    valid(query, queries, role, mode)
    run, around = opened() if mode != "text" else current(), around_of(context)
    filters = filters_of(since, until, role=role, type_=type_, coach=coach, tag=tag)
    stays = bool(queries) or follow
    embedder, spec = _embedder(run, mode, once=not stays)
    searcher = Searcher(run.store.conn, run.person.id, embedder, stays=stays)

    def answer(text: str, now: int | None = None) -> list[dict[str, Any]]:
        hits = searcher.search(text, k=k, filters=filters, mode=mode, now=now)
        return _rows(searcher, hits, floor=floor, around=around, explain=explain)

    if queries:
        for line in _lines():
            print_line({"query": line, "hits": answer(line)})
    elif follow:
        from lifeos_cli.cli.memory_follow import follow as keep_current

        keep_current(
            run,
            searcher,
            query,
            answer,
            catch_up=lambda: embedder and catch_up(run, embedder, spec),
            as_json=jsonl or run.json or not run.stdout_tty,
        )
    elif jsonl:
        for row in answer(query):
            print_line(row)
    else:
        show(answer(query))


def _embedder(run: Runtime, mode: str, *, once: bool) -> tuple[Embedder | None, str]:
    """Return what makes vectors, once what waits for its own has them, and its setting; None: words alone."""
    if mode == "text":
        return None, ""
    from lifeos_cli.memory.index.model import open_embedder, serving_spec

    spec = serving_spec(run.store, run.settings.text("memory.embedder"))
    try:
        embedder = open_embedder(spec)
    except UnavailableError as error:
        if mode == "vector":
            raise
        run.say(f"searching by words alone: {error.message}")
        return None, spec
    left = catch_up(run, embedder, spec)
    if left:
        those = counted(
            left,
            "text has no vector yet and is found by its words alone",
            "texts have no vectors yet and are found by their words alone",
        )
        run.say(f"{those}: lifeos memory reindex")
    if once and spec == "builtin":
        from lifeos_cli.memory.once import Once

        return Once(embedder), spec
    return embedder, spec


def catch_up(run: Runtime, embedder: Embedder, spec: str) -> int:
    """Embed some of what waits; returns how many texts still do."""
    from lifeos_cli.memory.index.indexer import catch_up as use_case

    return use_case(run.store, run.person.id, embedder, limit=CATCH_UP, spec=spec).left


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
