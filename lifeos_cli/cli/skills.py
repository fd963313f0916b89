"""`lifeos skills`: what a person has learnt to do, from what they did."""

from __future__ import annotations

from typing import Any

import typer

from lifeos_cli.cli import skills_evidence, skills_merging, skills_write
from lifeos_cli.cli.complete import skill_handles
from lifeos_cli.cli.goals_pick import pick_skill
from lifeos_cli.cli.grammar import group
from lifeos_cli.cli.output import emit_list
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import UsageFault

app = group("Skills that grow out of what you did, with the evidence behind each level.")
SKILL = typer.Argument(..., metavar="SKILL", help="A handle, an id or a name.", autocompletion=skill_handles)
COLUMNS = ("handle", "name", "category", "level", "level_name", "experience", "mastery", "evidence", "rusty")
_EMPTY = 'No skills yet. They come with evidence: lifeos skills evidence add "Public speaking" "Gave a toast"'
FORMATS = ("dot", "mermaid", "svg", "json")


@app.command("list")
def list_(category: str = typer.Option(None, metavar="NAME", help="Only of this category.")) -> None:
    """List skills by level, the highest first."""
    from lifeos_cli.record.skills import Forest

    run = current()
    forest = Forest(run.store, run.person.id)
    full = [forest.public(skill) for skill in forest.skills]
    if category is not None:
        full = [row for row in full if (row["category"] or "").casefold() == category.strip().casefold()]
    full.sort(key=lambda row: (-row["level"], -row["experience"], row["name"].casefold()))
    shown = [
        {**row, "mastery": round(row["mastery"]), "rusty": "rusty" if row["rusty"] else None} for row in full
    ]
    emit_list(COLUMNS, shown, full=full, empty=_EMPTY)


@app.command()
def tree() -> None:
    """Draw the forest: by category, what comes first first, with levels and experience."""
    from lifeos_cli.record.skills import Forest

    run = current()
    forest = Forest(run.store, run.person.id)
    if run.json:
        run.out_json(
            {
                "skills": [forest.public(skill) for skill in forest.skills],
                "edges": [forest.public_edge(edge) for edge in forest.edges],
            }
        )
        return
    if not forest.skills:
        run.note(_EMPTY)
        return
    from lifeos_cli.render.skills import tree as drawn

    width = run.width if run.stdout_tty else 200
    run.out_styled(drawn(forest.skills, forest.states, forest.edges, width))


@app.command()
def show(skill: str = SKILL) -> None:
    """Show a skill: its level, what the next one waits for, its links and all its evidence."""
    from lifeos_cli.record.skills import Forest, find, public_evidence
    from lifeos_cli.render.skills import why_lines
    from lifeos_cli.store import skills as stored

    run = current()
    forest = Forest(run.store, run.person.id)
    found = find(run.store, run.person.id, skill, forest)
    values = forest.public(found)
    rows = {row["id"]: row for row in stored.evidence(run.store.conn, run.person.id)}
    earned = [public_evidence(rows[e.row.id], e.points, e.reason) for e in forest.states[found.id].earned]
    edges = [forest.public_edge(e) for e in forest.all_edges if found.id in (e.from_id, e.to_id)]
    if run.json:
        run.out_json({**values, "edges": edges, "earned": earned})
        return
    from lifeos_cli.cli.output import emit_thing

    keys = ("handle", "name", "category", "description", "aliases", "level", "level_name", "peak_level")
    emit_thing(
        {
            **{key: values[key] for key in keys},
            "mastery": f"{values['mastery']:.0f} of 100",
            "experience": values["experience"],
            "rusty": "not used for a while: what is known of it grows less sure" if values["rusty"] else None,
            "next level": ", ".join(why_lines(values)),
            "links": [f"{e['from_name']} {e['type']} {e['to_name']}" for e in edges],
        }
    )
    if earned:
        run.out("")
    emit_list(("handle", "local_date", "kind", "outcome", "points", "content", "quote", "reason"), earned)


@app.command()
def why(skill: str = SKILL) -> None:
    """Show the evidence of a skill and what each piece earned, oldest first."""
    from lifeos_cli.record.skills import Forest, find, public_evidence
    from lifeos_cli.store import skills as stored

    run = current()
    forest = Forest(run.store, run.person.id)
    found = find(run.store, run.person.id, skill, forest)
    rows = {row["id"]: row for row in stored.evidence(run.store.conn, run.person.id)}
    earned = [public_evidence(rows[e.row.id], e.points, e.reason) for e in forest.states[found.id].earned]
    columns = (
        "handle",
        "local_date",
        "kind",
        "difficulty",
        "outcome",
        "points",
        "content",
        "quote",
        "reason",
    )
    emit_list(columns, earned, full=earned, empty="Nothing has been noted of it yet.")


@app.command()
def suggest(limit: int = typer.Option(5, "--limit", "-n", min=1, max=100, help="At most so many.")) -> None:
    """Name what is worth practising next, and why."""
    from lifeos_cli.growth.skills.tree import suggestions
    from lifeos_cli.record.skills import Forest

    run = current()
    forest = Forest(run.store, run.person.id)
    found = suggestions(forest.skills, forest.states, forest.edges, wanted=forest.wanted, most=limit)
    full: list[dict[str, Any]] = [
        {
            "handle": forest.rows[one.skill_id]["handle"],
            "name": forest.rows[one.skill_id]["name"],
            **one.as_dict(),
        }
        for one in found
    ]
    shown = [
        {
            **row,
            "why": "; ".join(row["reasons"]),
            "first": ", ".join(forest.rows[one]["name"] for one in row["unmet"]),
        }
        for row in full
    ]
    emit_list(("handle", "name", "why", "first"), shown, full=full, empty=_EMPTY)


@app.command()
def graph(
    format_: str = typer.Option("dot", "--format", metavar="FORMAT", help="dot, mermaid, svg or json."),
) -> None:
    """Print skills and links for another program, as for Graphviz or a Markdown page."""
    from lifeos_cli.record.skills import Forest
    from lifeos_cli.render import skills as render

    run = current()
    if format_ not in FORMATS:
        raise UsageFault("the format is dot, mermaid, svg or json")
    forest = Forest(run.store, run.person.id)
    if run.json or format_ == "json":
        run.out_json(
            {
                "nodes": [forest.public(skill) for skill in forest.skills],
                "edges": [forest.public_edge(edge) for edge in forest.edges],
            }
        )
        return
    draw = {"dot": render.dot, "mermaid": render.mermaid, "svg": render.svg}[format_]
    run.out(draw(forest.skills, forest.states, forest.edges))


app.add_typer(skills_evidence.app, name="evidence")
app.command("pick")(pick_skill)
for name, command in {**skills_write.COMMANDS, **skills_merging.COMMANDS}.items():
    app.command(name)(command)
