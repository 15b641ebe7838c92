"""Kernels: the small compiled pieces that the lanes engine is composed of, and their cache.

Arrays are `(size, lanes)`, C-contiguous, one seed per lane, so that the inner loop runs over seeds. A kernel is an
undecorated module-level function on such arrays; it can be called with NumPy arrays as it is, which is how it is
tested. `compiled` turns it into machine code, with the fixed signature of its kind, the first time it is used. The
driver receives kernels as first-class functions, so every noise combines with every problem and every norm, and
nothing is compiled twice: the cost of compilation is a sum over pieces.

A kernel calls only functions of its own file and of `ntr.engine`: these are the sources whose change is noticed, and
so is that of the numbers that it names, which may come from anywhere.
"""

from __future__ import annotations

import functools
import hashlib
import pathlib
import threading
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numba import njit, types
from numba.core import caching
from numba.extending import register_jitable

from ntr.linalg import Array

# error_model="numpy": Python's checks of every division would keep loops scalar. No fastmath: it breaks isnan.
OPTIONS: dict[str, Any] = {"error_model": "numpy", "nogil": True, "cache": True}

# Plain Python and NumPy from outside, inlined inside compiled code.
helper = register_jitable(error_model="numpy")

block, lanes, params = types.float64[:, ::1], types.float64[::1], types.float64[::1]
words = types.uint64[::1]

# noise(root, seeds, k, noise, problem, x, g): turns the exact gradient g at x into the stochastic one, in place
NOISE = types.void(types.uint64, words, types.int64, params, params, block, block)
# gradient(x, problem, work, g, f): writes grad f(x) and f(x)
GRADIENT = types.void(block, params, block, block, lanes)
# dual(g, norm, work, out): writes ||g||_*
DUAL = types.void(block, params, block, lanes)
# step(m, norm, keep, eta, work, x): x <- keep x + eta lmo(m)
STEP = types.void(block, params, types.float64, types.float64, block, block)

# maximizer(m, norm, u): u <- argmax <m, u> over ||u|| <= 1, minus the linear minimization oracle
MAXIMIZER = types.void(block, params, block)
# aside(m, u, dual, lmo, s): writes what a spoilt oracle measures the length of, from u = argmax <m, u> and dual = ||m||_*
ASIDE = types.void(block, block, lanes, params, block)
# spoil(s, length, lmo, u): u <- what the spoilt oracle makes of it
SPOIL = types.void(block, lanes, params, block)
# composite(m, regularizer, keep, eta, x, r): x <- argmin <m, y> + R(y) over ||y - keep x|| <= eta; r <- its subgradient
COMPOSITE = types.void(block, params, types.float64, types.float64, block, block)
# penalty(x, regularizer, out): writes R(x)
PENALTY = types.void(block, params, lanes)


class NormKernel(NamedTuple):
    """`dual` and `step` of a norm, with its parameters and the rows of scratch that they need.

    With a `scale`, they are those of a norm whose unit ball, times `scale`, is the one that is meant: the driver multiplies
    the dual norm and the radius by it.
    """

    dual: Callable[..., None]
    step: Callable[..., None]
    params: Array = np.empty(0)
    work_rows: int = 0
    scale: float = 1.0


class MaximizerKernel(NamedTuple):
    """For a norm whose value is best had by its maximizer: ||g||_* = <g, u>, x <- keep x - eta u; with its parameters.

    Where `maximizer` gives NaN for an m that is finite, `careful` may know better; it is compiled only then, and where
    `maximizer` is not NaN it must give the same, bit for bit. `careful_params` gives its parameters where they are others.
    `scale` is as in `NormKernel`.
    """

    maximizer: Callable[..., None]
    careful: Callable[..., None] | None = None
    params: Array = np.empty(0)
    work_rows: int = 0
    scale: float = 1.0
    careful_params: Callable[[], Array] | None = None

    def with_care(self) -> MaximizerKernel:
        """The same with `careful` in the place of `maximizer`."""
        params = self.params if self.careful_params is None else self.careful_params()
        return self._replace(maximizer=self.careful or self.maximizer, params=params, careful=None, careful_params=None)

    def maximum(self, m: Array) -> Array:
        """The maximizers u for the lanes of m, (size, lanes)."""
        u = np.empty_like(m)
        compiled(self.maximizer, MAXIMIZER)(m, self.params, u)
        if self.careful is not None and (np.isnan(u).any(axis=0) & np.isfinite(m).all(axis=0)).any():
            return self.with_care().maximum(m)
        return u

    # What the driver makes of it, for those who look at one kernel of a norm only.

    def dual(self, g: Array, params: Array, work: Array, out: Array) -> None:
        """out <- ||g||_*."""
        out[:] = (g * self.maximum(g)).sum(axis=0)

    def step(self, m: Array, params: Array, keep: float, eta: float, work: Array, x: Array) -> None:
        """x <- keep x - eta u."""
        x[:] = keep * x - eta * self.maximum(m)


