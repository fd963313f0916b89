"""`lifeos import` of every foreign format, typed as its user would."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from tests.transfer.foreign_files import convex_id, life, node, snapshot, tree, zipped

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Lifeos


def take(lifeos: Lifeos, *args: str, code: int = 0, **more: Any) -> Any:
    done = lifeos("import", *args, "--no-embed", "--json", **more)
    assert done.code == code, done.err
    return done.json()


def chat(n: int = 1, more: str = "") -> dict[str, Any]:
    nodes = [node("a", None, "user", "question"), node("b", "a", "assistant", "answer")]
    return tree(
        *nodes, *([node("c", "b", "user", more)] if more else []), current="c" if more else "b", key=f"c{n}"
    )


def made(format_: str, folder: Path) -> str:
    """Write a small file of the format."""
    if format_ == "chatgpt":
        return zipped(folder / "gpt.zip", **{"conversations.json": json.dumps([chat()]), "user.json": "{}"})
    if format_ == "claude":
        said = [{"uuid": "m", "sender": "human", "text": "hi", "created_at": "2026-01-02T03:04:05Z"}]
        return zipped(
            folder / "cl.zip", **{"conversations.json": json.dumps([{"uuid": "c", "chat_messages": said}])}
        )
    if format_ == "dayone":
        entry = {"uuid": "E1", "creationDate": "2026-01-02T08:00:00Z", "text": "words"}
        return zipped(
            folder / "day.zip", **{"Journal.json": json.dumps({"metadata": {}, "entries": [entry]})}
        )
    if format_ == "convex":
        return snapshot(folder / "snapshot_1.zip", *life())
    if format_ == "obsidian":
        (folder / "vault").mkdir()
        (folder / "vault" / "2026-01-02.md").write_text("words\n")
        return str(folder / "vault")
    name, text = {
        "jrnl": (
            "j.json",
            json.dumps({"tags": {}, "entries": [{"title": "T", "date": "2026-01-02", "time": "08:00"}]}),
        ),
        "csv": ("moods.csv", "date,mood\n2026-01-02,5\n"),
        "markdown": ("d.md", "# 2026-01-02\nwords\n"),
    }[format_]
    (folder / name).write_text(text)
    return str(folder / name)


@pytest.mark.parametrize(
    "format_", ["chatgpt", "claude", "dayone", "convex", "obsidian", "jrnl", "csv", "markdown"]
)
def test_a_format_is_told_by_what_is_in_it_and_the_same_file_twice_changes_nothing(
    lifeos: Lifeos, tmp_path: Path, format_: str
) -> None:
    file = made(format_, tmp_path)
    dry = take(lifeos, file, "--dry-run")
    assert len(lifeos("export", "jsonl").jsonl()) == 1
    report = take(lifeos, file)
    assert report["format"] == format_
    assert report["taken"]
    assert report["skipped"] == 0
    assert {**dry, "dry_run": False} == report
    before = lifeos("export", "jsonl").out
    again = take(lifeos, format_, file)
    assert again["taken"] == {}
    assert again["already_there"] == report["taken"]
    assert lifeos("export", "jsonl").out == before
    assert lifeos("db", "check").out == "ok\n"
    origins = {
        row.get("origin")
        for row in lifeos("export", "jsonl").jsonl()
        if row["type"] not in ("user", "tag", "milestone")
    }
    assert origins == {"imported"}


def test_a_grown_file_adds_only_what_is_new(lifeos: Lifeos, tmp_path: Path) -> None:
    file = tmp_path / "conversations.json"
    file.write_text(json.dumps([chat()]))
    take(lifeos, "chatgpt", str(file))
    file.write_text(json.dumps([chat(more="thanks"), chat(2)]))
    # the second conversation repeats the message ids of the first
    report = take(lifeos, "chatgpt", str(file))
    assert report["taken"] == {"session": 1, "message": 1}
    assert report["already_there"] == {"session": 1, "message": 2}
    assert report["skipped"] == 2


def test_a_note_that_was_written_on_gives_what_was_added(lifeos: Lifeos, tmp_path: Path) -> None:
    note = tmp_path / "2026-01-02.md"
    for text in (
        "morning\n",
        "morning\nnoon\n",
        "morning\nnoon\n\nevening\n",
        "morning, really\nnoon\n",
        "morning, really\nnoon\n",
    ):
        note.write_text(text)
        take(lifeos, "obsidian", str(tmp_path))
    (session,) = lifeos("sessions", "list", "--json").json()
    said = [m["content"] for m in lifeos("sessions", "show", session["id"], "--json").json()["messages"]]
    assert said == ["morning", "noon", "evening", "morning, really\nnoon"]


def test_a_convex_life_comes_whole(lifeos: Lifeos, tmp_path: Path) -> None:
    report = take(lifeos, made("convex", tmp_path))
    assert report["taken"] == {
        "session": 2,
        "message": 4,
        "goal": 1,
        "milestone": 2,
        "goal_event": 2,
        "insight": 1,
        "skill_evidence": 1,
    }
    rows = lifeos("export", "jsonl").jsonl()
    (session,) = [row for row in rows if row["type"] == "session" and row.get("summary")]
    assert (session["session_type"], session["summary"]) == ("checkin", "Moving")
    words = [r["content"] for r in rows if r["type"] == "message" and r["session_id"] == session["id"]]
    assert sorted(words) == ["first words", "later words", "reply"]
    shown = lifeos("sessions", "show", session["id"], "--json").json()["messages"]
    assert [m["content"] for m in shown] == ["first words", "reply", "later words"]
    (goal,) = [row for row in rows if row["type"] == "goal"]
    assert (goal["title"], goal["status"], goal["why"], goal["target_date"]) == (
        "Write",
        "paused",
        "joy",
        "2026-01-02",
    )
    (evidence,) = [row for row in rows if row["type"] == "skill_evidence"]
    assert (evidence["skill"], evidence["status"], evidence["points"]) == ("patience", "proposed", 5)
    assert {row["name"] for row in rows if row["type"] == "tag"} == {"home", "two-words"}
    assert any("psychometricProfiles" in note["reason"] for note in report["notes"])


def test_a_convex_zip_packed_again_in_a_folder_and_a_legacy_one_are_read(
    lifeos: Lifeos, tmp_path: Path
) -> None:
    file = snapshot(tmp_path / "s.zip", *life(), folder="my snapshot/", legacy=True)
    assert take(lifeos, file)["taken"]["message"] == 4
    empty = snapshot(tmp_path / "empty.zip", {"messages": []}, legacy=True)
    report = take(lifeos, empty)
    assert (report["taken"], report["skipped"]) == ({}, 0)


def test_ids_that_do_not_decode_or_lead_outside_are_kept_and_told(lifeos: Lifeos, tmp_path: Path) -> None:
    tables, agent = life(user="someone-else")
    tables["messageEmbeddings"][0]["sessionId"] = convex_id(10002, 99)
    tables["skillEvidence"][0]["skillId"] = convex_id(10006, 1)
    report = take(lifeos, snapshot(tmp_path / "s.zip", tables, agent))
    reasons = [note["reason"] for note in report["notes"]]
    assert "messageEmbeddings: sessionId points outside the ZIP; kept as text" in reasons
    assert "goals: userId does not decode; kept as text" in reasons
    assert "skillEvidence: skillId names a document of goals; kept as text" in reasons
    rows = lifeos("export", "jsonl").jsonl()
    assert any(r["type"] == "session" and r["external_id"] == convex_id(10002, 99) for r in rows)


def test_each_person_of_a_snapshot_gets_their_own_and_strangers_go_to_the_one_named(
    lifeos: Lifeos, tmp_path: Path
) -> None:
    tables, agent = life()
    bob = convex_id(10001, 2)
    tables["users"].append({"_id": bob, "_creationTime": 1.8e12, "name": "Bob"})
    goal = tables["goals"][0]
    tables["goals"] += [
        {**goal, "_id": convex_id(10006, 2), "userId": bob, "title": "Bob's"},
        {**goal, "_id": convex_id(10006, 3), "userId": convex_id(10001, 77), "title": "Nobody's"},
    ]
    lifeos("users", "add", "Eve")
    report = take(lifeos, snapshot(tmp_path / "s.zip", tables, agent), "--user", "Eve")
    assert report["taken"]["user"] == 2

    def goals(name: str) -> list[str]:
        rows = lifeos("export", "jsonl", "--user", name).jsonl()
        return [row["title"] for row in rows if row["type"] == "goal"]

    assert (goals("Ada"), goals("Bob"), goals("Eve")) == (["Write"], ["Bob's"], ["Nobody's"])
    again = take(lifeos, str(tmp_path / "s.zip"), "--user", "Eve")
    assert again["taken"] == {}


def test_hostile_zips_are_one_line_each_and_write_nothing_beside(lifeos: Lifeos, tmp_path: Path) -> None:
    bomb = zipped(
        tmp_path / "bomb.zip",
        **{
            "conversations.json": "[" + " " * 200_000_000,
            "conversations-2.json": json.dumps([chat()]),
            "../../evil.json": "[]",
        },
    )
    assert (tmp_path / "bomb.zip").stat().st_size < 1_000_000
    report = take(lifeos, "chatgpt", bomb)
    assert report["taken"] == {"session": 1, "message": 2}
    assert [line["reason"] for line in report["skipped_lines"]] == [
        "conversations.json: it unfolds to more than 200 times its size"
    ]
    assert not list(tmp_path.parent.glob("**/evil.json"))
    (tmp_path / "cut.zip").write_bytes((tmp_path / "bomb.zip").read_bytes()[:-200])
    done = lifeos("import", "chatgpt", str(tmp_path / "cut.zip"))
    assert done.code == 1
    assert len(done.err.splitlines()) == 1


def test_a_damaged_member_is_one_line_and_the_next_is_read(lifeos: Lifeos, tmp_path: Path) -> None:
    file = tmp_path / "c.zip"
    long = json.dumps([chat(2, more="x" * 5000)])
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("conversations-1.json", long)
        archive.writestr("conversations-2.json", json.dumps([chat()]))
    data = file.read_bytes()
    file.write_bytes(data.replace(b"x" * 100, b"y" * 100, 1))
    report = take(lifeos, "chatgpt", str(file))
    assert report["skipped"] >= 1
    assert report["taken"]["session"] >= 1


def test_nesting_without_end_and_broken_json_are_one_line_each(lifeos: Lifeos, tmp_path: Path) -> None:
    file = tmp_path / "conversations.json"
    deep = "[" * 100_000 + "]" * 100_000
    file.write_text(f'[{json.dumps(chat())}, {deep}, {{"a" 1}}, {json.dumps(chat(2))[:-1]}')
    report = take(lifeos, "chatgpt", str(file))
    assert report["taken"] == {"session": 1, "message": 2}
    assert [line["reason"].split(":")[0] for line in report["skipped_lines"]] == [
        *("nested too deeply", "not JSON", "the file ends in the middle of it")
    ]


def test_what_is_in_no_known_format_is_a_fault(lifeos: Lifeos, tmp_path: Path) -> None:
    (tmp_path / "x.bin").write_bytes(b"\x00\x01")
    (tmp_path / "empty").mkdir()
    zipped(tmp_path / "z.zip", **{"a.txt": "x"})
    for args, code in (
        (["x.bin"], 2),
        (["empty"], 2),
        (["z.zip"], 2),
        (["zap", "x.bin"], 2),
        (["gone"], 3),
        (["obsidian", "x.bin"], 2),
    ):
        done = lifeos("import", *args[:-1], str(tmp_path / args[-1]))
        assert done.code == code, args
        assert len(done.err.splitlines()) <= 2
    assert lifeos("import", "-").code == 2


def test_columns_are_given_or_asked_for(lifeos: Lifeos, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("When,Feeling 1-5\n02/01/2026,5\n")
    done = lifeos("import", "csv", str(file))
    assert done.code == 2
    assert "--map" in done.err
    report = take(
        lifeos, "csv", str(file), "--map", "at=When", "--map", "mood=Feeling 1-5:1-5", "--dates", "%d/%m/%Y"
    )
    assert report["taken"] == {"checkin": 1}
    (row,) = lifeos("checkins", "list", "--json").json()
    assert (row["mood"], row["local_date"]) == (7, "2026-01-02")


def test_on_a_terminal_the_columns_are_asked_for(lifeos: Lifeos, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("date,Feeling,junk\n2026-01-02,5,x\n")
    child = lifeos.terminal("import", "csv", str(file), "--no-embed")
    child.expect(r"date \[at\]: ")
    child.sendline("")
    child.expect(r"Feeling \[mood\]: ")
    child.sendline("mood:1-10")
    child.expect(r"junk \[-\]: ")
    child.sendline("")
    child.expect("1 checkin")
    child.wait()
    (row,) = lifeos("checkins", "list", "--json").json()
    assert row["mood"] == 4


def test_json_of_a_chat_comes_from_standard_input_too(lifeos: Lifeos) -> None:
    report = take(lifeos, "chatgpt", "-", stdin=json.dumps([chat()]))
    assert report["taken"] == {"session": 1, "message": 2}


def test_what_came_is_read_only_when_asked_and_raises_no_skill(lifeos: Lifeos, tmp_path: Path) -> None:
    file = tmp_path / "conversations.json"
    file.write_text(json.dumps([chat()]))
    assert lifeos("import", str(file), "--json").json()["queued"] is None
    assert lifeos("jobs", "list", "--json").json() == []
    words = "I live in Zanzibar and I work as a nurse. I practised public speaking today and gave a talk."
    file.write_text(json.dumps([chat(), chat(2, more=words)]))
    report = lifeos("import", str(file), "--extract", "--json").json()
    assert (report["taken"], report["queued"]) == ({"session": 1, "message": 1}, 1)
    (job,) = lifeos("jobs", "list", "--json").json()
    assert (job["type"], job["status"]) == ("summary", "pending")
    assert lifeos("jobs", "run").code == 0
    facts = lifeos("facts", "list", "--json").json()
    assert facts
    assert {fact["origin"] for fact in facts} == {"imported"}
    assert lifeos("skills", "list", "--json").json() == []
    assert lifeos("profile", "observations", "--json").json() == []
    assert lifeos("import", str(file), "--extract", "--json").json()["queued"] == 0
    assert lifeos("import", str(file), "--extract", "--no-embed").code == 2
