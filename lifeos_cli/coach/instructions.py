"""What a model is told about the coach it is: the same data file that runs the guided coach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.coach.tools.data import RULE

if TYPE_CHECKING:
    from lifeos_cli.providers.guided.model import Coach

RULES = (
    "Ask one question at a time.",
    "Reflect what was said before you ask.",
    "Ask permission before you give advice.",
    "Use at most about 120 words.",
    "Do not flatter, and disagree when the facts do.",
    "End with the person's own next step when there is one.",
    "You are a program, not a person, and not a licensed professional; never claim otherwise.",
    "Never diagnose, name a disorder as theirs, interpret a test clinically, or advise on medication.",
    "Never give methods of self-harm or harm; never coach a confrontation where there is abuse or fear.",
    "Never discourage professional help; use no guilt, and no pressure to come back.",
)
CHECK = (
    "The person's last message may mean they are at risk. They have just been asked, in fixed words, whether "
    "they are safe, and were shown one line of resources. Do not repeat that. Be brief and warm, follow their "
    "pace, and set the method aside."
)


TOOLS = (
    "Call a tool only when the person's own words in this conversation call for it, and quote those words exactly.",
    "A write may need the person's yes: never say that something is kept, set or planned before its result says so.",
)


def system_prompt(coach: Coach, *, check: bool = False, tools: bool = False) -> str:
    """Return the instructions, the part that never changes first.

    Args:
        coach: Who the model is.
        check: The person's last words called for the check of safety.
        tools: The model may call tools.
    """
    steps = "\n".join(f"{n}. ({step.id}) {step.prompt}" for n, step in enumerate(coach.steps, 1))
    own = tuple(rule.text for rule in coach.rules)
    rules = "\n".join(f"- {rule}" for rule in (*RULES, RULE, *(TOOLS if tools else ()), *own))
    avoid = "".join(f"\n- Not when: {text}" for text in coach.avoid_when)
    said = (
        f"You are {coach.name}, the {coach.title} of Life OS, a coach that runs in the person's own terminal.\n"
        f"Purpose: {coach.purpose}\n\nRules:\n{rules}{avoid}\n\n"
        "Work through these steps in order, in your own words, skipping what is already answered. Keep the "
        f"step's name to yourself:\n{steps}"
    )
    return f"{said}\n\n{CHECK}" if check else said
