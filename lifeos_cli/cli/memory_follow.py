"""`lifeos memory search --follow`: an answer that is kept current."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.cli.memory_hits import print_line, show

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.cli.runtime import Runtime
    from lifeos_cli.memory.search import Searcher

LOOK_SECONDS = 0.5
"""How often it looks whether it is still wanted."""


def follow(
    run: Runtime,
    searcher: Searcher,
    query: str,
    answer: Callable[[str, int | None], list[dict[str, Any]]],
    *,
    catch_up: Callable[[], object],
    as_json: bool,
) -> None:
    """Answer, and again whenever the store gives another answer, until interrupted.

    The instant that time words and age are read against stays the first one, or
    every new look would differ a little from the one before.

    Args:
        run: This run.
        searcher: What searches.
        query: What is looked for.
        answer: Answers a query as of an instant.
        catch_up: Embeds what came since.
        as_json: One JSON object an answer; else tables.
    """
    from lifeos_cli.clock import now_ms
    from lifeos_cli.store.live import LiveView

    now = now_ms()

    def read(_conn: Any) -> list[dict[str, Any]]:
        if searcher.embedder is not None:
            catch_up()
        return answer(query, now)

    def tell(rows: list[dict[str, Any]]) -> None:
        if as_json:
            print_line({"query": query, "hits": rows})
        else:
            show(rows)

    view = LiveView(run.store.path, run.person.id)
    try:
        view.add(read, ("messages", "checkins", "insights", "facts", "sessions"), tell)
        view.run(slice_seconds=LOOK_SECONDS)
    finally:
        view.close()
