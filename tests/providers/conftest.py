"""A model on loopback, an open store and its first person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.model_server import ModelServer, serve
from tests.store.conftest import me, store

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["me", "server", "store"]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A model on loopback."""
    yield from serve()
