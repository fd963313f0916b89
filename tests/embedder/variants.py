"""The usual ways to quantise, to compare with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WAYS: dict[str, dict[str, Any]] = {
    "dynamic": {},
    "dynamic, reduced range": {"reduce_range": True},
    "dynamic, per channel": {"per_channel": True},
    "dynamic, per channel, reduced range": {"per_channel": True, "reduce_range": True},
    "dynamic, per channel, words in floats": {"per_channel": True, "op_types_to_quantize": ["MatMul"]},
    "dynamic, per channel, last layer in floats": {"per_channel": True, "exclude": "5."},
}


def write(floats: Path, work: Path) -> Iterator[tuple[str, Path]]:
    """Yield name and file of each variant, quantised by onnxruntime's own tool."""
    import onnx
    from onnx import TensorProto
    from onnxruntime.quantization import QuantType, quantize_dynamic

    kinds = {"DefaultTensorType": TensorProto.FLOAT}
    names = [node.name for node in onnx.load(floats).graph.node]
    for number, (name, way) in enumerate(WAYS.items()):
        options = dict(way)
        prefix = options.pop("exclude", "")
        path = work / f"variant{number}.onnx"
        left_out = [node for node in names if prefix and node.startswith(prefix)]
        quantize_dynamic(
            floats,
            path,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=left_out,
            extra_options=kinds,
            **options,
        )
        yield name, path
