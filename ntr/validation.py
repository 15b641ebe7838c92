"""Bad input gets an error that names the parameter, the value and what is allowed, before any work starts."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from ntr.linalg import Array
from ntr.norm import Norm


def finite(value: Any, name: str) -> float:
    """`value` as a finite float; `TypeError` or `ValueError` otherwise."""
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{name} must be a real number, got {value!r}") from error
    if not math.isfinite(number):
        raise ValueError(f"{name} must be finite, got {value!r}")
    return number


def positive(value: Any, name: str) -> float:
    """`value` as a float in (0, inf)."""
    number = finite(value, name)
    if number <= 0:
        raise ValueError(f"{name} must be positive, got {value!r}")
    return number


def positive_or_infinite(value: Any, name: str) -> float:
    """`value` as a float in (0, inf]."""
    return float(np.inf) if value == np.inf else positive(value, name)


def nonnegative(value: Any, name: str) -> float:
    """`value` as a float in [0, inf)."""
    number = finite(value, name)
    if number < 0:
        raise ValueError(f"{name} must be at least 0, got {value!r}")
    return number


def momentum(value: Any, name: str = "momentum") -> float:
    """The weight alpha of the new gradient, in (0, 1]."""
    number = finite(value, name)
    if not 0 < number <= 1:
        raise ValueError(f"{name} (the weight of the new gradient) must lie in (0, 1], got {value!r}")
    return number


def weight_decay(value: Any, name: str = "weight_decay") -> float:
    """The factor beta of the decay, in [0, 1]."""
    number = finite(value, name)
    if not 0 <= number <= 1:
        raise ValueError(f"{name} must lie in [0, 1], got {value!r}")
    return number


def schedule(value: Any, check: Callable[[Any, str], float], name: str) -> float | Callable[[int], float]:
    """A constant that passes `check`, or a function of k, which is checked when it is used."""
    return value if callable(value) else check(value, name)


def integer(value: Any, name: str, least: int = 0) -> int:
    """`value` as an int >= `least`."""
    try:
        number = operator.index(value)
    except TypeError as error:
        raise TypeError(f"{name} must be an integer, got {value!r}") from error
    if number < least:
        raise ValueError(f"{name} must be at least {least}, got {value!r}")
    return number


def count(value: Any, name: str, most: int) -> int:
    """`value` as an int in [1, most]."""
    number = integer(value, name, least=1)
    if number > most:
        raise ValueError(f"{name} must be at most {most}, got {value!r}")
    return number


def exponent(value: Any, name: str = "p") -> float:
    """An exponent in [1, inf]; infinity is allowed."""
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{name} must be a real number or inf, got {value!r}") from error
    if not number >= 1:
        raise ValueError(f"{name} must lie in [1, inf], got {value!r} (below 1 it is not a norm)")
    return number


def shape(value: Any, name: str = "shape", ndim: int | None = None) -> tuple[int, ...]:
    """A non-empty tuple of positive ints; an int n stands for (n,). `ndim` fixes the number of axes."""
    sizes: Iterable[Any] = value if isinstance(value, Iterable) else (value,)
    result = tuple(integer(size, name, least=1) for size in sizes)
    if not result:
        raise ValueError(f"{name} must have at least one axis, got {value!r}")
    if ndim is not None and len(result) != ndim:
        raise ValueError(f"{name} must have {ndim} axes, got {value!r}")
    return result


def array(value: Any, name: str, ndim: int | None = None, shape: tuple[int, ...] | None = None) -> Array:
    """A read-only float64 copy with finite entries, C order; `ndim` or `shape` fixes its form."""
    _require_real(value, name)
    try:
        result = np.array(value, dtype=np.float64, order="C")
    except (TypeError, ValueError) as error:
        raise TypeError(f"{name} must be an array of real numbers, got {type(value).__name__}") from error
    if shape is not None and result.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, got {result.shape}")
    if ndim is not None and result.ndim != ndim:
        raise ValueError(f"{name} must have {ndim} axes, got shape {result.shape}")
    if not np.isfinite(result).all():
        raise ValueError(f"{name} must be finite, got {np.count_nonzero(~np.isfinite(result))} NaN or infinite entries")
    result.flags.writeable = False
    return result


def positive_array(value: Any, name: str, shape: tuple[int, ...]) -> Array:
    """A read-only float64 array of that shape with entries in (0, inf)."""
    result = array(value, name, shape=shape)
    if not (result > 0).all():
        raise ValueError(f"{name} must be positive, got {float(result.min())!r} among its entries")
    return result


def point(value: Any, shape: tuple[int, ...], name: str) -> Array:
    """`value` as float64 with trailing axes `shape`; leading axes are a batch."""
    _require_real(value, name)
    result = np.asarray(value, dtype=np.float64)
    if result.shape[result.ndim - len(shape) :] != shape or result.ndim < len(shape):
        raise ValueError(f"{name} must have trailing axes {shape}, got shape {result.shape}")
    return result


def _require_real(value: Any, name: str) -> None:
    """NumPy would drop the imaginary part with a warning."""
    if isinstance(value, np.ndarray) and value.dtype.kind == "c":
        raise TypeError(f"{name} must be real, got an array of {value.dtype}")


def norm(value: Any, name: str = "norm") -> Norm:
    """`value` if it is a `Norm`; `TypeError` otherwise."""
    if not isinstance(value, Norm):
        raise TypeError(f"{name} must be a Norm, got {value!r}")
    return value


def norms(value: Any, name: str = "norms", one_shape: bool = False) -> tuple[Norm, ...]:
    """A non-empty tuple of norms; `one_shape`: their points all have the same shape."""
    if not isinstance(value, Iterable):
        raise TypeError(f"{name} must be a sequence of norms, got {value!r}")
    result = tuple(norm(item, name) for item in value)
    if not result:
        raise ValueError(f"{name} must have at least one norm, got none")
    if one_shape and len({item.shape for item in result}) > 1:
        raise ValueError(f"{name} must have one shape, got {[item.shape for item in result]}")
    return result
