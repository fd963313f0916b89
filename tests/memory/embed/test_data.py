"""The files that come with the program are those the documentation describes."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from lifeos_cli.errors import UnavailableError
from lifeos_cli.memory.embed import builtin, oneshot
from lifeos_cli.memory.embed.base import DATA

PAGE = Path(__file__).parents[3] / "docs" / "embedder.md"
ROW = re.compile(r"^\| `([\w.]+)` \| ([\d,]+) \| `([0-9a-f]{64})` \|$", re.MULTILINE)
MEGABYTES = 32


def test_sizes_and_digests_are_those_of_the_page() -> None:
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))
    assert {name for name, _, _ in rows} == {"model.int8.onnx", "static.safetensors", "vocab.txt"}
    for name, size, digest in rows:
        content = (DATA / name).read_bytes()
        assert len(content) == int(size.replace(",", ""))
        assert hashlib.sha256(content).hexdigest() == digest


def test_notice_and_licence_travel_with_them_and_all_stays_small() -> None:
    assert "all-MiniLM-L6-v2" in (DATA / "NOTICE").read_text(encoding="utf-8")
    assert "Apache License" in (DATA / "LICENSE").read_text(encoding="utf-8")
    assert sum(path.stat().st_size for path in DATA.iterdir()) < MEGABYTES * 10**6


@pytest.mark.parametrize("content", [None, b"", b"\xff" * 40, b"\x3a\x7f"])
def test_a_missing_or_torn_model_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    path = tmp_path / "model.onnx"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setattr(builtin, "MODEL", path)
    monkeypatch.setattr(oneshot, "MODEL", path)
    with pytest.raises(UnavailableError, match="cannot be read"):
        builtin.MiniLM().embed_one("a")
    with pytest.raises(UnavailableError, match="cannot be read"):
        oneshot.embed_once("a")
