"""The vectors nearest to a query: a scan of one person's, or LanceDB where that is faster.

A scan is exact and needs nothing but the BLOBs; a program that ends soon does
it once, block by block, one that stays keeps the vectors in memory. Above
`sizes.SCAN_TO` texts of one person LanceDB is asked, if the mirror is there and has
followed; else the scan is made all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.memory.index import sizes
from lifeos_cli.memory.index.lance import Near
from lifeos_cli.store import vector_marks, vector_mirror, vectors, words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from lifeos_cli.store.connection import Connection

    Among = Callable[[Sequence[vectors.Key]], NDArray[np.bool_]]

MOST_WAITING = 2_000
"""Texts the mirror may have yet to follow; they are compared here, more are too many."""


class Nearest:
    """Answers for one person and one model.

    Args:
        conn: A connection to the store, outside any transaction.
        user_id: Whose vectors.
        model: Of this model.
        stays: Whether the program will ask again, and what was read is worth its memory.
    """

    def __init__(self, conn: Connection, user_id: str, model: str, *, stays: bool = False) -> None:
        vectors.attach(conn)
        self._conn, self._user_id, self._model, self._stays = conn, user_id, model, stays
        self._kept: tuple[Any, vectors.Matrix] | None = None
        self._table: Any = None
        self._rows = 0

    def search(
        self,
        query: NDArray[np.float32],
        *,
        most: int,
        voices: Collection[int] = words.ANY,
        among: Among | None = None,
    ) -> list[Near]:
        """Return the nearest pieces, the nearest first; of a hundred and more LanceDB's scores are estimates.

        Args:
            query: A unit vector.
            most: At most so many.
            voices: Whose words.
            among: Tells which pieces may be named, and has them scanned; None: all may.
        """
        if among is None and (table := self._mirror()) is not None:
            return self._asked(table, query, most, voices)
        return self._scan(query, most, voices, among)

    def by_index(self) -> bool:
        """Tell whether LanceDB answers, and not a scan."""
        return self._mirror() is not None

    def _asked(
        self, table: Any, query: NDArray[np.float32], most: int, voices: Collection[int]
    ) -> list[Near]:
        """Ask LanceDB; what it has yet to follow is compared here."""
        import numpy as np

        from lifeos_cli.memory.index import lance

        late = vector_mirror.pending(self._conn, self._model, MOST_WAITING)
        own = [text for text in late if text.user_id == self._user_id]
        passed = {text.id for text in own}
        found = lance.nearest(
            table,
            self._user_id,
            query,
            most=most + min(len(passed), most),
            voices=voices,
            probes=sizes.probes(self._rows),
        )
        found = [near for near in found if near.id not in passed]
        for row in vector_mirror.rows_of(self._conn, self._model, own):
            if row.voice in voices:
                score = float(np.frombuffer(row.vector, dtype=np.float16).astype(np.float32) @ query)
                found.append(Near(*row[1:9], score))
        found.sort(key=lambda near: (-near.score, near.id, near.chunk))
        return found[:most]

    def _mirror(self) -> Any:
        """Return LanceDB's table if this person has many texts and the mirror follows; None: scan."""
        conn = self._conn
        state = vector_marks.mark(conn, self._user_id, self._model)
        model = next((one for one in vector_marks.models(conn) if one.model == self._model), None)
        large = words.total(conn, self._user_id) > sizes.SCAN_TO
        if (
            not large
            or state is None
            or state.place is not None
            or model is None
            or not model.mirrored
            or vector_mirror.waiting(conn, self._model) > MOST_WAITING
        ):
            self._table = None
        elif self._table is None:
            self._table = self._opened(model)
        return self._table

    def _opened(self, model: vector_marks.Model) -> Any:
        from lifeos_cli.memory.index import lance, mirror

        try:
            table = lance.open_table(mirror.folder(self._conn), model.model, model.dim)
            self._rows = int(table.count_rows())
        except Exception:  # noqa: BLE001 - LanceDB raises whatever it likes; the indexer sets it aside
            return None
        return table

    def _scan(
        self, query: NDArray[np.float32], most: int, voices: Collection[int], among: Among | None
    ) -> list[Near]:
        import numpy as np

        found: list[tuple[float, vectors.Key]] = []
        for keys, block in self._blocks(voices):
            if not keys:
                continue
            scores = block @ query
            if among is not None:
                scores[~among(keys)] = -np.inf
            best = np.argpartition(-scores, most - 1)[:most] if len(scores) > most else range(len(scores))
            found += [
                (float(scores[row]), keys[row])
                for row in best
                if keys[row].voice in voices and np.isfinite(scores[row])
            ]
        found.sort(key=lambda pair: (-pair[0], pair[1].id, pair[1].chunk))
        return [
            Near(key.tbl, key.id, key.chunk, key.voice, key.session_id, key.at, key.start, key.end, score)
            for score, key in found[:most]
        ]

    def _blocks(self, voices: Collection[int]) -> Any:
        """Return (keys, vectors) of what is scanned: from memory in a program that stays, else as they are read."""
        import numpy as np

        conn = self._conn
        if not self._stays:
            blocks = vectors.blocks(conn, self._user_id, self._model, voices=voices)
            return ((keys, halves.astype(np.float32)) for keys, halves in blocks)
        state = (vector_marks.mark(conn, self._user_id, self._model), tuple(sorted(voices)))
        if self._kept is None or self._kept[0] != state:
            self._kept = (state, vectors.matrix(conn, self._user_id, self._model, voices=voices))
        return [self._kept[1]]
