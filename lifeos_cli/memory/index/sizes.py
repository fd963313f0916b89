"""What serves at which size: every bound here was measured (the table is in docs/memory.md)."""

from __future__ import annotations

SCAN_TO = 150_000
"""Texts of one person up to which a program that stays multiplies all of their vectors in memory."""
ONCE_TO = 25_000
"""Texts of one person up to which a program that searches once does so too; above, a scan names candidates."""
MIRROR_FROM = 200_000
"""Vectors of everybody from which on LanceDB keeps a copy of them."""
INDEX_FROM = 50_000
"""Rows of a LanceDB table from which on it gets a vector index, IVF_RQ."""
PROBES = ((400_000, 20), (4_000_000, 40))
"""Up to so many rows, so many parts of the index are looked into."""
MOST_PROBES = 80
COMPARED = 100
"""So many of what the index names are compared exactly; who asks for more compares them himself."""


def refine(most: int) -> int:
    """Return how many times the hits asked for are compared exactly; 0: none, their scores are then estimates."""
    return COMPARED // most if most < COMPARED else 0


def probes(rows: int) -> int:
    """Return how many parts of the index are looked into, in a table of so many rows."""
    return next((some for upto, some in PROBES if rows <= upto), MOST_PROBES)
