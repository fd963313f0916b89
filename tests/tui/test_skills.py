"""Skills in the app: the tree, what a skill rests on, links and merges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.record import skill_edits, skill_evidence
from lifeos_cli.record.provenance import Provenance
from lifeos_cli.record.skills import Forest
from lifeos_cli.tui.screens.dialogs import Ask, Choose, Confirm, Read
from lifeos_cli.tui.screens.source import Source
from lifeos_cli.tui.screens.splitting import Several
from lifeos_cli.tui.widgets.graph import Graph
from lifeos_cli.tui.widgets.parts import Field, Text
from lifeos_cli.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.store.database import Store


def whose(store: Store) -> str:
    """Return the person's id."""
    return str(store.conn.execute("SELECT id FROM users").fetchone()[0])


def forest(store: Store) -> Forest:
    """Read the skills as they are now."""
    return Forest(store, whose(store))


def named(store: Store, name: str) -> str:
    """Return the id of the skill of a name."""
    return next(skill.id for skill in forest(store).skills if skill.name == name)


async def skills(hands: Any, name: str) -> Any:
    """Open Skills with the cursor on one."""
    screen = await hands.open("skills")
    tree: Rows[Any] = screen.query_one("#tree", Rows)
    tree.go(next(one.id for one in tree.items if one.name == name))
    tree.focus()
    await hands.until(lambda: screen.node is not None and screen.node.name == name)
    await hands.until(lambda: name in screen.query_one("#head", Text).said)
    return screen


async def answer(hands: Any, text: str) -> None:
    """Type into the question that is asked."""
    await hands.until(lambda: isinstance(hands.app.screen, Ask))
    hands.app.screen.query_one(Field).value = text
    await hands.press("enter")


async def choose(hands: Any, text: str) -> None:
    """Take one of several by what it says."""
    await hands.until(lambda: isinstance(hands.app.screen, Choose))
    hands.app.screen.query_one(Field).value = text
    await hands.press("enter")


async def test_the_tree_shows_every_skill_with_level_and_experience(
    filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled) as hands:
        await hands.open("skills")
        drawn = hands.screen()
        known = forest(filled)
        for skill in known.skills:
            state = known.states[skill.id]
            row = next(line for line in drawn.splitlines() if f" {skill.name} " in line and " XP" in line)
            assert f"{state.level} {state.level_name}" in row
            assert f"{state.experience} XP" in row
        assert "█" in drawn


async def test_the_detail_lists_every_piece_of_evidence_and_enter_leads_to_it(
    filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled, size=(120, 40)) as hands:
        screen = await skills(hands, "Running")
        evidence: Rows[Any] = screen.query_one("#evidence", Rows)
        state = forest(filled).states[named(filled, "Running")]
        assert [one.id for one in evidence.items] == [one.row.id for one in reversed(state.earned)]
        await hands.press("enter")
        assert evidence.has_focus
        await hands.press("escape")
        assert screen.query_one("#tree", Rows).has_focus


async def test_the_source_message_of_evidence_is_one_key_away(
    filled: Store, drive: Callable[..., Any]
) -> None:
    row = filled.conn.execute(
        "SELECT id, session_id, content FROM messages WHERE role = 'user' ORDER BY id DESC LIMIT 1"
    ).fetchone()
    source = Provenance("skills", "chat", row[1], row[0], row[2][:30])
    skill_evidence.add(
        filled, whose(filled), skill="Running", content="Told of a run", kind="conversation", source=source
    )
    async with drive(filled) as hands:
        screen = await skills(hands, "Running")
        evidence: Rows[Any] = screen.query_one("#evidence", Rows)
        await hands.until(lambda: any(one.content == "Told of a run" for one in evidence.items))
        evidence.go(next(one.id for one in evidence.items if one.content == "Told of a run"))
        await hands.press("s")
        await hands.until(lambda: isinstance(hands.app.screen, Source))
        assert row[2][:30] in hands.screen()
        assert "Told of a run" in hands.screen()


