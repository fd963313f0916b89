"""Profile in the app: dimensions, what they rest on, and tests taken inside."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.clock import DAY, now_ms
from lifeos_cli.growth.instruments.catalog import load
from lifeos_cli.growth.profile.dimensions import TITLES
from lifeos_cli.growth.profile.wording import trait_line
from lifeos_cli.record import (
    assessments,
    consents,
    observations,
    profile,
    profile_history,
    snapshots,
)
from lifeos_cli.record.provenance import Provenance
from lifeos_cli.store import assessments as stored
from lifeos_cli.tui.screens.assess import Taking
from lifeos_cli.tui.screens.dialogs import Ask, Choose, Confirm, Read
from lifeos_cli.tui.views.sheet import Sheet
from lifeos_cli.tui.widgets.parts import Text
from lifeos_cli.tui.widgets.rows import Rows
from tests.tui.test_skills import choose, whose

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.store.database import Store

FORM = load("mini-ipip")


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person who takes five seconds over each statement."""
    ticks = iter(range(0, 10_000, 5))
    monkeypatch.setattr("lifeos_cli.tui.screens.assess.monotonic", lambda: float(next(ticks)))


def reading(store: Store, dimension: str, quote: str) -> dict[str, Any]:
    """Note a model's reading of the newest message of the person."""
    user = whose(store)
    consents.answer(store, user, "ai_observations", granted=True, origin="cli")
    row = store.conn.execute(
        "SELECT id, session_id, content FROM messages WHERE role = 'user' ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return observations.add(
        store,
        user,
        dimension=dimension,
        level=1,
        content="Sought company",
        alternative="A work dinner",
        words=120,
        source=Provenance("extraction", "chat", row[1], row[0], quote or row[2][:40]),
    )


async def at(hands: Any, dimension: str) -> Any:
    """Open Profile with the cursor on a dimension."""
    screen = await hands.open("profile")
    dims: Rows[Any] = screen.query_one("#dims", Rows)
    dims.go(dimension)
    dims.focus()
    await hands.until(
        lambda: screen.at == dimension and TITLES[dimension] in screen.query_one("#head", Text).said
    )
    return screen


async def test_each_dimension_has_its_band_and_lately_stands_beside_trait(
    filled: Store, drive: Callable[..., Any]
) -> None:
    reading(filled, "extraversion", "")
    async with drive(filled, size=(100, 30)) as hands:
        screen = await hands.open("profile")
        found = profile.now(filled, whose(filled))
        rows: Rows[Any] = screen.query_one("#dims", Rows)
        assert [one.title for one in rows.items] == [TITLES[name] for name in found.dimensions]
        for one, dim in zip(found.dimensions.values(), rows.items, strict=True):
            assert dim.trait_words == trait_line(one)
        drawn = hands.screen()
        assert "Trait" in drawn
        assert "Lately" in drawn
        assert "not who you are" in screen.query_one("#axis", Text).said
        row = next(line for line in drawn.splitlines() if "Extraversion" in line)
        assert "higher" in row
        assert "●" in row


async def test_why_shows_quotes_and_the_words_in_their_conversation(
    filled: Store, drive: Callable[..., Any]
) -> None:
    row = reading(filled, "extraversion", "")
    async with drive(filled) as hands:
        screen = await at(hands, "extraversion")
        why: Rows[Any] = screen.query_one("#why", Rows)
        await hands.until(lambda: any(one.id == row["id"] for one in why.items))
        one = next(one for one in why.items if one.id == row["id"])
        assert one.quote == row["quote"]
        why.go(row["id"])
        await hands.press("s")
        await hands.until(lambda: len(hands.app.screen_stack) == 2)
        assert row["quote"] in hands.screen()


