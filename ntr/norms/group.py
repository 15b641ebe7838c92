"""Group norms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import MaximizerKernel
from ntr.linalg import Array, flat
from ntr.norm import Norm
from ntr.norms.group_kernel import group_kernel
from ntr.norms.powers import diagonal_embedding, dual_exponent, power_cvx, power_lmo, power_norm


@dataclass(frozen=True)
class Group(Norm):
    """||x|| = || (||x_G||_p)_G ||_q over the groups G of any partition of the entries; its dual has p*, q* instead.

    1/p + 1/p* = 1/q + 1/q* = 1. lmo(g)_G = a_G lmo_p(g_G) with a the maximiser of sum_G a_G ||g_G||_{p*} over
    ||a||_q <= 1. (p, q) = (2, 1) is the group lasso, (inf, 1) and (2, inf) are other usual pairs.

    Parameters
    ----------
    shape : tuple of int
        Shape of a point.
    groups : array of integers of that shape
        The label of the group of each entry: any labels, equal ones form a group. Kept as a tuple in C order, renamed
        0, 1, ... in order of appearance.
    inner, outer : float
        p within the groups and q across them, in [1, inf].
    """

    shape: tuple[int, ...]
    groups: Any
    inner: float
    outer: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape))
        labels = validation.array(self.groups, "groups", shape=self.shape).ravel()
        if (labels != np.round(labels)).any():
            raise ValueError(f"groups must be integer labels, got {labels[labels != np.round(labels)][0]!r}")
        names: dict[float, int] = {}
        renamed = tuple(names.setdefault(label, len(names)) for label in labels.tolist())
        object.__setattr__(self, "groups", renamed)
        object.__setattr__(self, "inner", validation.exponent(self.inner, "inner"))
        object.__setattr__(self, "outer", validation.exponent(self.outer, "outer"))

    @cached_property
    def _partition(self) -> _Partition:
        return _Partition(np.array(self.groups))

    def __call__(self, x: Array) -> Array:
        entries = flat(validation.point(x, self.shape, "x"), len(self.shape))
        return power_norm(self._partition.lengths(entries, self.inner), self.outer, 1)

    def dual(self, g: Array) -> Array:
        entries = flat(validation.point(g, self.shape, "g"), len(self.shape))
        return power_norm(self._partition.lengths(entries, dual_exponent(self.inner)), dual_exponent(self.outer), 1)

    def lmo(self, g: Array) -> Array:
        g = validation.point(g, self.shape, "g")
        entries = flat(g, len(self.shape))
        a = -power_lmo(self._partition.lengths(entries, dual_exponent(self.inner)), self.outer, 1)
        u = a[..., self._partition.labels] * self._partition.lmo(entries, self.inner)
        return np.asarray(u.reshape(g.shape))

    def embedding(self, p: float) -> Bound:
        """sup ||f * v||_r over ||v||_q <= 1 with f_G = |G|^{(1/r - 1/p)+}, the embedding of each group; exact.

        r is the argument. The maximisers within the groups and the weights v across them are free of each other.
        """
        r = validation.exponent(p)
        return diagonal_embedding(self._partition.sizes ** max(0.0, 1 / r - 1 / self.inner), self.outer, r)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        entries, labels = cp.vec(x, order="C"), self._partition.labels
        groups = [entries[np.flatnonzero(labels == label)] for label in range(labels.max() + 1)]
        return power_cvx(cp.hstack([power_cvx(group, self.inner) for group in groups]), self.outer), []

    def kernel(self) -> MaximizerKernel:
        """One kernel for all partitions and exponents."""
        return group_kernel(self._partition.labels, self.inner, self.outer)


class _Partition:
    """A partition of the d entries of the last axis, and what is done within each group, without a loop over them.

    Attributes
    ----------
    labels : integers (d,)
        The group of each entry, 0, ..., n - 1.
    sizes : array (n,)
        How many entries each group has.
    """

    def __init__(self, labels: NDArray[np.intp]) -> None:
        self.labels = labels
        self._order = np.argsort(labels, kind="stable")  # groups become contiguous, C order within them
        counts = np.bincount(labels)
        self._starts = np.cumsum(counts) - counts
        self.sizes = counts.astype(np.float64)

    def _reduce(self, ufunc: np.ufunc, values: Array) -> Array:
        return np.asarray(ufunc.reduceat(np.ascontiguousarray(values[..., self._order]), self._starts, axis=-1))

    def _units(self, x: Array) -> tuple[Array, Array]:
        """|x| over the largest magnitude of its group, and these magnitudes (*batch, n): no power exceeds 1."""
        largest = self._reduce(np.maximum, np.abs(x))
        return np.abs(x) / np.where(largest > 0, largest, 1.0)[..., self.labels], largest

    def lengths(self, x: Array, p: float) -> Array:
        """||x_G||_p for each group: (*batch, d) -> (*batch, n)."""
        units, largest = self._units(x)
        if p == np.inf:
            return largest
        return np.asarray(largest * np.power(self._reduce(np.add, np.power(units, p)), 1 / p))

    def lmo(self, g: Array, p: float) -> Array:
        """The LMO of l_p in each group, as in `power_lmo`: shape of g."""
        units, _ = self._units(g)
        if p == 1:
            size = g.shape[-1]
            places = np.where(units < 1, size, np.arange(size))
            first = self._reduce(np.minimum, places)[..., self.labels]
            return np.where(np.arange(size) == first, np.sign(-g), 0.0)
        w = np.power(units, 1 / (p - 1))
        length = np.power(self._reduce(np.add, w * units), 1 / p)  # at least 1, except where g_G = 0
        return np.asarray(np.sign(-g) * w / np.maximum(length, 1.0)[..., self.labels])
