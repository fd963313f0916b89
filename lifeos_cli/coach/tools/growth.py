"""Skills shown and dispositions observed: evidence for the record, never a score."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.coach.tools.arguments import Arg
from lifeos_cli.coach.tools.base import Tool
from lifeos_cli.coach.tools.data import as_data
from lifeos_cli.record import consents, skill_evidence
from lifeos_cli.store import turn_ends
from lifeos_cli.store.schema_coach import DIMENSIONS, EVIDENCE_KINDS, STRENGTHS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lifeos_cli.coach.tools.base import ToolContext


def _skill(context: ToolContext, given: Mapping[str, Any]) -> str:
    values = {name: value for name, value in given.items() if name != "quote"}
    row = skill_evidence.add(context.store, context.user_id, **values, source=context.source)
    return f"Kept as evidence {row['handle']} of {row['skill']}."


def _words(context: ToolContext) -> int:
    """Count what the person wrote in this session: the text the observation rests on."""
    said = turn_ends.own_words(context.store.conn, context.user_id, context.session.id)
    return sum(len(text.split()) for _, text in said)


def _list(context: ToolContext, _given: Mapping[str, Any]) -> str:
    from lifeos_cli.record import told_to_coach

    rows = told_to_coach.of_skills(context.store, context.user_id)
    return as_data("list_skills", "\n".join(one.text for one in rows)) if rows else "There are no skills yet."


def _observe(context: ToolContext, given: Mapping[str, Any]) -> str:
    from lifeos_cli.record import observations

    row = observations.add(
        context.store,
        context.user_id,
        dimension=given["dimension"],
        level=given["level"],
        strength=given.get("strength", "moderate"),
        content=given.get("content"),
        alternative=given.get("alternative"),
        words=_words(context),
        source=context.source,
    )
    return f"Noted as {row['handle']}."


TOOLS = (
    Tool(
        "list_skills",
        "List the skills the person has shown, with their levels. Call it before you keep evidence of one, so that "
        "you use its name.",
        _list,
        reads=True,
    ),
    Tool(
        "note_skill_demonstration",
        "Keep evidence that the person used a skill: what they did, not what they intend.",
        _skill,
        (
            Arg("skill", "The skill's name, as 'setting boundaries'.", required=True),
            Arg("content", "What they did, in one sentence.", required=True),
            Arg("kind", "How it is known.", choices=EVIDENCE_KINDS),
            Arg("difficulty", "1 easy to 5 hard, for them.", "whole", low=1, high=5),
            Arg("outcome", "How it went.", choices=tuple(skill_evidence.OUTCOMES)),
            Arg("assessment", "How well they did it, in words."),
        ),
    ),
    Tool(
        "note_observation",
        "Note behaviour that bears on one disposition. Expect none in most conversations; the most specific "
        "dimension only; one quote serves one dimension.",
        _observe,
        (
            Arg("dimension", "Which disposition.", required=True, choices=DIMENSIONS),
            Arg("level", "-2 to 2 against the average adult.", "whole", required=True, low=-2, high=2),
            Arg("strength", "How strong the evidence is.", choices=STRENGTHS),
            Arg("content", "The behaviour, in one sentence."),
            Arg("alternative", "What else could explain it: situation, role, mood."),
        ),
        consent=consents.OBSERVATIONS,
    ),
)
