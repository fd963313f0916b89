"""Writes all-MiniLM-L6-v2 as one ONNX graph, pooling and normalisation inside, in eight bits or in floats.

The graph is written node by node from the weights, not traced: the same file
comes out whatever version of a tracer is about. Activations are quantised
token by token by standard nodes before the integer product. The usual dynamic
quantisation takes one scale for the whole batch, so that a text's vector
depends on its neighbours, down to cosine .94 with itself. What goes into the
attention's values is rounded twice, the second time what the first left over:
that one product makes half of the whole error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper

from lifeos_cli.memory.embed.builtin import DIMENSION
from lifeos_cli.memory.embed.oneshot import FINER, GELU_SHIFT, HEADS, LAYERS
from lifeos_cli.memory.embed.tokens import TOKENS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

OPSET, IR_VERSION = 17, 8
_OWN = "com.microsoft"
_EPSILON = 1e-12
_MASKED = np.float32(-10000)


def build(weights: Mapping[str, NDArray[Any]], *, quantised: bool, pooled: bool = True) -> ModelProto:
    """Return the model; inputs `input_ids` and `attention_mask`, output `embedding`.

    Args:
        weights: The original's tensors by name.
        quantised: In eight bits, not in floats.
        pooled: One vector of unit length for a text, not one for each token.
    """
    graph = _Graph(weights, quantised=quantised)
    graph.embeddings()
    hidden = "embed"
    for layer in range(LAYERS):
        hidden = graph.layer(layer, hidden)
    if pooled:
        graph.pool(hidden)
    return graph.model(
        "embedding" if pooled else hidden, ["batch", DIMENSION] if pooled else ["batch", "length", DIMENSION]
    )


def rounded(weights: NDArray[Any]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Round each row to eight bits by its own scale."""
    scale = (np.abs(weights).max(1, keepdims=True) / np.float32(127)).astype(np.float32)
    scale[scale == 0] = 1
    return np.clip(np.rint(weights / scale), -127, 127).astype(np.int8), scale


