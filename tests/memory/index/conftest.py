"""An open store, its first person, another one, and an embedder that needs no model."""

from __future__ import annotations

import pytest

from tests.memory.index.fake import FakeEmbedder
from tests.store.conftest import me, store

__all__ = ["me", "store"]


@pytest.fixture
def embedder() -> FakeEmbedder:
    """A fresh one."""
    return FakeEmbedder()
