"""A store with one person for the tests of import and export."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lifeos_cli.record.users import whose
from lifeos_cli.store.database import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lifeos_cli.paths import Paths
    from lifeos_cli.store.rows import User


@pytest.fixture
def store(paths: Paths) -> Iterator[Store]:
    with Store(paths) as opened:
        yield opened


@pytest.fixture
def me(store: Store) -> User:
    return whose(store, None)
