"""Instants as exports write them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lifeos_cli.transfer.lines import UnusableError
from lifeos_cli.transfer.moments import from_utc, utc

FIRST, LAST = -62_135_596_800_000, 253_402_300_799_999
"""0001-01-01 and the last millisecond of 9999."""


@given(st.integers(FIRST, LAST))
@example(FIRST)
def test_every_instant_of_the_calendar_is_read_back_as_it_was(ms: int) -> None:
    assert from_utc(str(utc(ms)), "at") == ms


@pytest.mark.parametrize("ms", [FIRST - 1, LAST + 1, 10**20])
def test_what_no_calendar_has_stays_a_number(ms: int) -> None:
    assert utc(ms) == ms


@pytest.mark.parametrize(("text", "why"), [("soon", "not a point in time"), ("2026-11-22T20:00", "no zone")])
def test_what_is_no_instant_is_refused_by_its_name(text: str, why: str) -> None:
    with pytest.raises(UnusableError, match=why):
        from_utc(text, "at")
