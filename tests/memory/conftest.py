"""An open store, two people in it, a way to have them say something, and an embedder that loads nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.memory.index.indexer import catch_up
from lifeos_cli.memory.search import Searcher
from tests.memory.bag import Bag
from tests.store import make
from tests.store.conftest import me, store

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Message, User

__all__ = ["me", "store"]


@pytest.fixture
def other(store: Store) -> User:
    """Somebody else."""
    return make.user(store, "Other")


@pytest.fixture
def bag() -> Bag:
    """A fresh embedder."""
    return Bag()


@pytest.fixture
def say(store: Store, me: User) -> Callable[..., list[Message]]:
    """Return what says lines in a new session; one that begins with `assistant: ` is the assistant's."""

    def speak(
        *lines: str, user: str | None = None, session: dict[str, Any] | None = None, **values: Any
    ) -> list[Message]:
        person = user or me.id
        row = make.session(store, person, **(session or {}))
        said = []
        for line in lines:
            rest = line.removeprefix("assistant: ")
            role = "user" if rest == line else "assistant"
            said.append(make.message(store, person, row.id, content=rest, role=role, **values))
        return said

    return speak


@pytest.fixture
def searcher(store: Store, me: User, bag: Bag) -> Callable[[], Searcher]:
    """Return what makes my searcher, once everything has its vectors."""

    def ready() -> Searcher:
        catch_up(store, me.id, bag, limit=None)
        return Searcher(store.conn, me.id, bag)

    return ready
