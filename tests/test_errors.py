"""What went wrong and what to do about it, in one line."""

from __future__ import annotations

import pytest

from lifeos_cli.errors import with_hint


@pytest.mark.parametrize(
    ("message", "hint", "line"),
    [
        ("there is no store", "", "there is no store."),
        ("there is no store", "Make one.", "there is no store. Make one."),
        ('No coach is called "x".', "Look.", 'No coach is called "x". Look.'),
        ("which goal?", "See --help.", "which goal? See --help."),
    ],
)
def test_one_full_stop_stands_between_what_happened_and_what_to_do(
    message: str, hint: str, line: str
) -> None:
    assert with_hint(message, hint) == line