async def test_evidence_without_a_message_says_so(filled: Store, drive: Callable[..., Any]) -> None:
    user = filled.conn.execute("SELECT id FROM users").fetchone()[0]
    skill_evidence.add(
        filled, user, skill="Cooking", content="Baked a loaf", kind="action", source=Provenance("cli", "cli")
    )
    async with drive(filled) as hands:
        await skills(hands, "Cooking")
        await hands.press("s")
        await hands.until(lambda: isinstance(hands.app.screen, Read))
        assert "No message" in hands.screen()


async def test_evidence_is_noted_and_taken_out_after_a_question(
    filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled) as hands:
        screen = await skills(hands, "Cooking")
        evidence: Rows[Any] = screen.query_one("#evidence", Rows)
        await hands.press("e")
        await answer(hands, "Made bread for six")
        await hands.until(lambda: evidence.items[0].content == "Made bread for six")
        evidence.go(evidence.items[0].id)
        await hands.press("w")
        assert isinstance(hands.app.screen, Confirm)
        assert evidence.items[0].status == "accepted"
        await hands.press("y")
        await hands.until(lambda: evidence.items[0].status == "withdrawn")
        assert "withdrawn" in hands.screen()


async def test_a_link_is_made_and_a_circle_refused_in_one_line(
    filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled, size=(100, 30)) as hands:
        screen = await skills(hands, "Cooking")
        await hands.press("t")
        await choose(hands, "Public speaking")
        await choose(hands, "enables: Cooking")
        await hands.until(lambda: "Enables: Public speaking" in screen.query_one("#head", Text).said)
        await skills(hands, "Public speaking")
        await hands.press("t")
        await choose(hands, "Cooking")
        await choose(hands, "prerequisite: Public speaking")
        await hands.until(lambda: any("circle" in str(one.message) for one in hands.app._notifications))
        said = next(str(one.message) for one in hands.app._notifications if "circle" in str(one.message))
        assert "\n" not in said
        await hands.press("T")
        await choose(hands, "enables")
        await hands.until(
            lambda: (
                not any(
                    e.type == "enables" and e.to_id == named(filled, "Public speaking")
                    for e in forest(filled).all_edges
                )
            )
        )


async def test_two_skills_are_merged_after_a_question_and_taken_apart_again(
    filled: Store, drive: Callable[..., Any]
) -> None:
    many = len(forest(filled).skills)
    async with drive(filled) as hands:
        screen = await skills(hands, "Pacing")
        tree: Rows[Any] = screen.query_one("#tree", Rows)
        await hands.press("m")
        await choose(hands, "Running")
        await hands.until(lambda: isinstance(hands.app.screen, Confirm))
        assert len(forest(filled).skills) == many
        await hands.press("y")
        await hands.until(lambda: len(forest(filled).skills) == many - 1)
        await hands.until(lambda: sum(not one.heading for one in tree.items) == many - 1)
        await hands.until(lambda: "Also:" in screen.query_one("#head", Text).said)
        await hands.press("M")
        await hands.until(lambda: len(forest(filled).skills) == many)


async def test_a_skill_is_added_renamed_and_removed(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled) as hands:
        screen = await skills(hands, "Cooking")
        tree: Rows[Any] = screen.query_one("#tree", Rows)
        await hands.press("n")
        await answer(hands, "Juggling")
        await hands.until(lambda: any(one.name == "Juggling" for one in tree.items))
        await skills(hands, "Juggling")
        await hands.press("r")
        await answer(hands, "Juggling clubs")
        await hands.until(lambda: any(one.name == "Juggling clubs" for one in tree.items))
        await hands.press("delete")
        await hands.until(lambda: isinstance(hands.app.screen, Confirm))
        await hands.press("y")
        await hands.until(lambda: not any(one.name.startswith("Juggling") for one in tree.items))


async def test_what_is_worth_practising_is_a_key_away(filled: Store, drive: Callable[..., Any]) -> None:
    from lifeos_cli.tui.views.skills import worth

    wanted = worth(filled, whose(filled))
    async with drive(filled) as hands:
        screen = await skills(hands, "Cooking")
        await hands.press("p")
        await hands.until(lambda: isinstance(hands.app.screen, Choose))
        assert wanted[0][1].partition(":")[0] in hands.screen()
        await choose(hands, wanted[1][1].partition(":")[0])
        await hands.until(lambda: screen.at == wanted[1][0])


