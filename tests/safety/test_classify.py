"""The classifier on utterances it was not written from, and its manners as a function."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.safety import LEVELS, classify, frames, worse

DATA = Path(__file__).parent / "data"


def rows(name: str) -> list[dict[str, str]]:
    return [
        json.loads(line) for line in (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines() if line
    ]


@pytest.mark.parametrize("name", ["dev", "heldout", "fresh"])
def test_recall_and_calm_hold_on_every_set(name: str) -> None:
    found: dict[str, list[bool]] = {}
    for row in rows(name):
        level = classify(row["text"]).level
        right = level == "none" if row["expected"] == "none" else level != "none"
        found.setdefault(row["expected"], []).append(right)
    share = {expected: sum(values) / len(values) for expected, values in found.items()}
    assert share["crisis"] >= 0.95
    assert share["check"] >= 0.80
    assert share["none"] >= 0.90


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("I'm going to kill myself", "crisis"),
        ("im gonna k i l l  m y s e l f", "crisis"),
        ("I WANT TO DIE", "crisis"),
        ("i wanna k1ll mys3lf", "crisis"),
        ("my novel is going badly and I want to kill myself tonight", "crisis"),
        ("I'm not suicidal, but I do think about not being here a lot", "check"),
        ("I'm not going to kill myself", "none"),
        ("This spreadsheet is killing me", "none"),
        ("How do I kill a process in Linux?", "none"),
        ("I used to self-harm as a teenager; I've been well for ten years", "none"),
        ("In chapter three the detective finds a suicide note", "none"),
        ("", "none"),
        ("   \n\t ", "none"),
    ],
)
def test_context_decides(text: str, level: str) -> None:
    assert classify(text).level == level


def test_one_bad_sentence_in_a_long_text_is_found() -> None:
    calm = "I went for a walk, cooked dinner and read a book. " * 400
    assert classify(calm).level == "none"
    assert classify(calm + "I am going to kill myself tonight. " + calm).level == "crisis"


def test_the_verdict_never_holds_the_text() -> None:
    text = "Zanzibar: I'm going to kill myself"
    assert "Zanzibar" not in repr(classify(text))


def test_worse_is_the_more_urgent() -> None:
    assert [worse(a, b) for a in LEVELS for b in LEVELS] == [
        *("none", "check", "crisis"),
        *("check", "check", "crisis"),
        *("crisis", "crisis", "crisis"),
    ]


@given(st.text(max_size=400))
def test_it_never_raises_and_always_answers(text: str) -> None:
    verdict = classify(text)
    assert verdict.level in LEVELS
    assert (verdict.kind is None) == (verdict.level == "none")


@given(
    st.lists(
        st.sampled_from("i want to kill die hurt myself not never he she a the pills my life end it".split())
    )
)
def test_any_heap_of_alarming_words_is_answered_in_time(words: list[str]) -> None:
    began = time.monotonic()
    classify(" ".join(words) * 20)
    assert time.monotonic() - began < 20


def test_a_megabyte_takes_time_in_proportion() -> None:
    text = "walked to the shop and felt tired of the rain again, then slept. " * 1_600

    def taken(copies: int) -> float:
        began = time.perf_counter()
        classify(text * copies)
        return time.perf_counter() - began

    taken(1)
    assert taken(10) < 40 * max(taken(1), 0.005)


def test_a_calm_note_compiles_no_pattern_in_a_fresh_process() -> None:
    code = "from lifeos_cli.safety import classify, frames; classify('slept well, long walk'); print(frames.compiled())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"


def test_the_index_is_the_one_the_frames_make() -> None:
    from tests.safety.frame_index import INDEX, build

    assert INDEX.read_text(encoding="utf-8") == build()


def test_every_pattern_of_every_frame_compiles() -> None:
    for line in frames._lines():
        assert line.regex()
