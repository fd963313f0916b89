"""Journals, notes and tables from elsewhere."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.errors import UsageFault
from lifeos_cli.transfer import csv_checkins, front_matter
from lifeos_cli.transfer.csv_checkins import checkins, guessed, mapping
from lifeos_cli.transfer.diary import diary
from lifeos_cli.transfer.journals import dayone, jrnl
from lifeos_cli.transfer.lines import Noted, Said, Talk
from lifeos_cli.transfer.notes import notes
from tests.transfer.foreign_files import as_stream

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from lifeos_cli.transfer.units import Unit


def read(units: Iterable[Unit]) -> list[Any]:
    return list(units)


def test_an_entry_of_jrnl_is_a_session_with_its_words() -> None:
    entry = {
        "title": "A walk.",
        "body": "By the river.",
        "date": "2026-01-02",
        "time": "08:00",
        "tags": ["@river"],
    }
    one, two = read(jrnl(as_stream({"tags": {"@river": 1}, "entries": [entry, entry]})))
    head, words = one.items
    assert isinstance(head, Talk)
    assert isinstance(words, Said)
    assert (words.content, words.role) == ("A walk.\n\nBy the river.", "user")
    assert (head.title, head.at, head.tags) == ("A walk.", 1_767_340_800_000, ("river",))
    assert two.items[0].id != one.items[0].id


def test_an_entry_of_day_one_keeps_its_zone_and_a_missing_one_is_no_harm() -> None:
    entry = {
        "uuid": "A" * 32,
        "creationDate": "2026-01-02T23:30:00Z",
        "text": "# Late\nwords",
        "tags": ["a b"],
    }
    told = {**entry, "timeZone": "Europe\\/Berlin".replace("\\/", "/")}
    rich = {
        **entry,
        "text": None,
        "richText": '{"contents":[{"text":"rich "},{"text":"words"}]}',
        "uuid": "B",
    }
    bare = {**entry, "text": "![](dayone-moment://ABC)\nseen", "uuid": "C"}
    first, second, third, fourth = read(
        dayone(as_stream({"metadata": {}, "entries": [told, rich, bare, {"uuid": "D"}]}))
    )
    assert first.items[0].zone == "Europe/Berlin"
    assert (first.items[0].title, first.items[0].tags) == ("Late", ("a-b",))
    assert second.items[1].content == "rich words"
    assert (third.items[1].content, third.note) == ("seen", "its pictures were left out")
    assert "creationDate" in fourth.problem


def test_daily_notes_are_read_by_their_names_and_others_are_told(tmp_path: Path) -> None:
    (tmp_path / "Daily").mkdir()
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / ".obsidian" / "2026-01-01.md").write_text("hidden")
    (tmp_path / "Daily" / "2026-01-02.md").write_text(
        "---\ntags: [home, 'two words']\ntitle: T\n---\n- [ ] task #deep/er\n"
    )
    (tmp_path / "idea.md").write_text("no day")
    (tmp_path / "2026-01-03.md").write_bytes("\ufeffcrlf\r\nline é\r\n".encode())
    (tmp_path / "2026-01-04.md").write_bytes("sixteen é".encode("utf-16"))
    (tmp_path / "2026-01-05.md").write_bytes(b"bad \xff byte")
    (tmp_path / "2026-01-06.md").write_text("---\nbroken: [\nnever: ends\n")
    (tmp_path / "2026-01-07.md").write_text("   \n")
    (tmp_path / "2026-01-08.md").symlink_to(tmp_path / "idea.md")
    units = {
        unit.items[0].id if unit.items else unit.problem: unit for unit in read(notes(tmp_path, daily=True))
    }
    assert units["Daily/2026-01-02.md"].items[0].tags == ("home", "two-words", "deep/er")
    assert units["Daily/2026-01-02.md"].items[0].title == "T"
    assert units["2026-01-03.md"].items[1].content == "crlf\nline é"
    assert units["2026-01-04.md"].items[1].content == "sixteen é"
    assert "U+FFFD" in units["2026-01-05.md"].note
    assert units["2026-01-06.md"].items[1].content.startswith("---\nbroken")
    assert "front matter" in units["2026-01-06.md"].note
    assert set(units) >= {"idea.md: no day in its name", "2026-01-07.md: no words in it"}
    assert len(units) == 7


def test_a_file_with_a_heading_a_day_is_a_diary() -> None:
    days = b"## 2026-01-03\n\n## 2026-01-04\nx\n## 2026-01-04\ny\n"
    text = b"# Diary\n\n## 2026-01-02 Friday\nfirst\n### detail\nmore\n" + days
    units = read(diary(io.BytesIO(text), "diary.md", 5))
    taken = [(u.items[0].id, u.items[1].content) for u in units if u.items]
    assert taken == [("2026-01-02", "first\n### detail\nmore"), ("2026-01-04", "x"), ("2026-01-04 2", "y")]
    assert [u.problem for u in units if u.problem] == [
        "it stands before the first heading with a day",
        "no words under this heading",
    ]


def test_a_file_without_days_is_one_note() -> None:
    (unit,) = read(diary(io.BytesIO(b"---\ndate: 2026-01-02\n---\nwords\n"), "w.md", None))
    assert (unit.items[0].id, unit.items[0].at, unit.items[1].content) == ("w.md", 1_767_312_000_000, "words")


@given(st.text())
def test_a_head_that_is_not_understood_loses_no_words(text: str) -> None:
    found = front_matter.split(text)
    assert text.endswith(found.text)
    assert front_matter.split("---\na: 1\n---\n" + text).text == text


@given(st.binary(max_size=400))
def test_no_bytes_crash_a_reader(data: bytes) -> None:
    for reader in (jrnl, dayone, lambda stream: diary(stream, "n", 0), rows_of):
        for mark in (b"", b"# 2026-01-02\n", b'{"entries":[{"uuid":"x","text":'):
            list(reader(io.BytesIO(mark + data)))


def rows_of(stream: Any) -> list[Any]:
    try:
        return list(checkins(stream, {}))
    except UsageFault:
        return []


def rows(text: str, *mapped: str, **more: Any) -> list[Any]:
    return list(checkins(io.BytesIO(text.encode()), mapping(mapped), **more))


def noted(unit: Any) -> Noted:
    (one,) = unit.items
    assert isinstance(one, Noted)
    return one


def test_a_mood_tracker_is_known_by_its_columns() -> None:
    text = (
        "full_date,date,weekday,time,mood,activities,note_title,note\n"
        '2026-01-02,January 2,Friday,8:05 AM,rad,"family | good sleep","","line\nbreak"\n'
        "2026-01-03,January 3,Saturday,21:00,bad,,,\n"
    )
    one, two = (noted(unit) for unit in rows(text))
    assert one.answers == {"mood": 7, "note": "line\nbreak"}
    assert (one.tags, one.at) == (["family", "good-sleep"], 1_767_341_100_000)
    assert two.answers == {"mood": 2}


@pytest.mark.parametrize(
    ("written", "scale", "mood"),
    [
        ("1", "1-10", 1),
        ("10", "1-10", 7),
        ("3", "1-5", 4),
        ("2", "1-5", 2),
        ("4", "1-5", 6),
        ("0", "0-100", 1),
        ("5,5", "1-10", 4),
    ],
)
def test_a_scale_is_stretched_onto_ours_evenly(written: str, scale: str, mood: int) -> None:
    (unit,) = rows(f'D;M\n2026-01-02;"{written}"\n', "at=D", f"mood=M:{scale}")
    assert noted(unit).answers == {"mood": mood}


def test_a_day_that_can_be_read_in_two_ways_needs_a_format() -> None:
    text = "date,mood\n03/04/2026,4\n"
    assert rows(text)[0].problem
    (unit,) = rows(text, day_format="%d/%m/%Y")
    assert noted(unit).at == 1_775_217_600_000


def test_rows_that_say_nothing_are_told_and_the_others_taken() -> None:
    units = rows("date,mood\n2026-01-02,9\nsoon,3\n2026-01-04,\n2026-01-05,5\n,4\n")
    assert [bool(unit.problem) for unit in units] == [True, True, True, False, True]


def test_a_quote_that_never_ends_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_checkins, "ROW_LIMIT", 1000)
    text = 'date,note\n2026-01-02,"' + "x\n" * 5000
    units = rows(text)
    assert any("quote does not end" in unit.problem for unit in units)


def test_columns_that_are_not_there_or_not_told_are_a_fault() -> None:
    with pytest.raises(UsageFault, match="no column"):
        rows("a,b\n1,2\n", "at=a", "mood=c")
    with pytest.raises(UsageFault, match="not clear"):
        rows("a,b\n1,2\n")
    with pytest.raises(UsageFault, match="maps no column"):
        mapping(["zap=x"])
    assert guessed(["Date", "Mood", "X"]).keys() == {"at", "mood"}
