"""Which embedder serves, and how it is made from its setting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.memory.embed.catalog import choose
from lifeos_cli.store import vector_marks, vectors

if TYPE_CHECKING:
    from lifeos_cli.memory.base import Embedder
    from lifeos_cli.store.database import Store


def open_embedder(spec: str) -> Embedder:
    """Make the embedder a setting names, like `builtin` or `litellm:voyage/voyage-3`.

    Raises:
        UsageFault: The setting names none.
        UnavailableError: What it needs is not installed.
    """
    return choose(spec)


def serving_spec(store: Store, setting: str) -> str:
    """Return the setting of the model that serves; before there is one, the person's own setting.

    A changed setting takes effect with `lifeos memory reindex`: until its vectors
    are there, the old ones answer, and they need their own model.
    """
    vectors.attach(store.conn)
    found = vector_marks.serving(store.conn)
    return found.spec if found else setting
