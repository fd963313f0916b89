"""One query in a process that ends at once: the built-in model by numpy, without onnxruntime.

The same file, the same tokens, the same rounding as the graph: the vector agrees
with that of `MiniLM` at cosine .9997 (a sum that ends a hair to the other side of
a rounding step tips what follows). One text costs less than loading either
library; from the second text on `MiniLM` is faster.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.errors import UnavailableError
from lifeos_cli.memory.base import one_thread
from lifeos_cli.memory.embed.base import readable
from lifeos_cli.memory.embed.builtin import MODEL
from lifeos_cli.memory.embed.wordpiece import token_ids

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lifeos_cli.memory.embed.weights import Tensors

    Array = NDArray[np.float32]

LAYERS, HEADS = 6, 12
GELU_SHIFT = 0.17
"""Added to what leaves a GELU, which is never below -.17, so that eight bits without a sign hold it."""
FINER = 254
"""How many times finer the second rounding of what goes into the attention's values is."""
_SIGNED, _UNSIGNED = 127, 255
_ERF = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)
_ERF_T = 0.3275911


def embed_once(text: str) -> Array:
    """Return the unit vector of one text.

    Raises:
        UnavailableError: The model's file is missing or torn.
    """
    one_thread()
    import numpy as np

    from lifeos_cli.memory.embed.weights import onnx_tensors

    try:
        tensors = onnx_tensors(MODEL)
    except (OSError, ValueError, IndexError) as error:
        raise UnavailableError(
            f"the built-in model's file cannot be read ({type(error).__name__})",
            hint="Install lifeos-cli again.",
        ) from error
    ids = np.array(token_ids(readable(text)))
    hidden = tensors["word.q"][ids] * tensors["word.scale"][ids] + tensors["position"][: len(ids)]
    hidden = _norm(hidden, tensors, "embed")
    for layer in range(LAYERS):
        hidden = _layer(hidden, tensors, f"{layer}.")
    mean = hidden.sum(0)
    return np.asarray(mean / np.sqrt(mean @ mean), dtype=np.float32)


def _layer(hidden: Array, tensors: Tensors, at: str) -> Array:
    coded = _coded(hidden)
    query, key = (_heads(_linear(coded, tensors, at + name)) for name in ("query", "key"))
    value = _heads(_linear(_coded(hidden, finer=FINER), tensors, at + "value"))
    attended = _softmax(query @ key.transpose(0, 2, 1)) @ value
    joined = attended.transpose(1, 0, 2).reshape(hidden.shape)
    hidden = _norm(_linear(_coded(joined), tensors, at + "attended") + hidden, tensors, at + "attended")
    wide = _gelu(_linear(_coded(hidden), tensors, at + "wide")) + GELU_SHIFT
    return _norm(_linear(_coded(wide, signed=False), tensors, at + "narrow") + hidden, tensors, at + "narrow")


def _coded(values: Array, *, signed: bool = True, finer: int = 1) -> tuple[Array, Any]:
    """Round each token's values to eight bits (or finer): numbers of steps, and what one step is worth."""
    import numpy as np

    steps = _SIGNED if signed else _UNSIGNED
    largest = np.abs(values).max(-1, keepdims=True)
    whole = np.rint(values / largest * np.float32(steps * finer)) / np.float32(finer)
    return np.asarray(whole, dtype=np.float32), largest / np.float32(steps)


def _linear(coded: tuple[Array, Any], tensors: Tensors, name: str) -> Array:
    import numpy as np

    whole, step = coded
    weights = tensors[name + ".q"].astype(np.float32)
    product = whole @ weights
    return np.asarray(product * tensors[name + ".scale"] * step + tensors[name + ".bias"])


def _heads(values: Array) -> Array:
    return values.reshape(len(values), HEADS, -1).transpose(1, 0, 2)


def _softmax(scores: Array) -> Array:
    import numpy as np

    raised = np.exp(scores - scores.max(-1, keepdims=True))
    return np.asarray(raised / raised.sum(-1, keepdims=True))


def _norm(values: Array, tensors: Tensors, name: str) -> Array:
    import numpy as np

    centred = values - values.mean(-1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(-1, keepdims=True) + np.float32(1e-12))
    return np.asarray(centred / spread * tensors[name + ".norm.scale"] + tensors[name + ".norm.bias"])


def _gelu(values: Array) -> Array:
    """Return the exact GELU, its error function by Abramowitz and Stegun 7.1.26 (within 1.5e-7)."""
    import numpy as np

    at = np.abs(values) * np.float32(0.5**0.5)
    t = 1 / (1 + np.float32(_ERF_T) * at)
    poly = np.zeros_like(t)
    for factor in reversed(_ERF):
        poly = (poly + np.float32(factor)) * t
    erf = np.sign(values) * (1 - poly * np.exp(-at * at))
    return np.asarray(values * np.float32(0.5) * (1 + erf))
