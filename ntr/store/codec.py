"""Results as JSON text and back: exact numbers, arrays, and tuples of classes that the reader names. No pickle."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from typing import Any

import numpy as np


def encode(value: Any, left_out: tuple[type, ...] = ()) -> str:
    """`value` as JSON text; equal values give equal text.

    Parameters
    ----------
    value : object
        Made of None, bool, int, float, str, lists, tuples, dicts with str keys, NamedTuples, and arrays of numbers. NaN and
        infinity are kept (as JSON that only Python reads), floats exactly.
    left_out : tuple of type
        Values of these types are not stored; `decode` puts its `missing` in their place.

    Raises
    ------
    TypeError
        For everything else.
    """
    return json.dumps(_plain(value, left_out), sort_keys=True, separators=(",", ":"))


def decode(text: str, classes: Iterable[type], missing: Any = None) -> Any:
    """The value of `encode`: lists become lists, tuples tuples.

    Parameters
    ----------
    text : str
    classes : iterable of type
        The NamedTuples that may occur; nothing else is made.
    missing : object
        What stands for the values that were left out.

    Raises
    ------
    ValueError
        If the text is damaged, or needs another class.
    """
    known = {cls.__name__: cls for cls in classes}
    try:
        return _value(json.loads(text), known, missing)
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise ValueError(f"the stored result is damaged: {type(error).__name__}: {error}") from error


def _plain(value: Any, left_out: tuple[type, ...]) -> Any:
    if left_out and isinstance(value, left_out):
        return {"missing": True}
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return float(value)
    if isinstance(value, np.ndarray) and not value.dtype.hasobject:
        data = base64.b64encode(np.ascontiguousarray(value).tobytes()).decode()
        return {"array": data, "dtype": value.dtype.str, "shape": list(value.shape)}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        fields = {name: _plain(item, left_out) for name, item in value._asdict().items()}
        return {"class": type(value).__name__, "fields": fields}
    if isinstance(value, list):
        return [_plain(item, left_out) for item in value]
    if isinstance(value, tuple):
        return {"tuple": [_plain(item, left_out) for item in value]}
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {"dict": {key: _plain(item, left_out) for key, item in value.items()}}
    raise TypeError(f"a result must be made of numbers, strings, arrays and tuples, got {type(value).__qualname__}")


def _value(data: Any, known: dict[str, type], missing: Any) -> Any:
    if isinstance(data, list):
        return [_value(item, known, missing) for item in data]
    if not isinstance(data, dict):
        return data
    if "class" in data:
        if data["class"] not in known:
            raise ValueError(f"unknown class {data['class']!r}")
        fields = {name: _value(item, known, missing) for name, item in data["fields"].items()}
        return known[data["class"]](**fields)
    if "array" in data:
        dtype = np.dtype(data["dtype"])
        if dtype.hasobject:
            raise ValueError("an array of objects")
        flat = np.frombuffer(base64.b64decode(data["array"], validate=True), dtype)
        return flat.reshape(data["shape"]).copy()
    if "tuple" in data:
        return tuple(_value(item, known, missing) for item in data["tuple"])
    if "dict" in data:
        return {key: _value(item, known, missing) for key, item in data["dict"].items()}
    if data == {"missing": True}:
        return missing
    raise ValueError(f"unknown kind of value {sorted(data)}")
