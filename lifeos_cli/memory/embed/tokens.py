"""The built-in models' tokenizer, from the one vocabulary file, by the `tokenizers` library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.errors import UnavailableError
from lifeos_cli.memory.embed.base import DATA, keep_private

if TYPE_CHECKING:
    from tokenizers import Tokenizer

VOCABULARY = DATA / "vocab.txt"
CLS, SEP, UNKNOWN = 101, 102, 100
TOKENS = 256
"""The most tokens of one text that count, with the two at its ends."""


def tokenizer(*, framed: bool = True, longest: int = TOKENS) -> Tokenizer:
    """Load the tokenizer; it works in the calling thread alone.

    Words like `[SEP]` in a text are plain words here: nothing a person writes can end a text early.

    Args:
        framed: Put the model's begin and end tokens around each text.
        longest: Tokens after which a text is cut.

    Raises:
        UnavailableError: The library is missing.
    """
    keep_private()
    try:
        from tokenizers import Tokenizer
        from tokenizers.models import WordPiece
        from tokenizers.normalizers import BertNormalizer
        from tokenizers.pre_tokenizers import BertPreTokenizer
        from tokenizers.processors import TemplateProcessing
    except ImportError as error:
        raise UnavailableError(
            "the embedder needs the package tokenizers", hint="pip install tokenizers"
        ) from error
    vocabulary = WordPiece.read_file(str(VOCABULARY))
    made = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))  # noqa: S106
    made.normalizer = BertNormalizer(lowercase=True)
    made.pre_tokenizer = BertPreTokenizer()
    if framed:
        made.post_processor = TemplateProcessing(
            single="[CLS] $A [SEP]", special_tokens=[("[CLS]", CLS), ("[SEP]", SEP)]
        )
    made.enable_truncation(longest)
    return made
