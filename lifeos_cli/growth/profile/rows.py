"""The rows the profile is computed from: what was observed, by whom, and when."""

from __future__ import annotations

from typing import NamedTuple


class Observation(NamedTuple):
    """One logged observation of one dimension; append-only, withdrawn rather than deleted."""

    id: str
    """ULID: later rows sort later."""
    dimension: str
    source: str
    """assessment (a scale was scored), micro (one item), confirm (an answer to a reading), ai (a model's reading)."""
    effective_at: int
    """When it was true of the person, epoch milliseconds: the answer's or the session's time."""
    local_date: str
    """The person's own day of that instant, YYYY-MM-DD. No drift is assumed within a day."""
    session_id: str | None = None
    withdrawn_at: int | None = None
    """Set by "not me": the row counts for nothing, as if it had never been."""
    supersedes: str | None = None
    """Id of the row this one takes the place of; that row stays replaced even if this one is withdrawn."""
    accepted: bool = True
    """False while it is a proposal."""

    t: float | None = None
    """T score (assessment, micro)."""
    rho2: float | None = None
    """Reliability of the score, or the item's loading squared (assessment, micro)."""
    instrument: str | None = None
    """Which form (assessment, micro)."""
    assessment_id: str | None = None
    """The sheet the score came from."""
    items: tuple[str, ...] = ()
    """Ids of the items answered; decide what counts as the same items again."""

    level: int | None = None
    """Absolute level -2..+2 against the average adult (ai)."""
    direction: str | None = None
    """increase, decrease or stable, where no level was given (ai)."""
    strength: str = "moderate"
    """weak, moderate or strong (ai)."""
    kind: str = "coaching"
    """What was read: assistant, coaching, journal or interview (ai)."""
    user_words: int = 0
    """How many words the person wrote in what was read (ai)."""
    quote: str = ""
    """The person's words it rests on, verbatim (ai)."""
    quote_ok: bool = True
    """Whether the quote was found in a message of theirs (see `quotes.check`)."""
    prompt_version: str = ""
    model: str = ""

    target: str | None = None
    """Id of the reading that was confirmed or denied (confirm)."""
    answer: str | None = None
    """yes, partly or no (confirm)."""


class SetAside(NamedTuple):
    """A row that moves nothing, and why."""

    row: Observation
    reason: str
