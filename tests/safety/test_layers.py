"""Both layers: what fires, what takes it back, and what is not loaded before it is needed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lifeos_cli.safety import classify, engine, frames, normal, weighing

HELD_OUT = Path(__file__).with_name("data") / "heldout.jsonl"
OUTRIGHT = {"suicidal_active", "self_harm", "abuse_danger", "harm_others", "medical"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I'm going to kill myself", "suicidal_active"),
        ("I hope I don't wake up tomorrow", "suicidal_passive"),
        ("I cut my arm again last night", "self_harm"),
        ("My husband hit me and locked me in", "abuse_danger"),
        ("I'm planning to stab my boss on Friday", "harm_others"),
        ("I've swallowed a whole bottle of pills", "medical"),
        ("I feel completely hopeless", "hopeless"),
        ("I'm a burden to my family", "burden"),
        ("My friend says she is going to kill herself tonight", "third_danger"),
        ("I don't feel safe at home", "home_fear"),
    ],
)
def test_the_kind_is_named(text: str, kind: str) -> None:
    verdict = classify(text)
    assert verdict.kind == kind
    assert verdict.matched


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("I used to cut myself years ago", "none"),
        ("I used to cut myself years ago and last night I cut myself again", "crisis"),
        ("I tried to kill myself last week", "crisis"),
        ("I can't promise I won't hurt myself", "crisis"),
        ("I have never wanted to die more than today", "crisis"),
        ("I can't stop thinking about killing myself", "crisis"),
        ("I'm probably not going to hurt myself", "check"),
        ("He has never hit me", "none"),
        ("My grandfather died by suicide in 1982", "none"),
        ('The song goes "I want to die" all the time', "none"),
        ("The training covered self-harm, and I want to kill myself", "crisis"),
        ("I'd rather die than eat liver", "none"),
        ("I'd rather die than keep living like this", "crisis"),
        ("My boss will kill me if I'm late again", "none"),
        ("My ex will kill me if I leave", "crisis"),
        ("I'm going to kill my brother lol", "none"),
        ("thinking of unaliving myself lol", "crisis"),
    ],
)
def test_time_person_work_and_jokes_decide(text: str, level: str) -> None:
    assert classify(text).level == level


def test_nothing_stated_outright_is_missed_in_the_held_out_set() -> None:
    rows = [json.loads(line) for line in HELD_OUT.read_text(encoding="utf-8").splitlines()]
    missed = [row for row in rows if row["kind"] in OUTRIGHT and classify(row["text"]).level == "none"]
    assert missed == []


def test_the_index_hides_no_frame() -> None:
    rows = [json.loads(line)["text"] for line in HELD_OUT.read_text(encoding="utf-8").splitlines()]
    for sentence in normal.sentences(normal.tokens(normal.fold(".\n".join(rows)))):
        line = normal.joined(sentence)
        opened = {id(tried) for tried in frames.triggered(frames.keys(set(line.split())))}
        for tried in frames._lines():
            if tried.frame.name != frames.IDIOM and tried.regex().search(line):
                assert id(tried) in opened, (tried.frame.name, line)


def test_the_weighted_layer_alone_catches_what_no_frame_foresaw() -> None:
    words = engine.plain_whole("every last one of those tablets is going down my throat so that I die")
    chances = weighing.weigh(words)
    assert sum(chances) == pytest.approx(1)
    assert chances[0] < 0.5


def test_weights_belong_to_words_the_layer_can_see() -> None:
    rows = weighing._weights()
    assert "start" in rows
    assert {len(row) for row in rows.values()} == {len(weighing.KINDS)}
    assert {name[:2] for name in rows if name != "start"} <= {"u:", "b:", "c:", "n:", "p:", "q:"}


def test_importing_the_layer_loads_nothing_it_does_not_need() -> None:
    code = (
        "import sys; from lifeos_cli.safety import classify; classify('slept well, long walk');"
        "print(*sorted({'typing','dataclasses','tomllib','unicodedata','pathlib','json','numpy',"
        "'lifeos_cli.safety.context','lifeos_cli.safety.cards'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-E", "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
