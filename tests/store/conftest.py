"""An open store and its first person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lifeos_cli.store import users
from lifeos_cli.store.database import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lifeos_cli.paths import Paths
    from lifeos_cli.store.rows import User


@pytest.fixture
def store(paths: Paths) -> Iterator[Store]:
    """A store that has just been made."""
    with Store(paths) as opened:
        yield opened


@pytest.fixture
def me(store: Store) -> User:
    """The person every new store has."""
    found = users.current(store.conn)
    assert found is not None
    return found
