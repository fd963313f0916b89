"""Where a write comes from: who made it, in which session, on whose words."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.errors import UsageFault
from lifeos_cli.store import turn_ends
from lifeos_cli.store.write_log import WriteLog

if TYPE_CHECKING:
    import sqlite3

    from lifeos_cli.store.database import Store

LEAST_WORDS = 3
"""Words a quote has at least: fewer stand in any conversation."""
_MARKS = str.maketrans({
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
})  # fmt: skip


class Provenance(NamedTuple):
    """Where a write comes from."""

    actor: str = "cli"
    """A tool's name, or the command's."""
    origin: str = "cli"
    session_id: str | None = None
    message_id: str | None = None
    """The person's message the quote stands in."""
    quote: str | None = None
    tool_call_id: str | None = None
    model: str | None = None

    def log(self, conn: sqlite3.Connection, user_id: str) -> WriteLog:
        """Begin a write that can be taken back."""
        return WriteLog(
            conn, user_id, actor=self.actor, tool_call_id=self.tool_call_id, session_id=self.session_id
        )

    def columns(self) -> dict[str, object]:
        """Return the columns that say where a row comes from."""
        return {
            "session_id": self.session_id,
            "message_id": self.message_id,
            "quote": self.quote,
            "origin": self.origin,
        }


def plain(text: str) -> str:
    """Return a text with its white space and quotation marks made alike; no word of it changes."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_MARKS).split())


def find_quote(store: Store, user_id: str, session_id: str, quote: str) -> str:
    """Return the id of the person's newest message in the session in which the quote stands word for word.

    Raises:
        UsageFault: It is too short, or the person did not say it here.
    """
    wanted = plain(quote).strip("\"'").strip()
    if len([word for word in wanted.split() if any(map(str.isalnum, word))]) < LEAST_WORDS:
        raise UsageFault(f"the quote must be at least {LEAST_WORDS} words of the person's own message")
    for message_id, said in turn_ends.own_words(store.conn, user_id, session_id):
        if stands_in(wanted, plain(said)):
            return message_id
    raise UsageFault("the quote is not word for word in any message the person wrote in this session")


def stands_in(wanted: str, said: str) -> bool:
    """Tell whether whole words of a text are the wanted ones; both as `plain` gives them."""
    at = said.find(wanted)
    while at >= 0:
        before, after = said[at - 1 : at], said[at + len(wanted) : at + len(wanted) + 1]
        begins = not (before.isalnum() and wanted[0].isalnum())
        if begins and not (after.isalnum() and wanted[-1].isalnum()):
            return True
        at = said.find(wanted, at + 1)
    return False
