"""What every mode's screen has: the two lines of keys, live queries, writes, and help."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual.containers import Container
from textual.screen import Screen

from lifeos_cli.errors import LifeosError, with_hint
from lifeos_cli.tui.bindings import bindings
from lifeos_cli.tui.screens.dialogs import Ask
from lifeos_cli.tui.text import one_line
from lifeos_cli.tui.widgets.bars import KeyBar, ModeBar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Sequence

    from textual.app import ComposeResult
    from textual.widget import Widget
    from textual.worker import Worker

    from lifeos_cli.store.database import Store
    from lifeos_cli.tui.app import LifeosApp
    from lifeos_cli.tui.desk import Desk
    from lifeos_cli.tui.live import Query

T = TypeVar("T")
_log = logging.getLogger(__name__)


class ModeScreen(Screen[None]):
    """A mode.

    A subclass gives `mode`, `help_text`, `body` and `live`; its keys are the
    rows of its mode in the table of actions, each with a method `action_...`.
    """

    mode: ClassVar[str]
    help_text: ClassVar[str]
    """What F1 says of the whole screen: a few sentences."""
    BINDING_GROUP_TITLE = "This screen"

    def __init_subclass__(cls, **given: Any) -> None:
        """Give the mode its keys."""
        if "mode" in cls.__dict__:
            cls.BINDINGS = bindings(cls.mode)
        super().__init_subclass__(**given)

    def __init__(self) -> None:
        super().__init__()
        self._queries: list[Query[Any]] = []

    @property
    def desk(self) -> Desk:
        """What this run of the app is about."""
        return self.lifeos.desk

    @property
    def lifeos(self) -> LifeosApp:
        """The app, by its own type."""
        return cast("LifeosApp", self.app)

    def body(self) -> Iterable[Widget]:
        """Make the widgets between the two lines of keys."""
        raise NotImplementedError

    def live(self) -> Sequence[Query[Any]]:
        """Make the live queries; asked once, when the screen is mounted."""
        return ()

    def compose(self) -> ComposeResult:
        """Put the screen together."""
        yield ModeBar(self.mode)
        with Container(id="body"):
            yield from self.body()
        yield KeyBar(self.mode)

    def on_mount(self) -> None:
        """Make the live queries."""
        self._queries = list(self.live())

    def on_screen_resume(self) -> None:
        """Follow the record while somebody looks."""
        self.lifeos.live.follow(self._queries)

    def on_screen_suspend(self) -> None:
        """Follow it no longer."""
        self.lifeos.live.leave(self._queries)

    def again(self, *queries: Query[Any]) -> None:
        """Read live queries anew, all of the screen's if none is named."""
        self.lifeos.live.again(*(queries or self._queries))

    def do(
        self,
        what: Callable[[Store], T],
        then: Callable[[T], object] | None = None,
        *,
        said: str | Callable[[T], str] = "",
        refused: Callable[[LifeosError], object] | None = None,
        words: Sequence[str] = (),
    ) -> None:
        """Write, off the app's thread; what it changes comes back by the live queries.

        Args:
            what: One use case.
            then: Given what it returned.
            said: A line to say once it is done.
            refused: Given why it was not done, which is told otherwise.
            words: What the person wrote in it; the words of care do not depend on the write.
        """
        self.run_worker(
            self._doing(what, then, said, refused or self.lifeos.refuse, words),
            group="work",
            exit_on_error=False,
        )

    async def _doing(
        self,
        what: Callable[[Store], T],
        then: Callable[[T], object] | None,
        said: str | Callable[[T], str],
        refused: Callable[[LifeosError], object],
        words: Sequence[str],
    ) -> None:
        try:
            found = await self.lifeos.work.do(what)
        except LifeosError as error:
            refused(error)
        except Exception as error:  # noqa: BLE001 - a fault of one write must not end the app
            _log.exception("a write failed")
            refused(LifeosError(f"that failed: {type(error).__name__}"))
        else:
            if then is not None:
                then(found)
            line = said(found) if callable(said) else said
            if line:
                self.lifeos.tell(one_line(line, 200))
        self.lifeos.care(*words)

    def ask(
        self,
        question: str,
        write: Callable[[Store, str], T],
        then: Callable[[T], object] | None = None,
        *,
        hint: str = "",
        value: str = "",
        said: str | Callable[[T], str] = "",
    ) -> None:
        """Ask for a line and write it; a line that is refused stands there again, with the reason.

        Args:
            question: What is asked.
            write: One use case, with the line.
            then: Given what it returned.
            hint: An example of a line.
            value: What stands there already; left as it is, nothing is written.
            said: A line to say once it is done.
        """

        def again(typed: str, wrong: str) -> None:
            def answered(text: str | None) -> None:
                if text and text != value:
                    self.do(
                        partial(_given, write, text),
                        then,
                        said=said,
                        refused=lambda error: again(text, with_hint(error.message, error.hint)),
                        words=[text],
                    )

            self.app.push_screen(Ask(question, hint=hint, value=typed, wrong=wrong), answered)

        again(value, "")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say that something beside the app's own thread failed."""
        self.lifeos.own_up(event)

    def walk(self, group: str, steps: Coroutine[Any, Any, None]) -> None:
        """Lead through several dialogs; what is refused on the way is told, and ends it.

        Args:
            group: Its name; a second walk of one name ends the first.
            steps: What asks, and does.
        """
        self.run_worker(self._walking(steps), group=group, exclusive=True, exit_on_error=False)

    async def _walking(self, steps: Coroutine[Any, Any, None]) -> None:
        try:
            await steps
        except LifeosError as error:
            self.lifeos.refuse(error)

    def helped(self) -> list[tuple[str, str]]:
        """Return the help for what has focus and what it lies in: (title, text), the nearest first."""
        found = []
        focused: Any = self.focused
        while focused is not None and focused is not self:
            text = getattr(focused, "help_text", "")
            if text:
                found.append((str(getattr(focused, "help_title", focused.id or "")), str(text)))
            focused = focused.parent
        return found


def _given(write: Callable[[Store, str], T], text: str, store: Store) -> T:
    return write(store, text)
