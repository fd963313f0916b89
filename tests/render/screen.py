"""A terminal's screen, as far as our own drawing uses one."""

from __future__ import annotations

import re

_STEP = re.compile(r"\x1b\[(\d+)A|\x1b\[(J)|(\r)|(\n)|([^\x1b\r\n]+)")


class Screen:
    """Lines, and a cursor that cannot go above the top of the window.

    Args:
        height: Rows of the window; 0 for one without a top.
    """

    def __init__(self, height: int = 0) -> None:
        self.lines = [""]
        self._row = self._column = 0
        self._height = height

    def write(self, text: str) -> int:
        """Do what a terminal would; anything it should not be told is an error."""
        at = 0
        while at < len(text):
            found = _STEP.match(text, at)
            assert found, f"not understood: {text[at : at + 20]!r}"
            self._do(found)
            at = found.end()
        return len(text)

    def flush(self) -> None:
        """Nothing waits."""

    def _do(self, step: re.Match[str]) -> None:
        up, erase, back, down, text = step.groups()
        if up:
            self._row -= int(up)
            assert self._row >= (len(self.lines) - self._height if self._height else 0), "above the window"
        elif erase:
            del self.lines[self._row + 1 :]
            self.lines[self._row] = self.lines[self._row][: self._column]
        elif back:
            self._column = 0
        elif down:
            self._row, self._column = self._row + 1, 0
            if self._row == len(self.lines):
                self.lines.append("")
        else:
            line = self.lines[self._row].ljust(self._column)
            self.lines[self._row] = line[: self._column] + text + line[self._column + len(text) :]
            self._column += len(text)
