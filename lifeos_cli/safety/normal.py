"""Text as it was typed, made plain: spelling, disguise and layout taken away, sentence by sentence."""

from __future__ import annotations

import re

from lifeos_cli.safety import spelling

_TOKEN = re.compile(r"[a-z0-9$@][a-z0-9'@$!*|]*[a-z0-9$@]|[a-z0-9]|\.\.+|[.!?;\n,:()\"]| - ")
_WINDOW = 48  # words of an unbroken run that are looked at together
_OVERLAP = 14
_CHUNK = 60_000  # characters taken at a time, so that memory stays small however long the text is
_LONG_WORD = 40
_RUN = 4  # this many single letters in a row are one spelt-out phrase

Sentence = list[str]


def chunks(text: str) -> list[str]:
    """Cut a long text at blanks into overlapping pieces; a short one comes back whole."""
    if len(text) <= _CHUNK:
        return [text]
    out: list[str] = []
    start = 0
    while start < len(text):
        end = min(start + _CHUNK, len(text))
        if end < len(text):
            blank = text.rfind(" ", end - 400, end)
            end = blank if blank > 0 else end
        out.append(text[max(start - 300, 0) : end])
        start = end
    return out


def fold(text: str) -> str:
    """Return the text in lower case Latin letters, without accents, marks or invisible characters."""
    if not text.isascii():
        import unicodedata

        text = unicodedata.normalize("NFKD", text.translate(spelling.LOOKALIKE))
        text = "".join(
            c for c in text if c.isascii() or unicodedata.category(c) not in {"Mn", "Cf", "Me", "Cs"}
        )
        text = text.lower().translate(spelling.LOOKALIKE)
    return text.lower().replace("\r\n", "\n").replace("\r", "\n")


def tokens(folded: str) -> list[str]:
    """Return words and stops; soft line ends and trailing dots inside a sentence are dropped."""
    raw = _TOKEN.findall(folded)
    if "\n" in folded:
        raw = _rejoin_lines(folded)
    out: list[str] = []
    known: dict[str, list[str]] = {}
    run: list[str] = []
    for token, following in zip(raw, [*raw[1:], ""], strict=False):
        if len(token) == 1 and token.isalnum():
            run.append(token)
            continue
        if run and token in {".", ",", "*"} and len(following) == 1 and following.isalnum():
            continue
        if run:
            out += _spelt_out(run)
            run = []
        words = known.get(token)
        if words is None:
            words = known[token] = _plain(token)
        out += words
    return out + _spelt_out(run)


def _rejoin_lines(folded: str) -> list[str]:
    """Read a poem's or a narrow terminal's line ends as blanks, real line ends as stops."""
    lines = [line.strip() for line in folded.split("\n")]
    out: list[str] = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        found = _TOKEN.findall(line)
        out += found
        if not found or not following or found[-1] in {".", "!", "?", ":"} or following[0] in "-*#>":
            out.append("\n")
    return out


def _spelt_out(run: list[str]) -> list[str]:
    """Read `k i l l` as a word, when the run is long enough to be one."""
    if not run:
        return []
    if len(run) < _RUN:
        return [word for letter in run for word in spelling.MEANT.get(letter, letter).split()]
    joined = "".join(run).translate(spelling.LEET)
    return _taken_apart(joined) or run


def _taken_apart(joined: str) -> list[str]:
    """Split run-together letters into words of the small alphabet, or return nothing."""
    if len(joined) > _LONG_WORD * 3:
        return []
    best: list[list[str] | None] = [[]] + [None] * len(joined)
    for end in range(1, len(joined) + 1):
        for word in spelling.ALPHABET_WORDS:
            before = best[end - len(word)] if len(word) <= end else None
            if before is not None and joined.endswith(word, 0, end):
                candidate = [*before, word]
                current = best[end]
                if current is None or len(candidate) < len(current):
                    best[end] = candidate
    return [plain for word in best[-1] or [] for plain in spelling.MEANT.get(word, word).split()]