async def test_another_process_adds_a_skill_and_the_cursor_stays(
    filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled) as hands:
        screen = await skills(hands, "Running")
        tree: Rows[Any] = screen.query_one("#tree", Rows)
        skill_edits.add(filled, whose(filled), "Archery", category="art")
        await hands.until(lambda: any(one.name == "Archery" for one in tree.items))
        assert tree.item is not None
        assert tree.item.name == "Running"
        skill_evidence.add(
            filled, whose(filled), skill="Running", content="Ran a mile", source=skill_edits.HAND
        )
        evidence: Rows[Any] = screen.query_one("#evidence", Rows)
        await hands.until(lambda: any(one.content == "Ran a mile" for one in evidence.items))


async def test_the_graph_is_walked_by_arrows_and_tells_kinds_apart_without_colour(
    filled: Store, drive: Callable[..., Any]
) -> None:
    for other, kind in (("Cooking", "prerequisite"), ("Public speaking", "synergy"), ("Pacing", "enables")):
        skill_edits.link(filled, whose(filled), "Running", other, kind)
    async with drive(filled, size=(120, 30)) as hands:
        screen = await skills(hands, "Running")
        await hands.press("v")
        graph = screen.query_one(Graph)
        await hands.until(lambda: graph.has_focus and "Running" in hands.screen())
        assert graph.cursor == named(filled, "Running")
        await hands.press("right")
        assert screen.node.name in {"Cooking", "Pacing"}
        await hands.press("left")
        assert screen.node.name == "Running"
        drawn = hands.screen()
        assert "━" in drawn
        assert "▶" in drawn
        assert "[" in drawn
        await hands.press("v")
        tree: Rows[Any] = screen.query_one("#tree", Rows)
        assert tree.item is not None
        assert tree.item.name == "Running"


async def test_without_skills_it_says_what_to_do(store: Store, drive: Callable[..., Any]) -> None:
    from lifeos_cli.record import consents

    consents.answer(store, whose(store), "adult", granted=True, origin="first_run")
    async with drive(store) as hands:
        await hands.until(lambda: len(hands.app.screen_stack) > 1)
        await hands.press("escape")
        await hands.open("skills")
        assert "No skills yet" in hands.screen()
        await hands.press("m", "s", "w", "p")
        assert hands.app.failure is None


async def test_evidence_is_marked_and_given_to_another_skill_and_undo_takes_it_back(
    filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled) as hands:
        screen = await skills(hands, "Running")
        evidence: Rows[Any] = screen.query_one("#evidence", Rows)
        await hands.until(lambda: len(evidence.items) > 2)
        gone = [evidence.items[0].id, evidence.items[2].id]
        await hands.press("x")
        await hands.until(lambda: isinstance(hands.app.screen, Several))
        await hands.press("space", "down", "space", "space", "down", "space")
        assert hands.screen().count("[x]") == 2
        await hands.press("enter")
        await answer(hands, "Trail running")
        await hands.until(lambda: screen.node is not None and screen.node.name == "Trail running")
        await hands.until(lambda: sorted(one.id for one in evidence.items) == sorted(gone))
        known = forest(filled)
        where = {row.id: row.skill_id for row in known.evidence}
        assert {where[row] for row in gone} == {named(filled, "Trail running")}
        await hands.press("ctrl+u")
        await hands.until(lambda: isinstance(hands.app.screen, Confirm))
        await hands.press("y")
        await hands.until(
            lambda: (
                {row.id: row.skill_id for row in forest(filled).evidence}[gone[0]] == named(filled, "Running")
            )
        )


async def test_a_split_is_left_with_esc_and_a_split_into_itself_is_refused(
    filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled) as hands:
        screen = await skills(hands, "Running")
        await hands.until(lambda: screen.query_one("#evidence", Rows).items)
        before = [(row.id, row.skill_id) for row in forest(filled).evidence]
        await hands.press("x", "space", "escape")
        assert len(hands.app.screen_stack) == 1
        await hands.press("x", "enter")
        await answer(hands, "Running")
        await hands.until(lambda: "into itself" in hands.screen())
        assert [(row.id, row.skill_id) for row in forest(filled).evidence] == before
