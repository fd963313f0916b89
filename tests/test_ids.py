"""Ids sort by time, never meet, and have handles."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.ids import ALPHABET, handles, is_ulid, ulid

if TYPE_CHECKING:
    import pytest

STAMPS = st.integers(min_value=0, max_value=2**48 - 1)


def test_ids_of_one_process_sort_in_the_order_they_were_made() -> None:
    made = [ulid() for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_a_clock_that_goes_back_changes_nothing_of_that(monkeypatch: pytest.MonkeyPatch) -> None:
    first = ulid()
    monkeypatch.setattr("lifeos_cli.ids.time.time_ns", lambda: 0)
    made = [first, *(ulid() for _ in range(100))]
    assert made == sorted(set(made))


def test_threads_never_make_the_same_id() -> None:
    found: list[list[str]] = [[] for _ in range(4)]

    def work(mine: list[str]) -> None:
        mine.extend(ulid() for _ in range(5_000))

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work, args=(mine,)) for mine in found]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert len({made for mine in found for made in mine}) == 20_000
    assert all(mine == sorted(mine) for mine in found)


@given(STAMPS, STAMPS)
def test_ids_sort_by_their_stamp(earlier: int, later: int) -> None:
    first, second = ulid(earlier), ulid(later)
    assert (first[:10] < second[:10]) == (earlier < later)
    assert is_ulid(first)
    assert is_ulid(first.lower())


@given(st.text(max_size=40))
def test_only_what_has_the_form_is_an_id(text: str) -> None:
    assert is_ulid(text) == (len(text) == 26 and set(text.upper()) <= set(ALPHABET))


def test_handles_are_ends_of_the_id_shortest_first() -> None:
    made = ulid()
    found = handles(made)
    assert [len(handle) for handle in found] == list(range(4, 17))
    assert all(made.lower().endswith(handle) for handle in found)


def test_handles_of_rows_made_in_one_second_differ() -> None:
    assert len({handles(ulid(1_790_000_000_000))[0] for _ in range(100)}) > 90
