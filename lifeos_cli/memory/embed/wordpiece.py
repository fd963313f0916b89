"""The same tokenizer in plain Python, for one short text in a process that ends at once.

Importing and filling the library costs more than a whole search may spend on
words; this costs one read of the vocabulary.
"""

from __future__ import annotations

import unicodedata

from lifeos_cli.memory.embed.tokens import CLS, SEP, TOKENS, UNKNOWN, VOCABULARY

_LONGEST_WORD = 100
_ASCII_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_CJK = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B920, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)


def token_ids(text: str) -> list[int]:
    """Return the tokens of a text as the library would, cut and framed."""
    vocabulary = {
        word: place for place, word in enumerate(VOCABULARY.read_text(encoding="utf-8").split("\n")) if word
    }
    ids: list[int] = []
    for word in _words(text):
        ids += _pieces(word, vocabulary)
        if len(ids) >= TOKENS - 2:
            break
    return [CLS, *ids[: TOKENS - 2], SEP]


def _words(text: str) -> list[str]:
    spaced = "".join(map(_spaced, text))
    bare = "".join(
        char for char in unicodedata.normalize("NFD", spaced) if unicodedata.category(char) != "Mn"
    )
    return "".join(map(_apart, bare)).split(" ")


def _spaced(char: str) -> str:
    """Drop control characters, make any blank a space, stand ideographs alone."""
    if char in "\t\n\r":
        return " "
    if char == "\ufffd" or unicodedata.category(char)[0] == "C":
        return ""
    if char.isspace():
        return " "
    code = ord(char)
    return f" {char} " if any(first <= code <= last for first, last in _CJK) else char


def _apart(char: str) -> str:
    """Lower the character by itself (a Greek final sigma has no place here) and stand punctuation alone."""
    lowered = char.lower()
    punctuation = char in _ASCII_PUNCTUATION or unicodedata.category(char)[0] == "P"
    return f" {lowered} " if punctuation else lowered


def _pieces(word: str, vocabulary: dict[str, int]) -> list[int]:
    if not word:
        return []
    if len(word) > _LONGEST_WORD:
        return [UNKNOWN]
    pieces: list[int] = []
    start = 0
    while start < len(word):
        prefix = "##" if start else ""
        for end in range(len(word), start, -1):
            found = vocabulary.get(prefix + word[start:end])
            if found is not None:
                break
        else:
            return [UNKNOWN]
        pieces.append(found)
        start = end
    return pieces
