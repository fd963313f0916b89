"""Tensors straight out of model files: mapped, not loaded, and without a library."""

from __future__ import annotations

import json
import mmap
import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    Tensors = dict[str, NDArray[Any]]

_ONNX_GRAPH, _GRAPH_INITIALIZER = 7, 5
_TENSOR_DIMS, _TENSOR_TYPE, _TENSOR_NAME, _TENSOR_RAW = 1, 2, 8, 9
_ONNX_TYPES = {1: "<f4", 2: "u1", 3: "i1", 7: "<i8"}
_VARINT, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5
_SAFETENSORS_TYPES = {"F32": "<f4", "F16": "<f2", "F64": "<f8", "I8": "i1", "I64": "<i8", "I32": "<i4"}


def onnx_tensors(path: Path) -> Tensors:
    """Return the initializers of an ONNX file by name, as views into the file.

    Raises:
        ValueError: The file is no ONNX model, or holds what this reader does not know.
    """
    data = _map(path)
    found: Tensors = {}
    for field, at, end in _fields(data, 0, len(data)):
        if field == _ONNX_GRAPH:
            for inner, start, stop in _fields(data, at, end):
                if inner == _GRAPH_INITIALIZER:
                    name, tensor = _onnx_tensor(data, start, stop)
                    found[name] = tensor
    return found


def safetensors(path: Path) -> Tensors:
    """Return the tensors of a safetensors file by name, as views into the file.

    Raises:
        ValueError: The file is torn, or holds a number format this reader does not know.
    """
    import numpy as np

    data = _map(path)
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + length])
    found: Tensors = {}
    for name, about in header.items():
        if name == "__metadata__":
            continue
        kind = _SAFETENSORS_TYPES.get(about["dtype"])
        if kind is None:
            raise ValueError(f"number format {about['dtype']}")
        start, end = about["data_offsets"]
        count = (end - start) // np.dtype(kind).itemsize
        found[name] = np.frombuffer(data, kind, count, 8 + length + start).reshape(about["shape"])
    return found


def _map(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _onnx_tensor(data: mmap.mmap, at: int, end: int) -> tuple[str, NDArray[Any]]:
    import numpy as np

    shape: list[int] = []
    kind, name, raw = 0, "", (0, 0)
    for field, start, stop in _fields(data, at, end):
        if field == _TENSOR_DIMS:
            shape.append(_varint(data, start)[0])
        elif field == _TENSOR_TYPE:
            kind = _varint(data, start)[0]
        elif field == _TENSOR_NAME:
            name = data[start:stop].decode()
        elif field == _TENSOR_RAW:
            raw = (start, stop)
    if kind not in _ONNX_TYPES:
        raise ValueError(f"tensor type {kind}")
    dtype = np.dtype(_ONNX_TYPES[kind])
    return name, np.frombuffer(data, dtype, (raw[1] - raw[0]) // dtype.itemsize, raw[0]).reshape(shape)


def _fields(data: mmap.mmap, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Walk a protobuf message: each field's number and where its value begins and ends."""
    while at < end:
        tag, at = _varint(data, at)
        wire = tag & 7
        start = at
        if wire == _VARINT:
            at = _varint(data, at)[1]
        elif wire == _BYTES:
            length, start = _varint(data, at)
            at = start + length
        elif wire in {_EIGHT, _FOUR}:
            at += 8 if wire == _EIGHT else 4
        else:
            raise ValueError("not an ONNX file")
        yield tag >> 3, start, at


def _varint(data: mmap.mmap, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:  # noqa: PLR2004 - the high bit says that more follows
            return value, at
        shift += 7
