"""The kind `index`: brings the vectors of memory up to date with what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.errors import TryAgainError

if TYPE_CHECKING:
    from lifeos_cli.extraction.workflow import Context
    from lifeos_cli.paths import Paths
    from lifeos_cli.store.database import Store


def wanted(store: Store, user_id: str) -> str | None:
    """Return the newest change of a text if texts wait for their vectors: one job for each state of the record."""
    from lifeos_cli.store import changes, vector_marks, vectors

    vectors.attach(store.conn)
    serving = vector_marks.serving(store.conn)
    mark = vector_marks.mark(store.conn, user_id, serving.model) if serving else None
    if not vector_marks.behind(store.conn, user_id, mark):
        return None
    return str(changes.last_of(store.conn, user_id, vector_marks.TABLES))


async def run(ctx: Context) -> Any:
    """Embed what waits, all of it."""
    paths, user_id = ctx.store.paths, ctx.user_id
    return await ctx.step("embed", lambda: embed(paths, user_id))


def embed(paths: Paths, user_id: str) -> dict[str, int]:
    """Catch the person's index up on a connection of its own; returns how many texts were embedded and how many wait.

    Raises:
        TryAgainError: Another process is indexing.
        UnavailableError: The embedder of the settings is not installed.
    """
    from lifeos_cli.memory.base import one_thread

    one_thread()
    from lifeos_cli.memory.index.indexer import catch_up
    from lifeos_cli.memory.index.model import open_embedder, serving_spec
    from lifeos_cli.settings import load
    from lifeos_cli.store.database import Store

    with Store(paths, create=False) as store:
        spec = serving_spec(store, load(paths).text("memory.embedder"))
        progress = catch_up(store, user_id, open_embedder(spec), limit=None, spec=spec)
    if progress.held:
        raise TryAgainError("another process is indexing")
    return {"embedded": progress.done, "left": progress.left}