def _plain(token: str) -> list[str]:
    """Return the words one written token stands for."""
    meant = spelling.MEANT.get(token)
    if meant is not None:
        return meant.split()
    if len(token) > _LONG_WORD * 3:
        return []
    if not token[0].isalnum() and token[0] not in "$@":
        return [token]
    if not token.isalpha():
        return _odd(token)
    if len(token) > _LONG_WORD and len(set(token)) < 3:  # noqa: PLR2004 - keyboard noise
        return []
    slimmed = _slim(token)
    if slimmed != token:
        return spelling.MEANT.get(slimmed, slimmed).split()
    if len(token) >= 6:  # noqa: PLR2004 - shorter words are too near each other
        if any(stem in token for stem in spelling.SECRET_STEMS):
            return _taken_apart(token) or [_put_right(token)]
        return [_put_right(token)]
    return [token]


def _slim(token: str) -> str:
    """Undo drawn-out letters (`killlll`, `diiie`)."""
    if not any(token[i] == token[i + 1] == token[i + 2] for i in range(len(token) - 2)):
        return token
    two = re.sub(r"(.)\1{2,}", r"\1\1", token)
    one = re.sub(r"(.)\1+", r"\1", token)
    for shape in (two, re.sub(r"(.)\1{2,}", r"\1", token), one):
        if shape in spelling.SENSITIVE or shape in spelling.MEANT:
            return shape
    return re.sub(r"(.)\1{2,}", r"\1", token)


def _odd(token: str) -> list[str]:
    """Read a word with digits, signs or an apostrophe in it."""
    bare = token.strip("'")
    if "'" in bare:
        if bare.endswith("'s"):
            return [bare[:-2].replace("'", "")]
        return spelling.MEANT.get(bare.replace("'", ""), bare.replace("'", " ")).split()
    if bare.isdigit() or bare.isalpha():
        return spelling.MEANT.get(bare, bare).split()
    if "*" in bare:
        shape = re.compile(
            bare.replace("$", "s").replace("*", "[a-z]?").replace("|", "l").replace("!", "i") + r"\Z"
        )
        fits = [word for word in sorted(spelling.SENSITIVE) if shape.match(word)]
        return fits[:1] or re.findall(r"[a-z]+", bare)
    for one in ("i", "l"):
        read = bare.replace("1", one).translate(spelling.LEET)
        if read in spelling.SENSITIVE or read in spelling.CAREFUL:
            return [read]
        if _put_right(read) in spelling.CAREFUL:
            return [_put_right(read)]
    return re.findall(r"[a-z]+|\d+", bare)


_NEAR: dict[str, str] = {}


def _put_right(word: str) -> str:
    """Return the careful word that `word` misses by one letter, or the word itself."""
    if not _NEAR:
        for right in spelling.CAREFUL:
            for i in range(len(right)):
                _NEAR.setdefault(right[:i] + right[i + 1 :], right)
        for right in spelling.CAREFUL:
            _NEAR[right] = right
    hit = _NEAR.get(word)
    if hit is not None:
        return hit
    if word.startswith("su") and re.match(r"su+[aeiy]{0,2}[cs]{1,2}[iy]{1,2}d", word):
        return "suicidal" if word.endswith(("l", "le", "ol")) else "suicide"
    for i in range(len(word)):
        near = _NEAR.get(word[:i] + word[i + 1 :])
        if near is not None and abs(len(near) - len(word)) <= 1 and near[0] == word[0]:
            return near
    return word


def sentences(words: list[str]) -> list[Sentence]:
    """Group words into sentences; one-word sentences in a row belong together, long runs are windowed."""
    out: list[Sentence] = []
    current: Sentence = []
    short = False
    for word in [*words, "\n"]:
        if word in {".", "!", "?", ";", "\n"}:
            if not current:
                continue
            if len(current) == 1 and short and word != "\n":
                out[-1] += current
            else:
                short = len(current) == 1
                out.append(current)
            current = []
        elif word in {":", "(", ")", "...", " - ", ","}:
            if current and current[-1] != ",":
                current.append(",")
        elif word not in spelling.FILLERS and not word.startswith(".."):
            current.append(word)
    return [piece for sentence in out for piece in _windows(sentence)]


def _windows(sentence: Sentence) -> list[Sentence]:
    if len(sentence) <= _WINDOW + _OVERLAP:
        return [sentence]
    step = _WINDOW - _OVERLAP
    return [sentence[i : i + _WINDOW] for i in range(0, len(sentence) - _OVERLAP, step)]


def joined(sentence: Sentence) -> str:
    """Return the sentence as one string, word pairs fused."""
    line = " ".join(sentence)
    for apart, together in spelling.FUSED.items():
        if apart in line:
            line = re.sub(rf"\b{apart}\b", together, line)
    return " ".join(line.split())
