"""How a reply is drawn: Markdown, words broken at the edge, or plain as it comes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Protocol

from lifeos_cli.text import safe_text

if TYPE_CHECKING:
    from lifeos_cli.cli.runtime import Runtime


class Painter(Protocol):
    """Shows a reply piece by piece."""

    def write(self, text: str) -> None:
        """Take the next piece."""
        ...

    def tick(self) -> None:
        """Show what waits; called a few times a second."""
        ...

    def finish(self) -> None:
        """Show what is left and end the line."""
        ...


class PlainPainter:
    """Shows a reply as it comes."""

    def write(self, text: str) -> None:
        """Take the next piece."""
        sys.stdout.write(safe_text(text))
        sys.stdout.flush()

    def tick(self) -> None:
        """Nothing waits."""

    def finish(self) -> None:
        """End the line."""
        sys.stdout.write("\n")
        sys.stdout.flush()


def painter(run: Runtime, *, plain: bool, markdown: bool) -> Painter:
    """Choose how a reply is drawn in this run.

    Args:
        run: The run.
        plain: No styles, no redrawing.
        markdown: The text is Markdown; a guided coach's words are not.
    """
    if plain:
        return PlainPainter()
    if not markdown or not run.settings.flag("chat.markdown"):
        from lifeos_cli.render.wrap import WrappingPainter

        return WrappingPainter(sys.stdout, width=run.width)
    import shutil

    from lifeos_cli.render.stream import MarkdownPainter

    size = shutil.get_terminal_size()
    return MarkdownPainter(sys.stdout, width=size.columns, height=size.lines, color=run.use_color)


def show_wrapped(run: Runtime, text: str) -> None:
    """Print a text on the terminal, broken between words."""
    if run.use_terminal:
        from lifeos_cli.render.wrap import wrap

        text = wrap(safe_text(text), run.width)
    run.out(text)
