"""What a value is, as plain data, and the key that follows from it: equal experiments by equal code have equal keys."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import importlib
import json
import sys
import types
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ntr import sources

# What comes from these, and from the standard library, is described by its name alone.
LIBRARIES = frozenset({"cvxpy", "matplotlib", "numba", "numpy", "scipy"})


class Undescribable(TypeError):
    """A value has a part that cannot be described: a lambda, a function made inside a function, an object without fields."""


class Canonical(NamedTuple):
    """The description of a value.

    Attributes
    ----------
    data : object
        Made of None, bool, int, float, str, lists and dicts, for `json.dumps`: qualified names, fields, digests of arrays.
    modules : frozenset of str
        Where the classes and functions that occur in it are defined.
    code : str
        The digest of these modules, of the engine, and of everything of ours that they import (`ntr.sources`).
    key : str
        SHA-256 of `data` and `code`, in hexadecimal digits.
    """

    data: Any
    modules: frozenset[str]
    code: str
    key: str


def canonical(value: Any, name: str = "case") -> Canonical:
    """Describe a case, or anything made of numbers, strings, arrays, containers, dataclasses and module-level functions.

    The key depends neither on the order in which cases are described nor on comments, docstrings and layout of the code;
    it changes with every number, and with every other change of the code that the value may run.

    Parameters
    ----------
    value : object
    name : str
        What it is called in error messages.

    Raises
    ------
    Undescribable
        With the path to the part, such as ``case.method.norm.expression``.
    """
    modules: set[str] = set()
    data = _describe(value, name, modules)
    code = sources.digest(modules)
    text = json.dumps([data, code], sort_keys=True)
    return Canonical(data, frozenset(modules), code, hashlib.sha256(text.encode()).hexdigest())


def plain(value: Any, name: str = "case") -> Any:
    """The `data` of `canonical` alone, without the code; for `json.dumps`."""
    return _describe(value, name, set())


def _describe(value: Any, path: str, modules: set[str]) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value if type(value) in (type(None), bool, int, float, str) else _base(value)
    for kinds, describe in _KINDS:
        if isinstance(value, kinds):
            return describe(value, path, modules)
    if dataclasses.is_dataclass(value):
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return {"type": _name(type(value), path, modules), "fields": _fields(fields, path, modules)}
    if callable(value) and hasattr(value, "__qualname__"):
        return {"function": _name(value, path, modules)}
    raise Undescribable(
        f"{path} cannot be described: it must be made of numbers, strings, arrays, dataclasses and module-level functions, "
        f"got {type(value).__module__}.{type(value).__qualname__}"
    )


def _base(value: Any) -> Any:
    """Of a subclass, such as np.float64, the value alone."""
    base = next(kind for kind in (bool, int, float, str) if isinstance(value, kind))
    return base(value)


def _fields(fields: Mapping[str, Any], path: str, modules: set[str]) -> dict[str, Any]:
    return {name: _describe(value, f"{path}.{name}", modules) for name, value in fields.items()}


def _array(value: np.ndarray, path: str, modules: set[str]) -> Any:
    if value.dtype.hasobject:
        raise Undescribable(f"{path} cannot be described: an array of objects")
    data = np.ascontiguousarray(value).tobytes()
    return {"array": hashlib.sha256(data).hexdigest(), "dtype": value.dtype.str, "shape": list(value.shape)}


def _number(value: np.generic, path: str, modules: set[str]) -> Any:
    return {"number": repr(value.item()), "dtype": value.dtype.str}


def _sequence(value: Any, path: str, modules: set[str]) -> Any:
    if hasattr(value, "_fields"):  # a NamedTuple
        return {"type": _name(type(value), path, modules), "fields": _fields(value._asdict(), path, modules)}
    return [_describe(item, f"{path}[{i}]", modules) for i, item in enumerate(value)]


def _mapping(value: dict[Any, Any], path: str, modules: set[str]) -> Any:
    pairs = [
        [_describe(key, path, modules), _describe(item, f"{path}[{key!r}]", modules)] for key, item in value.items()
    ]
    return {"dict": sorted(pairs, key=json.dumps)}


def _set(value: Any, path: str, modules: set[str]) -> Any:
    return {"set": sorted((_describe(item, path, modules) for item in value), key=json.dumps)}


def _range(value: range, path: str, modules: set[str]) -> Any:
    return {"range": [value.start, value.stop, value.step]}


def _fraction(value: Fraction, path: str, modules: set[str]) -> Any:
    return {"fraction": str(value)}


def _class(value: type, path: str, modules: set[str]) -> Any:
    return {"class": _name(value, path, modules)}


def _partial(value: functools.partial[Any], path: str, modules: set[str]) -> Any:
    return {
        "partial": _describe(value.func, path, modules),
        "arguments": _sequence(value.args, path, modules),
        "keywords": _mapping(value.keywords, path, modules),
    }


def _method(value: types.MethodType, path: str, modules: set[str]) -> Any:
    return {"method": value.__func__.__qualname__, "of": _describe(value.__self__, path, modules)}


def _ufunc(value: np.ufunc, path: str, modules: set[str]) -> Any:
    return {"function": f"numpy.{value.__name__}"}


_KINDS: tuple[tuple[Any, Callable[[Any, str, set[str]], Any]], ...] = (
    (np.ndarray, _array),
    (np.generic, _number),
    ((tuple, list), _sequence),
    (dict, _mapping),
    ((set, frozenset), _set),
    (range, _range),
    (Fraction, _fraction),
    (type, _class),
    (functools.partial, _partial),
    (types.MethodType, _method),
    (np.ufunc, _ufunc),
)


def _name(value: Any, path: str, modules: set[str]) -> str:
    """module.qualname, which must lead back to the object itself: not so for lambdas, closures and what was replaced."""
    module, qualified = value.__module__, value.__qualname__
    found: Any = importlib.import_module(module) if module is not None else None
    for part in qualified.split("."):
        found = getattr(found, part, None)
    if found is not value:
        raise Undescribable(
            f"{path} cannot be described: {qualified} is not to be found in the module {module}; "
            "give a function or class a name in a module, in place of a lambda or one that is made inside a function"
        )
    top = module.partition(".")[0]
    if top not in LIBRARIES and top not in sys.stdlib_module_names:
        modules.add(module)
    return f"{module}.{qualified}"
