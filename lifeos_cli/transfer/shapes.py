"""The rows that leave and come back, type by type: the one table both directions read.

Columns are taken from the database itself, so that a later migration's column
is exported without a word here; only what cannot be seen from a column stands
here. A null is left out of a line.
"""

from __future__ import annotations

from typing import NamedTuple

VERSION = 1
"""The `v` of the lines written here."""


class Ref(NamedTuple):
    """A column that must name a row of the person's."""

    column: str
    table: str
    required: bool
    """Without the row the line is skipped; otherwise the column is left empty."""


class Shape(NamedTuple):
    """How the rows of one table look as lines."""

    type: str
    table: str
    key: tuple[str, ...] = ("id",)
    """The order of the lines, and what tells that a row is there already."""
    renamed: tuple[tuple[str, str], ...] = ()
    """(column, key) where the column's name means something else in a line."""
    json: tuple[str, ...] = ()
    """Columns that hold JSON."""
    times: tuple[str, ...] = ()
    """Columns of epoch milliseconds whose name does not end in `at`."""
    refs: tuple[Ref, ...] = ()
    owner: str = "user_id"
    """The column that says whose; it is not written, an import gives it."""
    left_out: tuple[str, ...] = ()
    """Columns about the store, not about the person."""

    def key_of(self, column: str) -> str:
        """Name a column's key in a line."""
        return dict(self.renamed).get(column, column)

    def is_time(self, column: str) -> bool:
        """Tell whether a column holds an instant."""
        return column == "at" or column.endswith("_at") or column in self.times


_SESSION = Ref("session_id", "sessions", required=False)
_SKILL = Ref("skill_id", "skills", required=True)
SHAPES = (
    Shape("user", "users", owner="id", left_out=("is_current",)),
    Shape("session", "sessions", renamed=(("type", "session_type"),), json=("captures",)),
    Shape(
        "message",
        "messages",
        json=("parts", "usage"),
        refs=(Ref("session_id", "sessions", required=True),),
    ),
    Shape("checkin", "checkins", json=("micro_item",), refs=(_SESSION,)),
    Shape("insight", "insights", refs=(_SESSION,)),
    Shape("fact", "facts", times=("valid_from",), json=("sources",), refs=(_SESSION,)),
    Shape("goal", "goals", renamed=(("type", "goal_type"),), json=("if_then",), refs=(_SESSION,)),
    Shape("milestone", "milestones", refs=(Ref("goal_id", "goals", required=True),)),
    Shape(
        "goal_event",
        "goal_events",
        json=("detail",),
        refs=(
            Ref("goal_id", "goals", required=True),
            Ref("milestone_id", "milestones", required=False),
            _SESSION,
        ),
    ),
    Shape("profile_norm", "profile_norms"),
    Shape("assessment", "assessments", json=("answers", "seconds"), refs=(_SESSION,)),
    Shape(
        "observation",
        "observations",
        json=("items",),
        refs=(_SESSION, Ref("assessment_id", "assessments", required=False)),
    ),
    Shape("profile_snapshot", "profile_snapshots", json=("picture", "evidence")),
    Shape("skill", "skills"),
    Shape("skill_alias", "skill_aliases", refs=(_SKILL,)),
    Shape("skill_evidence", "skill_evidence", refs=(_SESSION,)),
    Shape(
        "skill_edge",
        "skill_edges",
        renamed=(("type", "edge_type"),),
        refs=(Ref("from_id", "skills", required=True), Ref("to_id", "skills", required=True), _SESSION),
    ),
    Shape(
        "skill_merge",
        "skill_merges",
        refs=(Ref("winner_id", "skills", required=True), Ref("loser_id", "skills", required=True)),
    ),
    Shape(
        "skill_move",
        "skill_moves",
        refs=(
            Ref("evidence_id", "skill_evidence", required=True),
            Ref("to_skill_id", "skills", required=True),
        ),
    ),
    Shape("goal_skill", "goal_skills", refs=(Ref("goal_id", "goals", required=True), _SKILL)),
    Shape("followup", "followups", refs=(_SESSION,)),
    Shape(
        "tool_call",
        "tool_calls",
        json=("arguments",),
        refs=(Ref("session_id", "sessions", required=True), Ref("message_id", "messages", required=True)),
    ),
    Shape("undo", "undo_log", json=("before", "after"), refs=(_SESSION,)),
    Shape("recap", "recaps", json=("message_ids",), refs=(Ref("session_id", "sessions", required=True),)),
    Shape("period_summary", "period_summaries", json=("session_ids",)),
    Shape("notice", "notices", refs=(_SESSION,)),
    Shape("tag", "tags", key=("owner_tbl", "owner_id", "name")),
    Shape("tag_choice", "tag_choices"),
    Shape("consent", "consents"),
    Shape("usage", "usage", refs=(_SESSION,)),
)
"""In the order they are written: a row comes after the rows it names."""
BY_TYPE = {shape.type: shape for shape in SHAPES}
OWNERS = tuple(shape.table for shape in SHAPES if shape.type not in ("user", "tag", "tag_choice"))
"""Tables whose rows a tag may belong to."""
NOT_EXPORTED = (
    *("streams", "stream_chunks"),  # a reply that is being written
    "drafts",  # what was typed and not sent yet
    *("word_people", "word_rows", "word_hold"),  # derived
    *("changes", "watermarks"),  # the feed of this store
    *("extractions", "extracted"),  # which sessions were read; what came of it is in the record
    *(
        "jobs",
        "job_steps",
        "job_events",
        "job_limits",
    ),  # work on the record; what it found out is in the record
)
"""Tables with a person's rows that are no part of an export, and why."""
