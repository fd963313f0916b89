"""A canvas of Braille dots: lines and curves on a terminal, two by four dots a character."""

from __future__ import annotations

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""Bits of a Braille character by row and column (Unicode block 2800)."""
_BLANK = 0x2800


class Canvas:
    """Dots to be drawn on.

    Args:
        columns: Characters wide; two dots each.
        rows: Lines high; four dots each.
    """

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self.width, self.height = columns * 2, rows * 4
        self._bits = [[0] * columns for _ in range(rows)]
        self._letters: dict[tuple[int, int], str] = {}

    def dot(self, x: float, y: float) -> None:
        """Set one dot; x goes right, y down. Outside the canvas nothing happens."""
        column, row = round(x), round(y)
        if 0 <= column < self.width and 0 <= row < self.height:
            self._bits[row // 4][column // 2] |= _DOTS[row % 4][column % 2]

    def line(self, x1: float, y1: float, x2: float, y2: float, *, every: int = 1) -> None:
        """Draw a line; `every` leaves out dots in between."""
        steps = max(1, round(max(abs(x2 - x1), abs(y2 - y1))))
        for n in range(0, steps + 1, every):
            self.dot(x1 + (x2 - x1) * n / steps, y1 + (y2 - y1) * n / steps)

    def letters(self, column: int, row: int, text: str) -> None:
        """Write plain text over the dots, from a character's place on; what does not fit is left out."""
        for n, letter in enumerate(text):
            if 0 <= column + n < self.columns and 0 <= row < self.rows:
                self._letters[row, column + n] = letter

    def lines(self) -> list[str]:
        """Return the picture, a text a line."""
        found = []
        for row, bits in enumerate(self._bits):
            cells = [
                self._letters.get((row, column)) or (chr(_BLANK + value) if value else " ")
                for column, value in enumerate(bits)
            ]
            found.append("".join(cells).rstrip())
        return found