class ProblemKernel(NamedTuple):
    """`gradient` of a problem, with its data and the rows of scratch that it needs."""

    gradient: Callable[..., None]
    params: Array = np.empty(0)
    work_rows: int = 0


class CompositeKernel(NamedTuple):
    """The trust-region step of a norm with a regularizer, and the regularizer's value; with its parameters.

    The centers, keep x, lie in dom R. `step` is the compiled twin of a rule of `ntr.steps`.
    """

    step: Callable[..., None]
    penalty: Callable[..., None]
    params: Array = np.empty(0)


class DirectionKernel(NamedTuple):
    """`direction(m, params, u)` of an inexact oracle, u <- -d(m), with the signature of a maximizer; with its parameters."""

    direction: Callable[..., None]
    params: Array = np.empty(0)


class SpoiltKernel(NamedTuple):
    """An inexact oracle that changes the exact one: `aside`, `length` and `spoil` in this order; with its parameters.

    `length` is the kernel of the dual of the method's norm, whose dual norm is ||s||. None: no length is needed.
    """

    aside: Callable[..., None]
    spoil: Callable[..., None]
    params: Array = np.empty(0)
    length: NormKernel | MaximizerKernel | None = None


class NoiseKernel(NamedTuple):
    """`noise`, with its parameters."""

    noise: Callable[..., None]
    params: Array = np.empty(0)


# The driver takes one kernel of every kind; these stand where a norm has another.


def no_dual(g: Any, norm: Any, work: Any, out: Any) -> None:
    """Of a norm with a `MaximizerKernel`, never called; of a length that is not needed, where it leaves what is there."""


def no_step(m: Any, norm: Any, keep: Any, eta: Any, work: Any, x: Any) -> None:
    """Of a norm with a `MaximizerKernel`; never called."""


def no_maximizer(m: Any, norm: Any, u: Any) -> None:
    """Of a norm with a `NormKernel`; never called."""


def no_direction(m: Any, lmo: Any, u: Any) -> None:
    """Of a method with the exact oracle; never called."""


def no_aside(m: Any, u: Any, dual: Any, lmo: Any, s: Any) -> None:
    """Of a method with another oracle; never called."""


def no_spoil(s: Any, length: Any, lmo: Any, u: Any) -> None:
    """Of a method with another oracle; never called."""


def no_composite(m: Any, regularizer: Any, keep: Any, eta: Any, x: Any, r: Any) -> None:
    """Of a problem without a regularizer; never called."""


def no_penalty(x: Any, regularizer: Any, out: Any) -> None:
    """Of a problem without a regularizer; never called."""


_SOURCES = pathlib.Path(__file__).resolve().parent
_ours: set[Any] = set()
_lock = threading.Lock()


@functools.cache
def _digest() -> str:
    """Of everything a kernel may call outside its own file."""
    return hashlib.sha256(b"".join(file.read_bytes() for file in sorted(_SOURCES.glob("*.py")))).hexdigest()


def _numbers(function: Callable[..., Any]) -> dict[str, str]:
    """All numbers that the file of a kernel knows by name: machine code has them as they were."""
    found = getattr(function, "__globals__", {}).items()
    return {name: repr(value) for name, value in sorted(found) if isinstance(value, int | float)}


def _with_sources(locator: Any) -> Any:
    """`locator`, for our kernels: their code is stale too when a source of the engine has changed, not only their file."""

    class SourcesLocator(locator):  # type: ignore[misc]
        @classmethod
        def from_function(cls, function: Any, file: str) -> Any:
            found = super().from_function(function, file) if function in _ours else None
            if found is not None:
                found.numbers = _numbers(function)
            return found

        def get_source_stamp(self) -> Any:
            return super().get_source_stamp(), _digest(), self.numbers

    return SourcesLocator


# In Numba's order: NUMBA_CACHE_DIR if it is set, beside the sources, and where these cannot be written, the user's cache.
caching.CacheImpl._locator_classes[:0] = [
    _with_sources(locator)
    for locator in (caching.UserProvidedCacheLocator, caching.InTreeCacheLocator, caching.UserWideCacheLocator)
]


@functools.cache
def _compile(function: Callable[..., Any], signature: Any) -> Any:
    _ours.add(function)
    try:
        return njit(signature, **OPTIONS)(function)
    except RuntimeError as error:  # a function typed in an interactive session has no file to be cached beside
        if "cannot cache" not in str(error):
            raise
        return njit(signature, **{**OPTIONS, "cache": False})(function)


def routine(function: Callable[..., Any]) -> Any:
    """`function` as machine code for kernels and for Python, compiled when it is first called and cached on disk.

    For what is too large to be inlined in every kernel that uses it; it may only stand in `ntr.engine`.
    """
    _ours.add(function)
    return njit(**OPTIONS)(function)


def compiled(function: Callable[..., Any], signature: Any) -> Any:
    """`function` as machine code of that signature, compiled once per process and cached on disk."""
    with _lock:  # one thread compiles, the others wait
        return _compile(function, signature)
