"""Faults happen to an open store and its first person, as in the store's own tests."""

from __future__ import annotations

from tests.store.conftest import me, store

__all__ = ["me", "store"]
