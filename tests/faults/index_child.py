"""A process that indexes, imports, re-embeds or optimises until it is killed. Arguments: home, verb.

The fake embedder is slowed down a little, so that kills fall into every part of the work.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from lifeos_cli.memory.index import reindex, sizes
from lifeos_cli.memory.index.indexer import catch_up
from lifeos_cli.paths import resolve
from lifeos_cli.store import users
from lifeos_cli.store.database import Store
from tests.memory.index.fake import FakeEmbedder
from tests.store import make

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

MIRRORED = 50
"""Vectors from which on these tests mirror into LanceDB."""


class Slow(FakeEmbedder):
    """A fake with a price."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Take a moment for every batch."""
        time.sleep(0.002)
        return super().embed(texts)


def write(store: Store, user_id: str) -> None:
    """Say something new, for ever."""
    session = make.session(store, user_id)
    for n in range(1_000_000):
        row = make.message(store, user_id, session.id, content=f"kestrel number {n} of {session.id}")
        print(row.id, flush=True)


def main() -> None:
    """Do the verb's work over and over."""
    home, verb = sys.argv[1:3]
    sizes.MIRROR_FROM = MIRRORED if verb in {"mirror", "optimize"} else 10**9
    with Store(resolve(home)) as store:
        person = users.all_users(store.conn)[0].id
        print("ready", flush=True)
        if verb == "write":
            write(store, person)
        round_ = 0
        while True:
            round_ += 1
            if verb == "reindex":
                model = FakeEmbedder(8 + round_ % 2, f"fake{round_ % 2}")
                reindex.reindex(store, Slow(model.dimension, model.model_id), f"fake{round_ % 2}")
            elif verb == "index":
                catch_up(store, person, Slow(), limit=None)
            else:
                reindex.drain(store, [person], Slow(), spec="builtin")
                if verb == "optimize":
                    reindex.optimize(store)
                else:
                    reindex.rebuild(store)


if __name__ == "__main__":
    main()
