"""An open store and its first person."""

from tests.store.conftest import me, store

__all__ = ["me", "store"]
