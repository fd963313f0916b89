"""Instants as other programs write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.transfer.moments import utc

YEAR_1, YEAR_10000 = -62_135_596_800_000, 253_402_300_800_000


@pytest.mark.parametrize(
    ("ms", "written"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (1_767_225_600_005, "2026-01-01T00:00:00.005Z"),
        (-46_388_678_400_000, "0500-01-01T00:00:00.000Z"),
        (YEAR_10000, YEAR_10000),
        (YEAR_1 - 1, YEAR_1 - 1),
    ],
)
def test_an_instant_is_written_to_the_millisecond_in_utc(ms: int, written: str | int) -> None:
    assert utc(ms) == written


@given(st.tuples(*[st.integers(YEAR_1, YEAR_10000 - 1)] * 2))
def test_what_is_written_sorts_as_the_instants_do(pair: tuple[int, int]) -> None:
    first, second = sorted(pair)
    assert str(utc(first)) <= str(utc(second))
    assert len(str(utc(first))) == len("2026-01-01T00:00:00.005Z")
