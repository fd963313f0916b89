"""`lifeos profile` through the real program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.clock import DAY, now_ms
from lifeos_cli.growth.instruments.catalog import load
from lifeos_cli.growth.profile.dimensions import DIMENSIONS
from lifeos_cli.ids import ulid
from lifeos_cli.record import consents
from lifeos_cli.store import users
from lifeos_cli.store.database import Store
from lifeos_cli.store.rows import insert

if TYPE_CHECKING:
    from pathlib import Path

    from lifeos_cli.paths import Paths
    from tests.conftest import Lifeos

SHEET = "4 2 4 2 3 5 4 2 1 5 3 4 2 2 4 1 4 3 2 2"


def assess(lifeos: Lifeos, answers: str = SHEET, *more: str) -> dict[str, object]:
    done = lifeos("profile", "assess", "mini-ipip", "--answers", "-", "--json", *more, stdin=answers)
    assert done.code == 0, done.err
    found: dict[str, object] = done.json()
    return found


def dimensions(lifeos: Lifeos) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = lifeos("profile", "show", "--json").json()["dimensions"]
    return found


def reading(paths: Paths, dimension: str = "openness", level: int = 2, **more: object) -> str:
    """Put a model's reading into the store, as the extractor would."""
    with Store(paths) as store, store.write() as conn:
        me = users.current(conn)
        assert me is not None
        row = {"id": ulid(), "user_id": me.id, "dimension": dimension, "level": level, "words": 500}
        row |= {"quote": "I always try the new place", "effective_at": now_ms(), "created_at": now_ms()}
        insert(conn, "observations", row | more)
        return str(row["id"])


def agree(paths: Paths, *, granted: bool = True) -> None:
    with Store(paths) as store:
        me = users.current(store.conn)
        assert me is not None
        consents.answer(store, me.id, "ai_observations", granted=granted, origin="command")


def test_without_evidence_all_eight_dimensions_are_the_prior(lifeos: Lifeos) -> None:
    found = dimensions(lifeos)
    assert tuple(sorted(found)) == tuple(sorted(DIMENSIONS))
    for one in found.values():
        assert (one["mean"], one["confidence"], one["label"]) == (50, 0, "not enough to say")
        assert (one["low"], one["high"]) == (30.4, 69.6)


def test_one_sheet_gives_its_reliability_as_confidence_and_the_regressed_score(lifeos: Lifeos) -> None:
    sheet = assess(lifeos)
    found = dimensions(lifeos)
    for name, scale in load("mini-ipip").scales.items():
        t = sheet["scores"][name]["t"]  # type: ignore[index]
        assert found[name]["confidence"] == pytest.approx(scale.rho2, abs=1e-9)
        assert found[name]["mean"] == pytest.approx(50 + scale.rho2**0.5 * (t - 50), abs=1e-9)


def test_answers_may_be_an_object_a_list_or_numbers(lifeos: Lifeos) -> None:
    numbers = [int(word) for word in SHEET.split()]
    by_id = {item.id: n for item, n in zip(load("mini-ipip").items, numbers, strict=True)}
    one = assess(lifeos, SHEET)["scores"]
    assert assess(lifeos, json.dumps(by_id))["scores"] == one
    assert assess(lifeos, json.dumps(numbers))["scores"] == one


@pytest.mark.parametrize(
    ("args", "answers", "code"),
    [
        (["assess", "mini-ipip", "--answers", "-"], "1 2 3", 2),
        (["assess", "mini-ipip", "--answers", "-"], SHEET[:-1] + "6", 2),
        (["assess", "mini-ipip", "--answers", "-"], '{"X99": 3}', 2),
        (["assess", "mini-ipip", "--answers", "-", "--at", "2999-01-01"], SHEET, 2),
        (["assess", "mini-ipip", "--answers", "-", "--sex", "other"], SHEET, 2),
        (["assess", "mini-ipip"], "", 2),
        (["assess", "no-such-test", "--answers", "-"], SHEET, 3),
        (["why", "openess"], "", 3),
        (["withdraw", "zzzz"], "", 3),
        (["confirm", "zzzz", "yes"], "", 3),
        (["compare", "nonsense"], "", 2),
    ],
)
def test_bad_input_is_one_line_and_writes_nothing(
    lifeos: Lifeos, args: list[str], answers: str, code: int
) -> None:
    done = lifeos("profile", *args, stdin=answers)
    assert done.code == code
    assert 1 <= len(done.err.strip().splitlines()) <= 2
    assert lifeos("profile", "observations", "--all", "--json").json() == []


