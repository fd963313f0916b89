"""Conversations of ChatGPT and Claude."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.transfer.chats import chatgpt, claude
from lifeos_cli.transfer.lines import Said, Talk
from tests.transfer.foreign_files import as_stream, node, tree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lifeos_cli.transfer.units import Unit


def said(unit: Any) -> list[tuple[str, str]]:
    return [(one.role, one.content) for one in unit.items if isinstance(one, Said)]


def units(found: Iterable[Unit]) -> list[Any]:
    return list(found)


def read(value: Any) -> Any:
    (unit,) = units(chatgpt(as_stream([value])))
    return unit


BRANCHED = (
    node("root", None, None),
    node("sys", "root", "system", "be kind"),
    node("q", "sys", "user", "question"),
    node("a1", "q", "assistant", "first answer"),
    node("a2", "q", "assistant", "second answer"),
    node("q2", "a2", "user", "and then?", at=None),
)


def test_the_branch_that_is_shown_is_taken_and_the_others_are_told() -> None:
    unit = read(tree(*BRANCHED, current="q2"))
    assert said(unit) == [("user", "question"), ("assistant", "second answer"), ("user", "and then?")]
    assert unit.note == "1 of branches that are not shown left out"
    head = unit.items[0]
    assert isinstance(head, Talk)
    assert (head.id, head.title, head.at) == ("c1", "A tree", 1_700_000_000_000)
    assert unit.items[1].id == "m-q"


@pytest.mark.parametrize("current", [None, "gone", 5, ["q2"]])
def test_without_a_current_node_the_newest_leaf_is(current: Any) -> None:
    value = tree(*BRANCHED[:-1], node("q2", "a2", "user", "and then?", at=1.8e9))
    value["current_node"] = current
    assert said(read(value))[-1] == ("user", "and then?")


def test_parts_that_are_no_words_are_left_out_and_spoken_ones_are_words() -> None:
    picture, speech = (
        {"content_type": "image_asset_pointer"},
        {"content_type": "audio_transcription", "text": "spoken"},
    )
    unit = read(
        tree(
            node("a", None, "user", picture, "look", speech, kind="multimodal_text"),
            node("b", "a", "assistant", "x = 1", kind="code"),
            node("c", "b", "assistant", "run", recipient="python"),
            node("d", "c", "user", picture, kind="multimodal_text"),
            node("e", "d", "assistant", "nice", metadata={"is_visually_hidden_from_conversation": True}),
            node("f", "e", "assistant", "", "nice"),
            current="f",
        )
    )
    assert said(unit) == [("user", "look\n\nspoken"), ("assistant", "nice")]
    assert unit.note == "1 without words (pictures, files) left out"


def test_a_tree_that_bites_its_tail_ends() -> None:
    unit = read(tree(node("a", "b", "user", "one"), node("b", "a", "assistant", "two"), current="b"))
    assert said(unit) == [("user", "one"), ("assistant", "two")]


@pytest.mark.parametrize(
    "value", [5, None, [], {}, {"id": "x"}, {"id": "x", "mapping": []}, {"id": "x", "mapping": {}}]
)
def test_what_is_no_conversation_is_told(value: Any) -> None:
    for reader in (chatgpt, claude):
        (unit,) = units(reader(as_stream([value])))
        assert unit.problem
        assert not unit.items


def test_claude_files_with_an_empty_text_are_read_by_their_content() -> None:
    value = {
        "uuid": "c",
        "name": "",
        "created_at": "2026-01-02T03:04:05.000000Z",
        "chat_messages": [
            {
                "uuid": "1",
                "sender": "human",
                "text": "",
                "content": [{"type": "text", "text": "hi"}],
                "created_at": None,
            },
            {
                "uuid": "2",
                "sender": "assistant",
                "text": "hello",
                "content": None,
                "created_at": "2026-01-02T03:04:06Z",
            },
            {"uuid": "3", "sender": "human", "text": "", "content": [], "files": [{"file_name": "x.png"}]},
            {"uuid": "4", "sender": "human", "text": "t", "content": [{"type": "thinking", "text": "no"}]},
        ],
    }
    (unit,) = units(claude(as_stream([value])))
    assert said(unit) == [("user", "hi"), ("assistant", "hello"), ("user", "t")]
    assert unit.items[0].title is None
    assert unit.note == "1 without words (pictures, files) left out"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "id uuid mapping current_node message author role content parts parent chat_messages text".split()
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=30,
)


@given(st.lists(JSON, max_size=4))
def test_nothing_of_any_shape_crashes_a_reader(values: list[Any]) -> None:
    for reader in (chatgpt, claude):
        assert len(list(reader(as_stream(values)))) == len(values)
