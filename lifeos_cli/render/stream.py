"""Markdown that grows on a terminal without flicker.

Finished blocks (a paragraph, a list, a fenced piece of code) are drawn once
and left alone. The block still being written is drawn anew a few times a
second, and only from its first line that differs.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from lifeos_cli.text import safe_text

if TYPE_CHECKING:
    from typing import TextIO

FRAMES_PER_SECOND = 20
_FENCE = re.compile(r"(`{3,}|~{3,})(.*)")
_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])(?:\s|$)")
"""The mark a list's item begins with."""
_PERHAPS_ITEM = re.compile(r"[-*+]|\d{1,9}[.)]?")
"""What may still become such a mark."""


class MarkdownPainter:
    """Paints a reply as it arrives.

    Args:
        out: The terminal.
        width: Its columns.
        height: Its rows; a block taller than that cannot be drawn over, so its top is left as it was.
        color: Whether to use styles.
    """

    def __init__(self, out: TextIO, *, width: int, height: int, color: bool) -> None:
        self._out = out
        self._width = max(width, 20)
        self._height = max(height - 2, 4)
        self._color = color
        self._tail = ""
        self._shown: list[str] = []
        self._frame = 0.0

    def write(self, text: str) -> None:
        """Take the next piece of the reply."""
        self._tail += safe_text(text)
        while cut := finished(self._tail):
            self._paint(self._tail[:cut])
            self._emit("\n")
            self._shown = []
            self._tail = self._tail[cut:]
        self.tick()

    def tick(self) -> None:
        """Draw what came since the last frame, once a frame's time has passed."""
        if time.monotonic() - self._frame >= 1 / FRAMES_PER_SECOND:
            self._paint(self._tail)
            self._frame = time.monotonic()

    def finish(self) -> None:
        """Draw what is left; the cursor ends at the beginning of a fresh line."""
        self._paint(self._tail)
        self._tail, self._shown = "", []

    def _paint(self, text: str) -> None:
        """Bring the screen from the lines shown to those of the text, touching only what differs."""
        lines = self._lines(text)
        same = max(len(self._shown) - self._height, 0)
        while same < min(len(self._shown), len(lines)) and self._shown[same] == lines[same]:
            same += 1
        up = len(self._shown) - same
        if up == 0 and len(lines) <= same:
            return
        back = f"\x1b[{up}A\r\x1b[J" if up else ""
        self._emit(back + "".join(line + "\n" for line in lines[same:]))
        self._shown = [*self._shown[:same], *lines[same:]]

    def _lines(self, text: str) -> list[str]:
        """Render Markdown to lines of the terminal's width."""
        if not text.strip():
            return []
        from io import StringIO

        from markdown_it import MarkdownIt
        from rich.console import Console
        from rich.markdown import Markdown

        console = Console(
            file=StringIO(),
            width=self._width,
            force_terminal=self._color,
            color_system="standard" if self._color else None,
            no_color=not self._color,
            legacy_windows=False,
            markup=False,
            emoji=False,
            highlight=False,
        )
        shown = Markdown("", hyperlinks=False)
        # What looks like a tag is text: a reply may hold "<cue>", and nothing of it may vanish.
        shown.parsed = (
            MarkdownIt("commonmark", {"html": False}).enable(["strikethrough", "table"]).parse(text)
        )
        console.print(shown)
        drawn: str = console.file.getvalue()  # type: ignore[attr-defined]  # it is the StringIO above
        lines = [line.rstrip() for line in drawn.split("\n")]
        while lines and not lines[-1]:
            lines.pop()
        while lines and not lines[0]:
            lines.pop(0)
        return lines

    def _emit(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()


def finished(text: str) -> int:
    """Return how much of the text is its first block, once the beginning of a second one is there.

    A block ends at an empty line outside a fence. A list ends only before a
    line that is no item and stands at the margin: its items belong together,
    with the paragraphs and code under them. What has arrived decides the same
    in whatever pieces it came.
    """
    at, fence, started, gap, listed = 0, "", False, False, False
    for line in text.split("\n"):
        bare = line.strip()
        if fence:
            fence = "" if _closes(bare, fence) else fence
        elif not bare:
            gap = started
        else:
            if gap and _begins(line, text[at:], after_list=listed):
                return at
            started, gap = True, False
            listed = listed or bool(_ITEM.match(bare))
            fence = _opens(bare)
        at += len(line) + 1
    return 0


def _begins(line: str, rest: str, *, after_list: bool) -> bool:
    """Tell whether the line after an empty one begins a new block; no, while that cannot be told yet."""
    if not after_list:
        return True
    whole = len(rest) > len(line)
    if line[0].isspace() or _ITEM.match(line):
        return False
    return whole or not _PERHAPS_ITEM.fullmatch(line)


def _opens(bare: str) -> str:
    """Return the fence a line opens, as long as it is; empty for none."""
    found = _FENCE.match(bare)
    return found[1] if found and not (found[1][0] == "`" and "`" in found[2]) else ""


def _closes(bare: str, fence: str) -> bool:
    return len(bare) >= len(fence) and set(bare) == {fence[0]}