def test_a_careless_sheet_is_kept_unscored_and_counts_nowhere(lifeos: Lifeos) -> None:
    sheet = assess(lifeos, "3 " * 20)
    assert (sheet["status"], sheet["scores"]) == ("careless", None)
    assert dimensions(lifeos)["openness"]["confidence"] == 0
    assert lifeos("profile", "snapshots", "--json").json() == []


def test_the_norm_row_is_frozen_at_the_first_sheet(lifeos: Lifeos) -> None:
    first = assess(lifeos, SHEET, "--sex", "female", "--born", "1990-05-01", "--at", "200 days ago")
    assert first["norm_row"] == "female_35-49"
    assert assess(lifeos)["norm_row"] == "female_35-49"
    refused = lifeos("profile", "assess", "mini-ipip", "--answers", SHEET, "--sex", "male")
    assert refused.code == 2
    assert "chosen at your first test" in refused.err


def test_not_me_restores_the_profile_bit_for_bit(lifeos: Lifeos) -> None:
    assess(lifeos, SHEET, "--at", "100 days ago")
    frozen = {"LIFEOS_NOW": str(now_ms())}
    before = lifeos("profile", "show", "--json", env=frozen).out
    sheet = assess(lifeos, SHEET[::-1], "--at", "1 day ago")
    assert lifeos("profile", "show", "--json", env=frozen).out != before
    gone = lifeos("profile", "withdraw", str(sheet["handle"]), "--json").json()["withdrawn"]
    assert len(gone) == 5
    assert lifeos("profile", "show", "--json", env=frozen).out == before
    assert lifeos("profile", "withdraw", str(sheet["handle"])).code == 2


def test_a_models_reading_counts_only_while_the_person_agrees(lifeos: Lifeos, paths: Paths) -> None:
    lifeos("today")
    reading(paths)
    assert dimensions(lifeos)["openness"]["confidence"] == 0
    agree(paths)
    one = dimensions(lifeos)["openness"]
    assert one["mean"] > 50
    assert one["lately"] == 1.5
    agree(paths, granted=False)
    assert dimensions(lifeos)["openness"]["confidence"] == 0


def test_readings_alone_never_pass_the_cap_and_never_announce_a_change(lifeos: Lifeos, paths: Paths) -> None:
    lifeos("today")
    agree(paths)
    for n in range(60):
        reading(paths, setting="interview", strength="strong", effective_at=now_ms() - n * 3 * DAY)
    assert 0.2 < dimensions(lifeos)["openness"]["confidence"] < 0.3025
    reading(paths, level=-2)
    assert {one["what"] for one in lifeos("profile", "history", "--json").json()} <= {"snapshot"}


def test_why_shows_quote_pull_and_share_and_the_pulls_sum_to_the_mean(lifeos: Lifeos, paths: Paths) -> None:
    assess(lifeos)
    agree(paths)
    reading(paths, effective_at=now_ms() - DAY)
    found = lifeos("profile", "why", "open", "--json").json()
    assert found["dimension"] == "openness"
    assert 50 + sum(row["pull"] for row in found["rows"]) == pytest.approx(found["mean"], abs=1e-9)
    assert sum(row["share"] for row in found["rows"]) == pytest.approx(1)
    assert "I always try the new place" in {row["quote"] for row in found["rows"]}
    text = lifeos("profile", "why", "open")
    assert "Rests on: your mini-ipip" in text.err
    assert "I always try the new place" in text.out


def test_confirming_a_reading_moves_toward_it_and_only_readings_can_be_confirmed(
    lifeos: Lifeos, paths: Paths
) -> None:
    lifeos("today")
    agree(paths)
    row_id = reading(paths, setting="assistant")
    before = dimensions(lifeos)["openness"]["mean"]
    done = lifeos("profile", "confirm", row_id, "yes", "--json").json()
    assert (done["kind"], done["target_id"], done["answer"]) == ("confirm", row_id, "yes")
    assert dimensions(lifeos)["openness"]["mean"] > before
    assert lifeos("profile", "confirm", done["id"], "yes").code == 2
    assert lifeos("profile", "confirm", row_id, "maybe").code == 2
    lifeos("profile", "withdraw", row_id)
    assert dimensions(lifeos)["openness"]["confidence"] == 0