async def test_not_me_takes_a_row_out_only_after_a_question(filled: Store, drive: Callable[..., Any]) -> None:
    row = reading(filled, "extraversion", "")
    async with drive(filled) as hands:
        screen = await at(hands, "extraversion")
        why: Rows[Any] = screen.query_one("#why", Rows)
        await hands.until(lambda: why.go(row["id"]))
        await hands.press("w")
        assert isinstance(hands.app.screen, Confirm)
        await hands.press("n")
        assert observations.find(filled, whose(filled), row["id"])["withdrawn_at"] is None
        await hands.press("w", "y")
        await hands.until(
            lambda: observations.find(filled, whose(filled), row["id"])["withdrawn_at"] is not None
        )
        await hands.until(
            lambda: next(one for one in why.items if one.id == row["id"]).set_aside == "withdrawn"
        )


async def test_a_reading_is_confirmed_and_a_test_is_not(filled: Store, drive: Callable[..., Any]) -> None:
    row = reading(filled, "extraversion", "")
    async with drive(filled) as hands:
        screen = await at(hands, "extraversion")
        why: Rows[Any] = screen.query_one("#why", Rows)
        await hands.until(lambda: why.go(row["id"]))
        await hands.press("f")
        await choose(hands, "Partly")
        await hands.until(lambda: any("partly" in one.what for one in why.items))
        why.go(next(one.id for one in why.items if "mini-ipip" in one.what))
        await hands.press("f")
        assert not isinstance(hands.app.screen, Choose)


async def test_trend_radar_and_history_are_a_key_away(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled, size=(100, 40)) as hands:
        await at(hands, "openness")
        await hands.press("t")
        await hands.until(lambda: "└──" in hands.screen())
        await hands.press("r")
        await hands.until(lambda: "Rim 80" in hands.screen())
        await hands.press("h")
        await hands.until(lambda: "assessment mini-ipip" in hands.screen())
        await hands.press("escape")
        await hands.until(lambda: "Rests on" in hands.screen())


async def test_a_snapshot_is_kept_and_stands_in_the_history(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled) as hands:
        screen = await at(hands, "openness")
        await hands.press("h")
        history: Rows[Any] = screen.query_one("#history", Rows)
        await hands.until(lambda: history.items)
        many = sum(one.what == "snapshot" for one in history.items)
        await hands.press("n")
        await hands.until(lambda: sum(one.what == "snapshot" for one in history.items) == many + 1)


async def test_two_moments_are_compared_in_words_and_snapshots(
    filled: Store, drive: Callable[..., Any]
) -> None:
    user = whose(filled)
    kept = snapshots.ask(filled, user)
    row = profile_history.compare(filled, user, "3 months ago")[0]
    async with drive(filled) as hands:
        await at(hands, "openness")
        await hands.press("c")
        await choose(hands, "3 months")
        await choose(hands, "Now")
        await hands.until(lambda: isinstance(hands.app.screen, Read))
        told = " ".join(hands.screen().split())
        assert f"{TITLES[row.dimension]} │ {row.before.mean:.1f} │ {row.after.mean:.1f} │" in told
        await hands.press("escape", "c")
        await choose(hands, kept["handle"])
        await choose(hands, "3 months")
        await hands.until(lambda: "must come after" in hands.screen())


async def test_a_moment_to_compare_with_can_be_typed_and_one_to_come_is_refused(
    filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled, size=(40, 20)) as hands:
        await at(hands, "openness")
        await hands.press("c")
        await choose(hands, "another time")
        await hands.until(lambda: isinstance(hands.app.screen, Ask))
        hands.app.screen.query_one("#answer").value = "2099-01-01"
        await hands.press("enter")
        await hands.until(lambda: "in the future" in hands.screen() or "not come" in hands.screen())
        await hands.press("c")
        await choose(hands, "another time")
        await hands.until(lambda: isinstance(hands.app.screen, Ask))
        hands.app.screen.query_one("#answer").value = "6 weeks ago"
        await hands.press("enter")
        await choose(hands, "Now")
        await hands.until(lambda: isinstance(hands.app.screen, Read))
        assert "Extraversion" in hands.screen()


