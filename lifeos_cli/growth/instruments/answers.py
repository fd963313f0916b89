"""Reading a sheet of answers, and noticing one that was not read."""

from __future__ import annotations

import json
from statistics import mean, median, stdev
from typing import TYPE_CHECKING, Any

from lifeos_cli.errors import UsageFault
from lifeos_cli.growth.instruments.catalog import HIGH, LOW
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lifeos_cli.growth.instruments.catalog import Instrument

RUN = 10
"""So many identical answers in a row are careless."""
SECONDS = 1.5
"""A median below so many seconds an item is careless."""
LEAST_SD = 0.3
"""So is a standard deviation of the raw answers below this, on forms of at least 20 items."""
LONG_FORM = 20
AGREE, DISAGREE = 4.2, 1.8
"""So are means of positively and of negatively keyed items that both lie beyond these: yes to contradictions."""

Answers = dict[str, int | None]
"""Item id -> 1..5, None for one that was skipped; all items are there, in the order asked."""


def parse_answers(typed: str, instrument: Instrument) -> Answers:
    """Read answers from a script: a JSON object id -> 1..5 or a list of integers in order.

    A list is a JSON array or integers separated by blanks or commas. An item
    is skipped by null (in JSON) or - (in a list).

    Raises:
        UsageFault: Unknown item, one too few or too many, not 1..5, or no such form.
    """
    text = typed.strip()
    if text.startswith(("{", "[")):
        try:
            given = json.loads(text, object_pairs_hook=_no_twice)
        except (ValueError, RecursionError) as error:
            raise UsageFault("The answers are not valid JSON", hint=_form(instrument)) from error
    else:
        given = [None if word == "-" else word for word in text.replace(",", " ").split()]
    return check_answers(given, instrument)


def check_answers(given: Mapping[str, Any] | Sequence[Any], instrument: Instrument) -> Answers:
    """Return the answers by item id, checked.

    Raises:
        UsageFault: As `parse_answers`.
    """
    if not isinstance(given, dict | list | tuple):
        raise UsageFault("The answers are neither an object nor a list", hint=_form(instrument))
    wanted = len(instrument.items)
    if isinstance(given, dict):
        by_id: dict[str, Any] = {}
        for key, value in given.items():
            item = instrument.item(str(key))
            if item is None:
                raise UsageFault(
                    f"{instrument.id} has no item '{one_line(str(key), 20)}'", hint=_form(instrument)
                )
            if item.id in by_id:
                raise UsageFault(f"Item {item.id} is answered twice")
            by_id[item.id] = value
    else:
        by_id = {item.id: value for item, value in zip(instrument.items, given, strict=False)}
    if len(by_id) != wanted or len(given) != wanted:
        raise UsageFault(
            f"{instrument.id} has {wanted} items, {len(given)} are answered", hint=_form(instrument)
        )
    return {item.id: _answer(item.id, by_id[item.id]) for item in instrument.items}


def _no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is given twice")
    return found


def _answer(item_id: str, value: Any) -> int | None:
    if value is None:
        return None
    text = str(value).strip()
    if isinstance(value, bool) or text not in {str(n) for n in range(LOW, HIGH + 1)}:
        raise UsageFault(f"{item_id} is answered from {LOW} to {HIGH}, not '{one_line(text, 20)}'")
    return int(text)


def _form(instrument: Instrument) -> str:
    first = instrument.items[0].id
    return (
        f'Give {len(instrument.items)} whole numbers from {LOW} to {HIGH} in order, or {{"{first}": 4, ...}};'
        " null skips an item."
    )


def careless(answers: Answers, instrument: Instrument, seconds: Sequence[float] = ()) -> str | None:
    """Return why a sheet should not be scored but offered again; None if nothing speaks against it.

    Args:
        answers: The sheet.
        instrument: Its form. A long run and a small spread are judged from 20
            items on: on five items keyed one way all the same answer is an answer.
        seconds: Time taken for each item, where it was measured.
    """
    raw = [value for item in instrument.items if (value := answers[item.id]) is not None]
    if seconds and median(seconds) < SECONDS:
        return f"answered in under {SECONDS} seconds an item"
    if len(instrument.items) >= LONG_FORM:
        if _longest_run(raw) >= RUN:
            return f"{RUN} or more identical answers in a row"
        if len(raw) > 1 and stdev(raw) < LEAST_SD:
            return "nearly all answers the same"
    sides = [
        [value for item in instrument.items if item.key == key and (value := answers[item.id]) is not None]
        for key in (1, -1)
    ]
    if all(sides):
        means = [mean(side) for side in sides]
        if min(means) > AGREE or max(means) < DISAGREE:
            return "statements that contradict each other were answered alike"
    return None


def _longest_run(values: Sequence[int]) -> int:
    longest = run = 0
    last = None
    for value in values:
        run = run + 1 if value == last else 1
        longest, last = max(longest, run), value
    return longest