def test_weekly_snapshots_come_once_an_iso_week_and_only_with_new_evidence(lifeos: Lifeos) -> None:
    for day in ("2026-03-02", "2026-03-04", "2026-03-08", "2026-03-09"):
        lifeos("checkin", "--micro", f"E{day[-1]}=4", env={"LIFEOS_NOW": f"{day}T12:00:00Z"})
    kept = lifeos("profile", "snapshots", "--json").json()
    assert [(one["trigger"], one["local_date"]) for one in kept] == [
        ("weekly", "2026-03-09"),
        ("weekly", "2026-03-02"),
    ]
    assert len(kept[0]["dimensions"]) == 8
    assert len(kept[0]["evidence"]) == 4


def test_a_large_change_between_two_sheets_has_a_snapshot_of_its_own(lifeos: Lifeos) -> None:
    form = load("mini-ipip")
    low = {i.id: (1 if i.key > 0 else 5) if i.dimension == "extraversion" else 3 for i in form.items}
    high = {
        i.id: 6 - v if i.dimension == "extraversion" else v
        for (i, v) in zip(form.items, low.values(), strict=True)
    }
    low["A4"] = high["A4"] = 4
    assess(lifeos, json.dumps(low), "--at", "2026-01-05")
    assess(lifeos, json.dumps(high), "--at", "2026-06-05")
    kept = lifeos("profile", "snapshots", "--trigger", "significant_change", "--json").json()
    assert [(one["dimension"], one["reason"]) for one in kept] == [("extraversion", "large")]
    history = lifeos("profile", "history", "extraversion", "--json").json()
    assert [one["what"] for one in history] == ["significant_change", "snapshot"]


def test_a_snapshot_can_be_asked_for_and_compared_with(lifeos: Lifeos) -> None:
    assess(lifeos, SHEET, "--at", "100 days ago")
    kept = lifeos("profile", "snapshot", "--note", "before the move", "--json").json()
    assert (kept["trigger"], kept["reason"], kept["note"]) == ("milestone", "asked for", "before the move")
    assess(lifeos, SHEET[::-1])
    rows = lifeos("profile", "compare", kept["handle"], "--json").json()
    assert {row["dimension"] for row in rows} == set(DIMENSIONS)
    assert any(row["difference"] for row in rows)


def test_one_statement_at_check_in_is_evidence_that_goes_with_the_check_in(lifeos: Lifeos) -> None:
    row = lifeos("checkin", "--mood", "5", "--micro", "E1=5", "--json").json()
    kept = lifeos("profile", "observations", "--json").json()
    assert [(one["kind"], one["items"], one["checkin_id"]) for one in kept] == [("micro", ["E1"], row["id"])]
    assert 0 < dimensions(lifeos)["extraversion"]["confidence"] < 0.6
    lifeos("checkins", "edit", row["handle"], "--mood", "4")
    assert len(lifeos("profile", "observations", "--json").json()) == 1
    lifeos("checkins", "edit", row["handle"], "--set", "micro_item=E1=1")
    changed = lifeos("profile", "observations", "--json").json()
    assert len(changed) == 1
    assert changed[0]["t"] < 50
    lifeos("checkins", "rm", row["handle"])
    assert dimensions(lifeos)["extraversion"]["confidence"] == 0


def test_a_statement_that_does_not_exist_is_refused_before_anything_is_written(lifeos: Lifeos) -> None:
    assert lifeos("checkin", "--mood", "5", "--micro", "Z9=4").code == 3
    assert lifeos("checkins", "list", "--json").json() == []


def test_the_text_is_capped_where_the_data_are_not(lifeos: Lifeos, tmp_path: Path) -> None:
    assess(lifeos)
    shown = lifeos("profile", "show", env={"FORCE_COLOR": "1"})
    assert "lately" in shown.out.splitlines()[0]
    picture = tmp_path / "p.svg"
    assert lifeos("profile", "show", "--svg", str(picture)).code == 0
    text = picture.read_text()
    assert text.startswith("<svg")
    assert all(word in text for word in ("Openness", "Emotional resilience", "not enough to say"))
    assert lifeos("profile", "trend", "--svg", "-").out.count("<polyline") == 5


