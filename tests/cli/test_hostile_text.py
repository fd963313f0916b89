"""Text that wants to drive the terminal is stored as it came and shown harmless by every command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.text import one_line, safe_text

if TYPE_CHECKING:
    from tests.conftest import Lifeos

HOSTILE = [
    "close [/bold] tag [red]R",
    "[@click=app.quit]press[/]",
    "red \x1b[31malert\x1b[0m",
    "clip \x1b]52;c;ZXZpbA==\x07board",
    "title \x1b]0;owned\x07",
    "link \x1b]8;;https://example.org\x1b\\here\x1b]8;;\x1b\\",
    "c1 \x9b31m and \x9d52;c;ZXZpbA==\x9c",
    "clear \x1b[2J\x1b[H",
    "dcs \x1bPq#0\x1b\\ end",
    "bidi \u202eevil\u202c \u2066x\u2069",
    "emoji \U0001f469\u200d\U0001f4bb and \u00e9 \u4f60\u597d",
    "nul \x00 and bell \x07 and back\x08space",
    "cr over\rwritten",
]
PRINTED = set("\n\t")


def harmless(out: str) -> bool:
    """Tell whether a terminal would act on nothing in it."""
    return all(
        char in PRINTED
        or (char >= " " and not "\x7f" <= char <= "\x9f" and char not in "\u202e\u202c\u2066\u2069")
        for char in out
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_it_is_stored_raw_and_every_command_shows_it_harmless(lifeos: Lifeos, text: str) -> None:
    said = lifeos("chat", "--coach", "woop", "-", stdin=text, env={"LIFEOS_JSON": "1"}).json()
    stripped = text.strip("\n")
    note = lifeos("checkin", "--mood", "4", "-", "--json", stdin=text).json()
    lifeos("sessions", "rename", said["session"], stripped.replace("\x00", ""))
    shown = lifeos("sessions", "show", said["session"], "--json").json()
    assert shown["messages"][0]["content"] == stripped
    assert note["note"] == stripped
    for args in (
        ["sessions", "list"],
        ["sessions", "show", said["session"]],
        ["sessions", "search", stripped.split()[0]],
        ["checkins", "list"],
        ["checkins", "show", note["handle"]],
        ["chat", "-c", "-"],
        ["today"],
        ["watch", "--once", "--since", "0"],
        ["sessions", "list", "--json"],
        ["watch", "--once", "--since", "0", "--jsonl"],
    ):
        done = lifeos(*args, stdin=text)
        assert done.code == 0, done.err
        assert harmless(done.out + done.err), args


@pytest.mark.parametrize("text", HOSTILE)
def test_an_error_that_repeats_what_was_typed_is_harmless(lifeos: Lifeos, text: str) -> None:
    typed = text.replace("\x00", "")
    for args in (
        ["sessions", "show", typed],
        ["chat", "--coach", typed, "x"],
        ["config", "get", typed],
        [typed],
    ):
        done = lifeos(*args)
        assert done.code in (2, 3)
        assert harmless(done.out + done.err), args


def test_a_line_of_a_megabyte_is_kept_whole_and_listed_short(lifeos: Lifeos) -> None:
    text = "walked " * 142_857
    row = lifeos("checkin", "--mood", "4", "-", "--json", stdin=text).json()
    assert row["note"] == text
    assert lifeos("checkins", "show", row["handle"]).code == 0


@given(st.text())
def test_no_text_survives_as_something_a_terminal_acts_on(text: str) -> None:
    assert harmless(safe_text(text).replace("\u061c", ""))
    assert "\n" not in one_line(text)


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert safe_text(text) == text


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_one_line_keeps_to_its_width(text: str, width: int) -> None:
    assert len(one_line(text, width)) <= width