async def test_a_test_of_another_process_moves_the_bands_and_the_cursor_stays(
    filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled) as hands:
        screen = await at(hands, "agreeableness")
        before = screen.whole
        sheet: dict[str, int | None] = {item.id: 5 if item.key > 0 else 1 for item in FORM.items}
        sheet[FORM.items[0].id] = 3
        sheet[FORM.items[7].id] = 2
        assessments.finish(filled, whose(filled), FORM, sheet)
        await hands.until(lambda: screen.whole != before)
        assert screen.query_one("#dims", Rows).item.id == "agreeableness"


@pytest.mark.usefixtures("slowly")
async def test_a_questionnaire_is_taken_with_going_back_skipping_pausing_and_going_on(
    filled: Store, drive: Callable[..., Any]
) -> None:
    user = whose(filled)
    done = len(stored.listed(filled.conn, user, status="completed", instrument="mini-ipip"))
    async with drive(filled) as hands:
        await hands.open("profile")
        await hands.press("a")
        await choose(hands, "Mini-IPIP")
        await hands.until(lambda: isinstance(hands.app.screen, Taking))
        assert FORM.items[0].text in hands.screen()
        await hands.press("4", "2", "b", "5", "s")
        await hands.until(lambda: "4 of 20" in hands.screen())
        await hands.press("escape")
        await hands.until(lambda: assessments.paused(filled, user, FORM) is not None)
        await hands.until(lambda: len(json.loads(assessments.paused(filled, user, FORM)["answers"])) == 3)  # type: ignore[index]
        kept = json.loads(assessments.paused(filled, user, FORM)["answers"])  # type: ignore[index]
        assert [kept[item.id] for item in FORM.items[:3]] == [4, 5, None]
        await hands.press("a")
        await choose(hands, "Go on at 4")
        await hands.until(lambda: isinstance(hands.app.screen, Taking))
        assert FORM.items[3].text in hands.screen()
        await hands.press(*(("3", "4", "2", "5", "1", "3") * 3)[:17])
        await hands.until(lambda: isinstance(hands.app.screen, Read | Choose))
        if isinstance(hands.app.screen, Choose):
            assert "unusual" in hands.screen()
            await choose(hands, "Today was unusual")
        await hands.until(lambda: isinstance(hands.app.screen, Read))
        assert "Openness: T" in hands.screen()
    rows = stored.listed(filled.conn, user, status="completed", instrument="mini-ipip")
    assert len(rows) == done + 1
    assert assessments.paused(filled, user, FORM) is None


@pytest.mark.usefixtures("slowly")
async def test_a_surprising_result_is_asked_about_and_the_answer_stored(
    filled: Store, drive: Callable[..., Any]
) -> None:
    user = whose(filled)
    sheet: dict[str, int | None] = {item.id: 1 if item.key > 0 else 5 for item in FORM.items}
    sheet[FORM.items[0].id] = 3
    for days in (40, 30, 20, 10):
        assessments.finish(filled, user, FORM, sheet, at=now_ms() - days * DAY)
    keys = ["5" if item.key > 0 else "1" for item in FORM.items]
    async with drive(filled) as hands:
        await hands.open("profile")
        await hands.press("a")
        await choose(hands, "Mini-IPIP")
        await hands.until(lambda: isinstance(hands.app.screen, Taking))
        await hands.press(*keys)
        await choose(hands, "really shifted")
        await hands.until(lambda: isinstance(hands.app.screen, Read))
    newest = stored.listed(filled.conn, user, status="completed", instrument="mini-ipip")[-1]
    assert newest["surprise"] == "shifted"