def test_a_person_sees_whiskers_and_can_pause_go_back_and_resume(lifeos: Lifeos) -> None:
    with lifeos.terminal("profile", "assess", "mini-ipip") as terminal:
        terminal.expect("1/20")
        terminal.sendline("4")
        terminal.expect("2/20")
        terminal.sendline("b")
        terminal.expect("1/20")
        terminal.sendline("9")
        terminal.expect("1 to 5 answers")
        terminal.sendline("2")
        terminal.expect("2/20")
        terminal.sendline("p")
        terminal.expect("Paused as")
        terminal.expect_exact("lifeos profile assess mini-ipip")
        terminal.wait()
    with lifeos.terminal("profile", "assess", "mini-ipip") as terminal:
        terminal.expect("1 of 20 are answered")
        for n in range(2, 21):
            terminal.expect(f"{n}/20")
            terminal.sendline(str(n % 5 + 1))
        terminal.expect("Not scored: answered in under 1.5 seconds an item")
        terminal.wait()


def _extraverted(level: int) -> list[int]:
    """Return answers that say `level` of every statement on extraversion, and the middle of the others."""
    return [
        item.keyed(level) if item.dimension == "extraversion" else 2 + n % 3
        for n, item in enumerate(load("mini-ipip").items)
    ]


@pytest.mark.parametrize(("typed", "stored"), [("s", "shifted"), ("u", "unusual"), ("", None)])
def test_a_surprising_result_is_asked_about_and_the_answer_is_stored(
    lifeos: Lifeos, paths: Paths, typed: str, stored: str | None
) -> None:
    """Only where somebody sits: a script is asked nothing."""
    first = " ".join(map(str, _extraverted(5)))
    assess(lifeos, first)
    now = {"LIFEOS_NOW": str(now_ms() + 20 * DAY)}
    with lifeos.terminal("profile", "assess", "mini-ipip", env=now) as terminal:
        for n, answer in enumerate(_extraverted(1), 1):
            terminal.expect(f"{n}/20")
            terminal.sendline(str(answer))
        terminal.expect_exact("Extraversion: quite different from what was known so far.")
        terminal.expect_exact("Enter skips]")
        terminal.sendline(typed)
        terminal.expect("lifeos")
        terminal.wait()
    with Store(paths) as store:
        rows = store.conn.execute("SELECT surprise FROM assessments ORDER BY id").fetchall()
    assert [row[0] for row in rows] == [None, stored]


def test_a_script_is_asked_nothing_about_a_surprise(lifeos: Lifeos) -> None:
    assess(lifeos, " ".join(map(str, _extraverted(5))))
    later = {"LIFEOS_NOW": str(now_ms() + 20 * DAY)}
    done = lifeos(
        "profile", "assess", "mini-ipip", "--answers", "-",
        stdin=" ".join(map(str, _extraverted(1))), env=later,
    )  # fmt: skip
    assert done.code == 0
    assert "?" not in done.err


def test_the_terminal_draws_both_layers(lifeos: Lifeos, paths: Paths) -> None:
    assess(lifeos)
    agree(paths)
    reading(paths)
    with lifeos.terminal("profile", "show") as terminal:
        terminal.expect_exact("Trait")
        terminal.expect("├─+●─+┤")
        terminal.expect_exact("how you have been showing up; not who you are")
        terminal.wait()


def test_on_a_terminal_the_norms_are_chosen_before_the_first_statement(lifeos: Lifeos) -> None:
    terminal = lifeos.terminal("profile", "assess", "mini-ipip", "--sex", "robot")
    terminal.expect_exact("Norms exist for male and female")
    terminal = lifeos.terminal("profile", "assess", "mini-ipip", "--sex", "female")
    for value in ("4", "2", "5", "1", "3") * 4:
        terminal.expect_exact("[1-5]")
        terminal.sendline(value)
    terminal.expect_exact("Kept as")
    terminal.close()
    assert assess(lifeos)["norm_row"] == "female"
    named = lifeos("profile", "assess", "mini-ipip", "--answers", SHEET)
    assert "compared with women" in named.err


def test_two_moments_are_compared_by_words_and_by_snapshot(lifeos: Lifeos) -> None:
    assess(lifeos, SHEET, "--at", "100 days ago")
    before = lifeos("profile", "snapshots", "--json").json()[-1]["handle"]
    assess(lifeos, SHEET[::-1], "--at", "1 day ago")
    rows = {row["dimension"]: row for row in lifeos("profile", "compare", "50 days ago", "--json").json()}
    now = dimensions(lifeos)
    assert rows["openness"]["to"] == pytest.approx(now["openness"]["mean"], abs=0.01)
    assert rows["openness"]["difference"] == rows["openness"]["to"] - rows["openness"]["from"]
    assert lifeos("profile", "compare", before).code == 0
    for args in (["1 day ago", "50 days ago"], ["nonsense"], ["2099-01-01"]):
        assert lifeos("profile", "compare", *args).code == 2
