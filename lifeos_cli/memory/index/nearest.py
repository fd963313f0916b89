"""The vectors nearest to a query: a scan of one person's, or LanceDB where that is faster.

A scan is exact and needs nothing but the BLOBs; a program that ends soon does
it once, block by block, one that stays keeps the vectors in memory. Above
`SCAN_TO` vectors of one person a program that stays asks LanceDB, if the mirror
is there and has followed; else it scans all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.memory.index.lance import Near
from lifeos_cli.store import vector_marks, vector_mirror, vectors, words

if TYPE_CHECKING:
    from collections.abc import Collection

    import numpy as np
    from numpy.typing import NDArray

    from lifeos_cli.store.database import Store

SCAN_TO = 150_000
"""Vectors of one person up to which a program that stays scans them in memory."""


class Nearest:
    """Answers for one person and one model.

    Args:
        store: The open store.
        user_id: Whose vectors.
        model: Of this model.
        stays: Whether the program will ask again; only then LanceDB is worth its start.
    """

    def __init__(self, store: Store, user_id: str, model: str, *, stays: bool = False) -> None:
        vectors.attach(store.conn)
        self._store, self._user_id, self._model, self._stays = store, user_id, model, stays
        self._kept: tuple[Any, vectors.Matrix] | None = None
        self._table: Any = None
        self._told: Any = None

    def search(
        self, query: NDArray[np.float32], *, most: int, voices: Collection[int] = words.ANY
    ) -> list[Near]:
        """Return the nearest pieces, the nearest first.

        Args:
            query: A unit vector.
            most: At most so many.
            voices: Whose words.
        """
        if self._stays and (table := self._mirror()) is not None:
            from lifeos_cli.memory.index import lance

            return lance.nearest(table, self._user_id, query, most=most, voices=voices)
        return self._scan(query, most, voices)

    def _mirror(self) -> Any:
        """Return LanceDB's table if this person has many vectors and the mirror is whole; None: scan."""
        conn = self._store.conn
        state = vector_marks.mark(conn, self._user_id, self._model)
        if state != self._told:
            self._told, self._table = state, None
            model = next((one for one in vector_marks.models(conn) if one.model == self._model), None)
            large = vectors.counts(conn, self._user_id, self._model)[1] > SCAN_TO
            if large and model and model.mirrored and not vector_mirror.waiting(conn, self._model):
                from lifeos_cli.memory.index import lance, mirror

                try:
                    self._table = lance.open_table(mirror.folder(self._store), model.model, model.dim)
                except Exception:  # noqa: BLE001 - LanceDB raises whatever it likes; the indexer sets it aside
                    self._table = None
        return self._table

    def _scan(self, query: NDArray[np.float32], most: int, voices: Collection[int]) -> list[Near]:
        import numpy as np

        found: list[tuple[float, vectors.Key]] = []
        for keys, block in self._blocks(voices):
            if not keys:
                continue
            scores = block @ query
            best = np.argpartition(-scores, most - 1)[:most] if len(scores) > most else range(len(scores))
            found += [(float(scores[row]), keys[row]) for row in best if keys[row].voice in voices]
        found.sort(key=lambda pair: (-pair[0], pair[1].id, pair[1].chunk))
        return [
            Near(key.tbl, key.id, key.chunk, key.voice, key.session_id, key.at, key.start, key.end, score)
            for score, key in found[:most]
        ]

    def _blocks(self, voices: Collection[int]) -> Any:
        """Return (keys, vectors) of what is scanned: from memory in a program that stays, else as they are read."""
        import numpy as np

        conn = self._store.conn
        if not self._stays:
            blocks = vectors.blocks(conn, self._user_id, self._model, voices=voices)
            return ((keys, halves.astype(np.float32)) for keys, halves in blocks)
        state = (vector_marks.mark(conn, self._user_id, self._model), tuple(sorted(voices)))
        if self._kept is None or self._kept[0] != state:
            self._kept = (state, vectors.matrix(conn, self._user_id, self._model, voices=voices))
        return [self._kept[1]]
