"""Only the person's own words can carry an observation."""

from __future__ import annotations

import pytest

from lifeos_cli.growth.profile.quotes import Said, check, overlap

MINE = Said("I talked to everyone at the party, and it lifted me.", "user")


@pytest.mark.parametrize(
    "quote", ["I talked to everyone", "  it lifted me. ", "everyone at the party, and it"]
)
def test_verbatim_words_of_the_person_stand(quote: str) -> None:
    assert check(quote, [MINE]) is None


@pytest.mark.parametrize(
    ("quote", "messages", "said"),
    [
        ("", [MINE], "empty"),
        (" ... ", [MINE], "empty"),
        ("i talked to everyone", [MINE], "not in"),
        ("I talked  to everyone", [MINE], "not in"),
        ("you love people", [MINE, Said("So you love people.", "assistant")], "not the person's"),
        ("you love people", [MINE, Said("you love people", "summary")], "not the person's"),
        ("I hate crowds", [Said("> I hate crowds\nThat is what she wrote.", "user")], "somebody else"),
        ("I hate crowds", [Said("She said \u201cI hate crowds\u201d to me.", "user")], "somebody else"),
        ("I hate crowds", [Said('He told me "I hate crowds" again.', "user")], "somebody else"),
        ("I hate crowds", [Said("look:\n```\nI hate crowds\n```", "user")], "somebody else"),
        ("I hate crowds", [Said("In my story the hero says I hate crowds.", "user")], "fiction"),
        ("I hate crowds", [Said("I hate crowds", "user", fiction=True)], "fiction"),
    ],
)
def test_anything_else_does_not(quote: str, messages: list[Said], said: str) -> None:
    assert said in str(check(quote, messages))


def test_words_said_both_by_them_and_in_a_quotation_are_theirs() -> None:
    assert check("I hate crowds", [Said("> I hate crowds\nYes, I hate crowds too.", "user")]) is None
    assert check("I hate crowds", [Said("I hate crowds", "assistant"), Said("I hate crowds", "user")]) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("I panic", "i  PANIC often", True), ("I panic", "I rest", False), ("", "I rest", False)],
)
def test_two_quotes_overlap_when_one_holds_the_other(one: str, other: str, same: bool) -> None:
    assert overlap(one, other) is same
    assert overlap(other, one) is same
