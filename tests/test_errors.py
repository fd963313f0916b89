"""What an error says in one line."""

from __future__ import annotations

import pytest

from lifeos_cli.errors import with_hint


@pytest.mark.parametrize(
    ("message", "hint", "line"),
    [
        ("it is gone", "Look elsewhere.", "it is gone. Look elsewhere."),
        ("It is gone.", "Look elsewhere.", "It is gone. Look elsewhere."),
        ("Is it gone?", "", "Is it gone?"),
        ("it is gone", "", "it is gone."),
    ],
)
def test_between_what_happened_and_what_to_do_stands_one_full_stop(
    message: str, hint: str, line: str
) -> None:
    assert with_hint(message, hint) == line
