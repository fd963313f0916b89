"""Skills as a forest on a terminal, and as a graph for other programs."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from lifeos_cli.growth.skills.edges import DIRECTED, by_skill
from lifeos_cli.growth.skills.tree import reduced
from lifeos_cli.render.forest import depths, laid_out
from lifeos_cli.render.wrap import fit
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lifeos_cli.growth.skills.edges import Edge
    from lifeos_cli.growth.skills.fold import SkillState
    from lifeos_cli.growth.skills.rows import Skill
    from lifeos_cli.render.forest import Place

_BAR = 10
_NAME = 34


def bar(share: float, width: int = _BAR) -> str:
    """Draw experience within a level, 0..1."""
    full = round(min(1.0, max(0.0, share)) * width)
    return "█" * full + "░" * (width - full)


def tree(skills: Sequence[Skill], states: Mapping[str, SkillState], edges: Sequence[Edge], width: int) -> str:
    """Draw the forest by category, what comes before what first; links to elsewhere stand beside.

    Args:
        skills: Those that stand.
        states: How each stands.
        edges: Those that are shown.
        width: Columns of the terminal.
    """
    names = {skill.id: one_line(skill.name, 60) for skill in skills}
    shown = reduced(edges)
    near = by_skill(shown)
    lines: list[str] = []
    for category, places in laid_out(skills, shown).items():
        lines += [*([""] if lines else []), one_line(category, 60)]
        parents = {place.skill_id: place.parent for place in places}
        lines += [
            _line(place, states[place.skill_id], names, near.get(place.skill_id, ()), parents)
            for place in places
        ]
    return "\n".join(fit(line, width).rstrip() for line in lines)


def _line(
    place: Place,
    state: SkillState,
    names: Mapping[str, str],
    edges: Sequence[Edge],
    parent: Mapping[str, str | None],
) -> str:
    skill_id = place.skill_id
    label = fit(f"  {place.stem}{names[skill_id]}", _NAME)
    text = f"{label} {state.level} {state.level_name:<10} {bar(state.bar)} {state.experience:>4} XP"
    if state.rusty:
        text += "  rusty"
    links = [link for edge in edges if (link := _link(edge, skill_id, names, parent))]
    return text + (f"  ({'; '.join(links[:3])}{'; ...' if len(links) > 3 else ''})" if links else "")  # noqa: PLR2004 - what fits a line


def _link(edge: Edge, skill_id: str, names: Mapping[str, str], parent: Mapping[str, str | None]) -> str:
    """Say what ties a skill to another that is not its place in the tree."""
    if edge.type in DIRECTED:
        if edge.to_id == skill_id and parent.get(skill_id) != edge.from_id:
            return f"after {names[edge.from_id]}"
        return ""
    if edge.from_id == skill_id:
        return f"{'with' if edge.type == 'synergy' else 'near'} {names[edge.to_id]}"
    return ""


def dot(skills: Sequence[Skill], states: Mapping[str, SkillState], edges: Sequence[Edge]) -> str:
    """Return the graph in Graphviz's language."""
    lines = ["digraph skills {", "  rankdir=LR;", '  node [shape=box, style=rounded, fontname="sans-serif"];']
    lines += [f"  {_quoted(s.id)} [label={_quoted(f'{s.name} ({states[s.id].level})')}];" for s in skills]
    for edge in reduced(edges):
        style = "solid" if edge.type == "prerequisite" else "dashed" if edge.type == "enables" else "dotted"
        ends = "" if edge.type in DIRECTED else ", dir=none"
        lines.append(
            f"  {_quoted(edge.from_id)} -> {_quoted(edge.to_id)} [style={style}{ends}, tooltip={_quoted(edge.type)}];"
        )
    return "\n".join([*lines, "}"])


def _quoted(text: str) -> str:
    return '"' + one_line(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def mermaid(skills: Sequence[Skill], states: Mapping[str, SkillState], edges: Sequence[Edge]) -> str:
    """Return the graph in Mermaid's language, as Markdown pages draw it."""
    ids = {skill.id: f"s{n}" for n, skill in enumerate(skills)}
    arrows = {"prerequisite": "-->", "enables": "-.->", "synergy": "---", "related": "-.-"}
    lines = ["graph LR"]
    for skill in skills:
        label = (
            escape(one_line(skill.name, 60), quote=True).replace("&quot;", "#quot;").replace("&#x27;", "'")
        )
        lines.append(f'  {ids[skill.id]}["{label} ({states[skill.id].level})"]')
    lines += [f"  {ids[e.from_id]} {arrows[e.type]} {ids[e.to_id]}" for e in reduced(edges)]
    return "\n".join(lines)


def svg(skills: Sequence[Skill], states: Mapping[str, SkillState], edges: Sequence[Edge]) -> str:
    """Return the graph as a picture: columns from what comes first to what builds on it."""
    shown = reduced(edges)
    depth = depths([skill.id for skill in skills], shown)
    columns: dict[int, list[str]] = {}
    for skill in skills:
        columns.setdefault(depth[skill.id], []).append(skill.id)
    spot = {one: (20 + n * 240, 20 + m * 56) for n, ids in columns.items() for m, one in enumerate(ids)}
    width = 20 + 240 * (max(columns, default=0) + 1)
    height = 30 + 56 * max((len(ids) for ids in columns.values()), default=1)
    body = [_svg_edge(edge, spot) for edge in shown]
    body += [_svg_node(skill, states[skill.id], *spot[skill.id]) for skill in skills]
    head = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' width='{width}' height='{height}' "
        "role='img'><title>Skills</title><rect width='100%' height='100%' fill='#ffffff'/>"
    )
    return "\n".join([head, *body, "</svg>"])


def _svg_edge(edge: Edge, spot: Mapping[str, tuple[int, int]]) -> str:
    (x1, y1), (x2, y2) = spot[edge.from_id], spot[edge.to_id]
    dash = "" if edge.type == "prerequisite" else " stroke-dasharray='5 4'"
    start = x1 + (200 if edge.type in DIRECTED else 100)
    end = x2 + (0 if edge.type in DIRECTED else 100)
    return f"<line x1='{start}' y1='{y1 + 20}' x2='{end}' y2='{y2 + 20}' stroke='#7b98b0'{dash}/>"


def _svg_node(skill: Skill, state: SkillState, x: int, y: int) -> str:
    name = escape(one_line(skill.name, 26))
    return (
        f"<rect x='{x}' y='{y}' width='200' height='40' rx='6' fill='#eef2f5' stroke='#21435f'/>"
        f"<rect x='{x}' y='{y + 36}' width='{200 * state.bar:.0f}' height='4' fill='#21435f'/>"
        f"<text x='{x + 8}' y='{y + 17}' font-size='12' fill='#21435f' font-family='sans-serif'>{name}</text>"
        f"<text x='{x + 8}' y='{y + 31}' font-size='10' fill='#7b98b0' font-family='sans-serif'>"
        f"{state.level} {state.level_name}, {state.experience} XP</text>"
    )


def why_lines(values: Mapping[str, Any]) -> list[str]:
    """Say what a skill's next level waits for."""
    needs = values["needs"]
    told = {
        "experience": "{:.0f} points more",
        "strong": "{:.0f} more times of doing it",
        "mastery": "harder tasks that go well",
    }
    return [told[name].format(missing) for name, missing in needs.items()]
