"""Profile: eight dimensions, Lately beside Trait, and what each rests on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from lifeos_cli.growth.profile.wording import LATELY_LAYER, LATELY_MEANS, TRAIT_LAYER
from lifeos_cli.record.profile_cache import ProfileCache
from lifeos_cli.render import profile as render
from lifeos_cli.tui.live import Query
from lifeos_cli.tui.screens.base import ModeScreen
from lifeos_cli.tui.screens.profile_doing import Doing
from lifeos_cli.tui.text import Content, columns, joined, line, plain
from lifeos_cli.tui.views import profile as views
from lifeos_cli.tui.widgets.parts import Text
from lifeos_cli.tui.widgets.picture import Picture
from lifeos_cli.tui.widgets.rows import Rows
from lifeos_cli.tui.widgets.split import Split

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.widget import Widget

    from lifeos_cli.growth.profile.fold import Profile as Folded
    from lifeos_cli.growth.profile.history import Point
    from lifeos_cli.store.database import Store

_NAME = 21
_LONG, _MIDDLE, _SHORT = 21, 13, 6
"""Cells beside a bar, by how much of it is told."""
_WORD = 8
"""Cells of the word for Lately."""
_MARKS = {"higher": "↑", "lower": "↓", "average": "="}
_LEAST_BAR, _MOST_BAR = 11, 41
_TREND_LEAST = 5
_RADAR_LEAST = 36


class Profile(Doing, ModeScreen):
    """The profile."""

    mode = "profile"
    help_text = (
        "Trait is slow: each line is a 95 % band around an estimate, and 50 is the average of people who took these "
        f"tests. Lately is {LATELY_MEANS}. Enter shows what a dimension rests on; Enter there shows the words. "
        "w takes a row out that is not you. A test is the quickest way to know more."
    )
    CSS = """
    Profile #dims { height: 8; }
    Profile #scale { height: 1; }
    Profile #scale, Profile #axis { padding: 0 0 0 2; color: $text-muted; }
    Profile #changed { padding: 0 0 0 2; }
    Profile #head { padding: 0 1 0 2; max-height: 60%; }
    Profile Split.why #picture, Profile Split.why #history { display: none; }
    Profile Split.picture #why, Profile Split.picture #history { display: none; }
    Profile Split.history #why, Profile Split.history #picture { display: none; }
    Profile Split.radar #head, Profile Split.history #head { display: none; }
    Profile.-medium #left { height: auto; }
    Profile.-medium Split.picture #axis, Profile.-medium Split.picture #changed { display: none; }
    Profile.-medium Split.radar > #left, Profile.-medium Split.history > #left { display: none; }
    Profile.-narrow #axis, Profile.-narrow #changed { display: none; }
    Profile.-narrow #left { height: 9; }
    """

    def body(self) -> Iterable[Widget]:
        """Make the parts."""
        dims: Rows[views.Dim] = Rows(_row, lambda dim: dim.id, copy=lambda dim: dim.trait_words, id="dims")
        why: Rows[views.Because] = Rows(
            _because,
            lambda one: one.id,
            height=2,
            empty="Nothing has been observed yet. A test of 20 statements takes 3 minutes: press a.",
            copy=lambda one: one.quote or one.what,
            id="why",
        )
        history: Rows[views.Happened] = Rows(
            _happened,
            lambda one: one.id,
            empty="Nothing has happened yet. Press a to take a test.",
            id="history",
        )
        yield Split(
            [Picture(id="scale"), dims, Text(id="changed"), Text(id="axis")],
            [Text(id="head"), why, Picture(id="picture"), history],
            id="split",
            classes="why",
        )

    def live(self) -> Sequence[Query[Any]]:
        """Make the queries: the profile, what one dimension rests on, its course, and what happened."""
        self.why_query = Query(views.TABLES, self._read_why, self.query_one("#why", Rows).show)
        self.trend_query = Query(views.TABLES, self._read_trend, self._show_trend)
        self.history_query = Query(
            (*views.TABLES, "profile_snapshots"), self._read_history, self.query_one("#history", Rows).show
        )
        whole = Query(views.TABLES, self._read, self._show)
        return whole, self.why_query, self.trend_query, self.history_query

    def _read(self, store: Store) -> views.Picture:
        if self.kept is None:
            self.kept = ProfileCache(self.desk.user_id)
        self.known, self.folded = self.kept.look(store)
        return views.picture(self.known, self.folded)

    def _read_why(self, store: Store) -> tuple[views.Because, ...]:
        if self.folded is None:
            return ()
        return views.becauses(store, self.desk.user_id, self.folded, self.at)

    def _read_trend(self, store: Store) -> tuple[str, tuple[Point, ...]]:
        if self.view != "trend":
            return "", ()
        at = self.at
        return at, views.course(store, self.desk.user_id, at, self.known)

    def _read_history(self, store: Store) -> tuple[views.Happened, ...]:
        return views.happened(store, self.desk.user_id, self.folded) if self.view == "history" else ()

    def _show(self, found: views.Picture) -> None:
        self.whole = found
        self.query_one("#dims", Rows).show(found.dims)
        self.query_one("#changed", Text).say("\n".join(found.changed))
        known = any(dim.evidence for dim in found.dims)
        told = f"{render.AXIS}. Lately: {LATELY_MEANS}."
        if not known:
            told = "Nothing is known yet. A test of 20 statements takes 3 minutes: press a."
        elif found.unagreed:
            told += f" {found.unagreed} readings by a model are left out: you have not agreed to them."
        self.query_one("#axis", Text).say(told)
        self.query_one("#scale", Picture).show(lambda width, _height: _scale(width))
        self.show_head()
        if self.view == "radar":
            self._draw_radar()

    def show_head(self) -> None:
        """Say how the dimension stands that the cursor is on."""
        dim = next((one for one in self.whole.dims if one.id == self.at), None) if self.whole else None
        if dim is None:
            return
        found = joined(
            (dim.trait_words, "bold"), f"\n{dim.lately_words}", (f"\n{dim.rests_words}", "$text-muted")
        )
        if dim.overlap:
            found = found.append(joined((f"\n{dim.overlap}", "$text-muted")))
        self.query_one("#head", Text).say(found)

    def show_view(self) -> None:
        """Show the part that was chosen: why, trend, radar or history."""
        split = self.query_one(Split)
        split.set_classes(["picture" if self.view in {"trend", "radar"} else self.view])
        split.set_class(self.view == "radar", "radar")
        split.set_class(self.view != "why", "reading")
        if self.view == "radar":
            self._draw_radar()

    def _draw_radar(self) -> None:
        if self.folded is not None:
            self.query_one("#picture", Picture).show(partial(_radar, self.folded))

    def _show_trend(self, found: tuple[str, tuple[Point, ...]]) -> None:
        at, points = found
        if self.view == "trend" and at == self.at:
            self.query_one("#picture", Picture).show(partial(_trend, points))


def _trend(points: tuple[Point, ...], width: int, height: int) -> str:
    if not points:
        return "  Nothing has been measured yet. Press a to take a test."
    return render.trend(points, "", width, max(_TREND_LEAST, min(height - 3, 16))).lstrip("\n")


def _radar(found: Folded, width: int, height: int) -> str:
    room = max(_RADAR_LEAST, min(width, 3 * (height - 2) + 2))
    return render.radar(found.dimensions, room)


def _tail(width: int) -> int:
    """Return the cells beside a bar: for numbers and a word, for a number and a word, or for a number and a mark."""
    rest = width - _NAME - _LEAST_BAR
    return next((tail for tail in (_LONG, _MIDDLE) if rest >= tail), _SHORT)


def _bar_room(width: int) -> int:
    return max(_LEAST_BAR, min(_MOST_BAR, width - _NAME - _tail(width)))


def _scale(width: int) -> Content:
    """Head the columns."""
    room, tail = _bar_room(width), _tail(width)
    scale = f"{render.LOW:.0f}{50:^{room - 4}}{render.HIGH:.0f}"
    text = f"{TRAIT_LAYER:<{_NAME}}{scale}"
    beside = {
        _LONG: f"{'':<{_LONG - _WORD}}{LATELY_LAYER}",
        _MIDDLE: f"{'':<{_MIDDLE - _WORD}}{LATELY_LAYER}",
    }
    return plain(text + beside.get(tail, f"{LATELY_LAYER:>{_SHORT}}"))


def _row(dim: views.Dim, width: int) -> list[Content]:
    """Draw a dimension: its name, its band, its numbers, and how it shows lately."""
    room, tail = _bar_room(width), _tail(width)
    numbers, short = f"{dim.mean} ({dim.low}-{dim.high})", f"{dim.mean}"
    drawn = render.bar_unknown(room)
    if not dim.known:
        numbers, short = "not enough", "?"
    elif dim.pomp is not None:
        numbers, short = f"{dim.pomp} of 100", f"{dim.pomp}%"
    else:
        drawn = render.bar(dim.low, dim.mean, dim.high, room)
    name = line(dim.title, _NAME - 1)
    left = joined(name, " " * (_NAME - name.cell_length), (drawn, "$accent"))
    if tail == _LONG:
        beside = f" {numbers:<{_LONG - _WORD - 1}}{dim.lately}"
    elif tail == _MIDDLE:
        beside = f" {short:<{_MIDDLE - _WORD - 1}}{dim.lately}"
    else:
        beside = f" {short:<3} {_MARKS.get(dim.lately, '')}"
    return [left.append(plain(beside)).truncate(width, ellipsis=True)]


def _because(one: views.Because, width: int) -> list[Content]:
    """Draw a row of evidence: when and what, then the words."""
    right = line(one.share or "set aside", 0, "" if one.share else "$text-muted")
    head = columns(width, joined(line(one.day, 0, "$text-muted"), "  ", line(one.what)), right)
    if one.set_aside:
        return [head, line(f"moves nothing: {one.set_aside}", width, "$text-muted")]
    words = f'"{one.quote}"' if one.quote else one.said
    return [head, line(f"{one.pull}  {words}".rstrip(), width, "$text-muted")]


def _happened(one: views.Happened, width: int) -> list[Content]:
    left = joined(line(one.day, 0, "$text-muted"), "  ", line(one.what, 0, "bold"), " ", line(one.detail))
    return [columns(width, left, line(one.title, 0, "$text-muted"))]