class _Graph:
    """Nodes and constants on their way to a model."""

    def __init__(self, weights: Mapping[str, NDArray[Any]], *, quantised: bool) -> None:
        self._weights = weights
        self._quantised = quantised
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}
        self._coded: set[str] = set()
        self._constant("signed.step", np.float32(1 / 127))
        self._constant("signed.zero", np.uint8(128))
        self._constant("fine.step", np.float32(1 / 127 / FINER))
        self._constant("unsigned.step", np.float32(1 / 255))
        self._constant("unsigned.zero", np.uint8(0))
        self._constant("gelu.shift", np.float32(GELU_SHIFT))

    def embeddings(self) -> None:
        """Words and places, summed and normalised; every token is of the first type."""
        word = self._weights["embeddings.word_embeddings.weight"]
        if self._quantised:
            table, scale = rounded(word)
            self._constant("word.q", table)
            self._constant("word.scale", scale)
            self._node("Gather", ["word.q", "input_ids"], "words.whole", axis=0)
            self._node("Cast", ["words.whole"], "words.float", to=TensorProto.FLOAT)
            self._node("Gather", ["word.scale", "input_ids"], "words.scale", axis=0)
            self._node("Mul", ["words.float", "words.scale"], "words")
        else:
            self._constant("word", word)
            self._node("Gather", ["word", "input_ids"], "words", axis=0)
        place = self._weights["embeddings.position_embeddings.weight"]
        first_type = self._weights["embeddings.token_type_embeddings.weight"][0]
        self._constant("position", (place + first_type)[:TOKENS])
        self._constant("start", np.array([0], np.int64))
        self._node("Shape", ["input_ids"], "length", start=1, end=2)
        self._node("Slice", ["position", "start", "length", "start"], "places")
        self._node("Add", ["words", "places"], "embed.sum")
        self._norm("embed.sum", "embed", "embeddings.LayerNorm")
        self._mask()

    def layer(self, number: int, hidden: str) -> str:
        """One layer: attention, then the wide step, each added to what came in and normalised."""
        at, source = f"{number}.", f"encoder.layer.{number}."
        scale = np.float32((DIMENSION // HEADS) ** -0.5)
        for name, factor in (("query", scale), ("key", np.float32(1)), ("value", np.float32(1))):
            weight, bias = self._pair(f"{source}attention.self.{name}")
            self._linear(hidden, at + name, weight * factor, bias * factor, fine=name == "value")
            self._node("Reshape", [at + name, "heads"], at + name + ".split")
            order = [0, 2, 3, 1] if name == "key" else [0, 2, 1, 3]
            self._node("Transpose", [at + name + ".split"], at + name + ".heads", perm=order)
        self._node("MatMul", [at + "query.heads", at + "key.heads"], at + "scores")
        self._node("Add", [at + "scores", "hide"], at + "scores.seen")
        self._node("Softmax", [at + "scores.seen"], at + "shares", axis=-1)
        self._node("MatMul", [at + "shares", at + "value.heads"], at + "mixed")
        self._node("Transpose", [at + "mixed"], at + "mixed.back", perm=[0, 2, 1, 3])
        self._node("Reshape", [at + "mixed.back", "flat"], at + "mixed.flat")
        self._linear(at + "mixed.flat", at + "attended", *self._pair(f"{source}attention.output.dense"))
        middle = self._add_norm(at + "attended", hidden, f"{source}attention.output.LayerNorm")
        self._wide(at, source, middle)
        return self._add_norm(at + "narrow", middle, f"{source}output.LayerNorm")

    def pool(self, hidden: str) -> None:
        """Mean of the tokens that are there, brought to length one (so the count need not divide)."""
        self._constant("middle", np.array([1], np.int64))
        self._node("Unsqueeze", ["mask", "middle"], "mask.row")
        self._node("MatMul", ["mask.row", hidden], "sum.row")
        self._node("Squeeze", ["sum.row", "middle"], "sum")
        self._node("ReduceL2", ["sum"], "norm", axes=[-1], keepdims=1)
        self._node("Div", ["sum", "norm"], "embedding")

    def model(self, out: str, out_shape: list[str | int]) -> ModelProto:
        """Put it together, without the constants nobody uses."""
        used = {name for node in self._nodes for name in node.input}
        shape = ["batch", "length"]
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, shape)
            for name in ("input_ids", "attention_mask")
        ]
        output = helper.make_tensor_value_info(out, TensorProto.FLOAT, out_shape)
        constants = [tensor for name, tensor in self._constants.items() if name in used]
        graph = helper.make_graph(self._nodes, "all-MiniLM-L6-v2", inputs, [output], constants)
        sets = [helper.make_opsetid("", OPSET), helper.make_opsetid(_OWN, 1)]
        return helper.make_model(graph, opset_imports=sets, ir_version=IR_VERSION, producer_name="lifeos")

    def _mask(self) -> None:
        self._node("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
        self._constant("one", np.float32(1))
        self._constant("masked", _MASKED)
        self._constant("inner", np.array([1, 2], np.int64))
        self._constant("heads", np.array([0, 0, HEADS, DIMENSION // HEADS], np.int64))
        self._constant("flat", np.array([0, 0, DIMENSION], np.int64))
        self._node("Sub", ["one", "mask"], "absent")
        self._node("Mul", ["absent", "masked"], "absent.low")
        self._node("Unsqueeze", ["absent.low", "inner"], "hide")

    def _wide(self, at: str, source: str, hidden: str) -> None:
        """Four times as wide, GELU, and back; the GELU is lifted above zero to use all of the eight bits."""
        weight, bias = self._pair(f"{source}intermediate.dense")
        self._product(hidden, at + "wide.product", at + "wide", weight)
        self._constant(at + "wide.bias", bias)
        self._node("BiasGelu", [at + "wide.product", at + "wide.bias"], at + "gelu", domain=_OWN)
        weight, bias = self._pair(f"{source}output.dense")
        wide = at + "gelu"
        if self._quantised:
            wide = self._node("Add", [at + "gelu", "gelu.shift"], at + "gelu.lifted")
            bias = (bias - GELU_SHIFT * weight.astype(np.float64).sum(1)).astype(np.float32)
        self._linear(wide, at + "narrow", weight, bias, signed=False)

    def _linear(
        self,
        values: str,
        name: str,
        weight: NDArray[Any],
        bias: NDArray[Any],
        *,
        signed: bool = True,
        fine: bool = False,
    ) -> None:
        self._product(values, name + ".product", name, weight, signed=signed, fine=fine)
        self._constant(name + ".bias", bias)
        self._node("Add", [name + ".product", name + ".bias"], name)

    def _product(
        self,
        values: str,
        out: str,
        name: str,
        weight: NDArray[Any],
        *,
        signed: bool = True,
        fine: bool = False,
    ) -> None:
        if not self._quantised:
            self._constant(name + ".weight", weight.T)
            self._node("MatMul", [values, name + ".weight"], out)
            return
        self._code(values, signed=signed)
        whole, scale = rounded(weight)
        self._constant(name + ".q", whole.T)
        self._constant(name + ".scale", scale[:, 0])
        kind = "signed" if signed else "unsigned"
        inputs = [values + ".coded", name + ".q", kind + ".step", name + ".scale", kind + ".zero"]
        shares = self._node("MatMulIntegerToFloat", inputs, name + ".shares", domain=_OWN)
        if fine:
            self._code_rest(values)
            inputs = [values + ".rest.coded", name + ".q", "fine.step", name + ".scale", "signed.zero"]
            self._node("MatMulIntegerToFloat", inputs, name + ".rest", domain=_OWN)
            shares = self._node("Add", [shares, name + ".rest"], name + ".both")
        self._node("Mul", [shares, values + ".largest"], out)

    def _code(self, values: str, *, signed: bool) -> None:
        """Round to eight bits, each token by its own largest value."""
        if values in self._coded:
            return
        self._coded.add(values)
        kind = "signed" if signed else "unsigned"
        size = self._node("Abs", [values], values + ".size") if signed else values
        self._node("ReduceMax", [size], values + ".largest", axes=[-1], keepdims=1)
        self._node("Div", [values, values + ".largest"], values + ".share")
        self._node("QuantizeLinear", [values + ".share", kind + ".step", kind + ".zero"], values + ".coded")

    def _code_rest(self, values: str) -> None:
        """Round what the first rounding left over to eight bits more."""
        steps = ["signed.step", "signed.zero"]
        self._node("DequantizeLinear", [values + ".coded", *steps], values + ".held")
        self._node("Sub", [values + ".share", values + ".held"], values + ".rest")
        self._node("QuantizeLinear", [values + ".rest", "fine.step", "signed.zero"], values + ".rest.coded")

    def _add_norm(self, name: str, before: str, source: str) -> str:
        self._node("Add", [name, before], name + ".sum")
        return self._norm(name + ".sum", name, source)

    def _norm(self, values: str, name: str, source: str) -> str:
        self._constant(name + ".norm.scale", self._weights[source + ".weight"])
        self._constant(name + ".norm.bias", self._weights[source + ".bias"])
        out = "embed" if name == "embed" else name + ".out"
        inputs = [values, name + ".norm.scale", name + ".norm.bias"]
        return self._node("LayerNormalization", inputs, out, axis=-1, epsilon=_EPSILON)

    def _pair(self, source: str) -> tuple[NDArray[Any], NDArray[Any]]:
        return self._weights[source + ".weight"], self._weights[source + ".bias"]

    def _constant(self, name: str, value: Any) -> None:
        self._constants[name] = numpy_helper.from_array(
            np.ascontiguousarray(value).reshape(np.shape(value)), name
        )

    def _node(self, kind: str, inputs: list[str], out: str, **attributes: Any) -> str:
        self._nodes.append(helper.make_node(kind, inputs, [out], out, **attributes))
        return out
