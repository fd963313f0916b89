"""What a job has done so far: results by place, and how places and arguments are written.

A place tells where in the flow a step stands: `2` is the third step, `4.1.0`
the first step of the second branch of the gather that stands at 4.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from lifeos_cli.errors import NotFoundError
from lifeos_cli.extraction.failures import JournalMismatchError, NonRetryableError
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lifeos_cli.store.rows import JobStep

Place = tuple[int, ...]
_DIGEST = 16


def encode(value: Any, what: str) -> str:
    """Write a value as JSON.

    Raises:
        NonRetryableError: It is none of the values JSON has.
    """
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise NonRetryableError(f"{what} cannot be written as JSON ({type(error).__name__})") from None


def decode(text: str | None) -> Any:
    """Read a value; None for nothing."""
    return None if text is None else json.loads(text)


def digest(args: Sequence[Any], name: str) -> str:
    """Return a short digest of a step's arguments; the order of an object's keys does not matter.

    Raises:
        NonRetryableError: An argument is none of the values JSON has.
    """
    try:
        text = json.dumps(list(args), ensure_ascii=False, allow_nan=False, sort_keys=True)
    except (TypeError, ValueError, RecursionError) as error:
        raise NonRetryableError(
            f"an argument of step '{one_line(name, 60)}' cannot be written as JSON ({type(error).__name__})"
        ) from None
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]


def event_name(name: str) -> str:
    """Return the name of an event.

    Raises:
        NonRetryableError: It has a comma or more than one line; jobs list what they wait for with commas.
    """
    if not name.strip() or "," in name or not name.isprintable():
        raise NonRetryableError(f"'{one_line(name, 40)}' is no name of an event: one line without commas")
    return name


def written(place: Place) -> str:
    """Write a place."""
    return ".".join(map(str, place))


def order(text: str) -> Place:
    """Read a place, so that places sort as the flow goes; a version's stamp has its name after a colon."""
    return tuple(map(int, text.partition(":")[0].split(".")))


class Journal:
    """The entries of one job, as they were when its run began and as it adds to them."""

    def __init__(self, steps: Iterable[JobStep]) -> None:
        self._steps = {step.place: step for step in steps}

    def keep(self, step: JobStep) -> None:
        """Take in an entry that has been committed."""
        self._steps[step.place] = step

    def at(self, place: Place, kind: str, name: str, args_hash: str | None) -> JobStep | None:
        """Return the entry at a place, if the code does there what was done there.

        Args:
            place: Where the flow is.
            kind: What it is about to do.
            name: The step's name.
            args_hash: Of its arguments; None leaves them uncompared.

        Raises:
            JournalMismatchError: Something else was done there.
        """
        found = self._steps.get(written(place))
        if found is None:
            return None
        was, now = f"{found.kind} '{one_line(found.name, 60)}'", f"{kind} '{one_line(name, 60)}'"
        if was != now:
            raise JournalMismatchError(
                f"step {found.place} was recorded as {was}, and the code now asks for {now}",
                hint="Guard changed code with ctx.version, or restart the job from an earlier step.",
            )
        if args_hash is not None and args_hash != found.args_hash:
            raise JournalMismatchError(
                f"step {found.place}, {was}, was recorded with other arguments",
                hint="Arguments must follow from the input and earlier steps; else mark the step unstable.",
            )
        return found

    def stamp(self, name: str) -> int | None:
        """Return the version a change was stamped with in this job."""
        for step in self._steps.values():
            if step.kind == "version" and step.name == name:
                return int(step.version)
        return None

    def beyond(self, place: Place) -> bool:
        """Tell whether the flow has been at the place or behind it, on this branch."""
        depth = len(place) - 1
        return any(
            step.kind != "version"
            and order(step.place)[:depth] == place[:depth]
            and order(step.place)[depth:] >= place[depth:]
            for step in self._steps.values()
        )


def from_step(steps: Sequence[JobStep], typed: str) -> list[str]:
    """List the places of a step and of everything that follows from it, for a restart from there.

    Args:
        steps: The whole journal.
        typed: A place, or a name, of which the last step counts.

    Raises:
        NotFoundError: No step answers to it.
    """
    named = [step for step in steps if step.kind != "version" and typed in (step.place, step.name)]
    if not named:
        raise NotFoundError(
            f"no step answers to '{one_line(typed, 40)}'", hint="`lifeos jobs show JOB` lists the steps."
        )
    start = max((order(step.place) for step in named), default=())
    return [step.place for step in steps if _follows(order(step.place), start, stamp=step.kind == "version")]


def _follows(place: Place, start: Place, *, stamp: bool) -> bool:
    """Tell whether a place comes after another; branches beside it do not, nor a stamp set right before it."""
    for depth, (one, other) in enumerate(zip(place, start, strict=False)):
        if one != other:
            return depth % 2 == 0 and one > other
    return len(place) >= len(start) and not (stamp and len(place) == len(start))