async def test_careless_answers_are_kept_unscored_and_said_kindly(
    filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled) as hands:
        await hands.open("profile")
        await hands.press("a")
        await choose(hands, "Mini-IPIP")
        await hands.until(lambda: isinstance(hands.app.screen, Taking))
        await hands.press(*["3"] * 20)
        await hands.until(lambda: isinstance(hands.app.screen, Read))
        said = "".join(part.said for part in hands.app.screen.query(Text))
        assert "not scored" in said
        assert "quiet moment" in said
    assert stored.listed(filled.conn, whose(filled), status="careless", instrument="mini-ipip")


async def test_with_nothing_known_it_offers_a_test_and_draws_no_band(
    store: Store, drive: Callable[..., Any]
) -> None:
    consents.answer(store, whose(store), "adult", granted=True, origin="first_run")
    async with drive(store) as hands:
        if len(hands.app.screen_stack) > 1:
            await hands.press("escape")
        await hands.open("profile")
        drawn = hands.screen()
        assert "press a" in drawn
        assert "●" not in drawn
        await hands.press("t")
        await hands.until(lambda: "Nothing has been measured yet" in hands.screen())
        await hands.press("c")
        assert len(hands.app.screen_stack) == 1
        await hands.press("w", "f", "s", "t", "r", "h", "escape")
        assert hands.app.failure is None


async def begin_first(hands: Any) -> None:
    """Press what begins the very first questionnaire of an empty store."""
    if len(hands.app.screen_stack) > 1:
        await hands.press("escape")
    await hands.open("profile")
    await hands.press("a")
    await choose(hands, "Mini-IPIP")
    await hands.until(lambda: "With whose?" in hands.screen())


async def test_before_the_first_test_one_chooses_whom_to_be_compared_with(
    store: Store, drive: Callable[..., Any]
) -> None:
    consents.answer(store, whose(store), "adult", granted=True, origin="first_run")
    async with drive(store) as hands:
        await begin_first(hands)
        await choose(hands, "Women of my age")
        await hands.until(lambda: isinstance(hands.app.screen, Ask))
        for typed, told in (("2015-01-01", "begin at age 18"), ("soon", "must be a day")):
            hands.app.screen.query_one("#answer").value = typed
            await hands.until(lambda told=told: told in hands.screen())
            await hands.press("enter")
            assert isinstance(hands.app.screen, Ask)
        hands.app.screen.query_one("#answer").value = "1990-05-01"
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.app.screen, Taking))
        assert assessments.norms_kept(store, whose(store)) == "female_35-49"
        await hands.press("escape", "a")
        await choose(hands, "Mini-IPIP")  # it is not asked again
        await hands.until(lambda: isinstance(hands.app.screen, Taking))


async def test_enter_alone_compares_with_everybody_and_esc_begins_no_test(
    store: Store, drive: Callable[..., Any]
) -> None:
    consents.answer(store, whose(store), "adult", granted=True, origin="first_run")
    async with drive(store) as hands:
        await begin_first(hands)
        await hands.press("escape")
        await hands.until(lambda: len(hands.app.screen_stack) == 1)
        assert assessments.norms_kept(store, whose(store)) is None
        await begin_first(hands)
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.app.screen, Taking))
        assert assessments.norms_kept(store, whose(store)) == "all"


def test_a_sheet_goes_back_and_forgets_the_answer_it_goes_back_to() -> None:
    sheet = Sheet(FORM)
    sheet.answer(4, 3.0)
    sheet.answer(None, 2.0)
    assert sheet.place == 2
    sheet.back()
    sheet.back()
    sheet.back()
    assert sheet.place == 0
    assert not sheet.answers
    assert not sheet.seconds
    with pytest.raises(ValueError, match="no answer"):
        sheet.answer(6, 1.0)


def test_a_paused_sheet_goes_on_at_the_first_open_statement() -> None:
    answers = {item.id: 3 for item in FORM.items[:5]}
    row = {"id": "x", "answers": json.dumps(answers), "seconds": None}
    sheet = Sheet(FORM, row)
    assert sheet.place == 5
    assert sheet.item is FORM.items[5]
    assert sheet.whole()[FORM.items[5].id] is None
