"""The group lasso."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.linalg import Array, expand, flat, inner
from ntr.norm import Norm
from ntr.norms import L1, L2, LInf, Lp
from ntr.norms.powers import dual_exponent
from ntr.regularizer import Regularizer
from ntr.regularizers.ball import MARGIN


@dataclass(frozen=True)
class GroupLasso(Regularizer):
    """R(x) = sum_g weight_g ||x_g||_2 over a partition of the coordinates into groups g.

    Source: Yuan and Lin, "Model selection and estimation in regression with grouped variables", 2006.

    Parameters
    ----------
    groups : sequence of sequences of int
        The coordinates of each group, as indices in C order of the flattened point: a partition of 0, ..., size - 1,
        which fixes the size of a point and not its shape. `ValueError` otherwise. Kept as tuples.
    weight : float or sequence of float
        In (0, inf): one for all groups, or one for each. Kept as a tuple.
    """

    groups: Any
    weight: Any
    infimum = 0.0

    def __post_init__(self) -> None:
        if not isinstance(self.groups, Iterable):
            raise TypeError(f"groups must be a sequence of sequences of indices, got {self.groups!r}")
        groups = tuple(tuple(validation.integer(i, "groups") for i in group) for group in self.groups)
        indices = sorted(i for group in groups for i in group)
        if not indices or indices != list(range(len(indices))) or not all(groups):
            raise ValueError(f"groups must be non-empty and hold each of 0, ..., size - 1 once, got {groups!r}")
        given = self.weight if isinstance(self.weight, Iterable) else (self.weight,) * len(groups)
        weight = tuple(validation.positive(one, "weight") for one in given)
        if len(weight) != len(groups):
            raise ValueError(f"weight must have one entry per group, {len(groups)}, got {len(weight)}")
        object.__setattr__(self, "groups", groups)
        object.__setattr__(self, "weight", weight)

    def __call__(self, x: Array, ndim: int | None = None) -> Array:
        """sum_g weight_g ||x_g||_2, shape (*batch,)."""
        return np.asarray((self._lengths(x, x.ndim if ndim is None else ndim) * self.weight).sum(axis=-1))

    def subgradient_bound(self, norm: Norm) -> Bound:
        """sup {sum_g w_g ||u_g||_2 : ||u|| <= 1}, as for `L1Penalty`.

        In l_p: ||u_g||_2 <= |g|^(1/2 - 1/p)+ ||u_g||_p, and Hoelder over the groups, give with 1/p + 1/q = 1 the l_q
        norm of (w_g |g|^(1/2 - 1/p)+)_g, which is attained. Else rho (sum_g w_g^2)^(1/2), an upper bound.
        """
        weight = np.array(self.weight)
        if isinstance(norm, L1 | L2 | LInf | Lp):
            sizes = np.array([float(len(group)) for group in self.groups])
            factor = sizes ** max(0.0, 0.5 - 1 / norm.p)
            return Bound(float(np.linalg.norm(weight * factor, dual_exponent(norm.p))), exact=True)
        return Bound(norm.rho * float(np.linalg.norm(weight)), exact=False)

    def fenchel_gap(self, x: Array, r: Array, ndim: int | None = None) -> Array:
        """R* is the indicator of ||r_g||_2 <= w_g for all g, where a computed ||r_g||_2 may be w_g (1 + 1e-12)."""
        axes = x.ndim if ndim is None else ndim
        inside = (self._lengths(r, axes) <= np.array(self.weight) * (1 + MARGIN)).all(axis=-1)
        return np.where(inside, self(x, axes) - inner(r, x, axes), np.inf)

    def prox(self, y: Array, step: Array, ndim: int) -> Array:
        """y_g max(0, 1 - step w_g / ||y_g||_2)."""
        lengths = self._lengths(y, ndim)
        shrunk = np.maximum(lengths - expand(step, 1) * np.array(self.weight), 0.0)
        factor = shrunk / np.where(lengths > 0, lengths, 1.0)
        return np.asarray((flat(y, ndim) * factor[..., self._group_of]).reshape(y.shape))

    def into_conjugate_domain(self, r: Array, ndim: int) -> Array:
        """r_g scaled to length w_g where it is longer."""
        lengths = self._lengths(r, ndim)
        weight = np.broadcast_to(np.array(self.weight), lengths.shape)
        factor = np.where(lengths > weight, weight / np.where(lengths > 0, lengths, 1.0), 1.0)
        return np.asarray((flat(r, ndim) * factor[..., self._group_of]).reshape(r.shape))

    def into_subdifferential(self, x: Array, r: Array, ndim: int) -> Array:
        """weight_g x_g / ||x_g||_2 where x_g is not 0, and at most the length weight_g elsewhere."""
        lengths = self._lengths(x, ndim)
        factor = np.array(self.weight) / np.where(lengths > 0, lengths, 1.0)
        gradient = (flat(x, ndim) * factor[..., self._group_of]).reshape(r.shape)
        held = (lengths > 0)[..., self._group_of].reshape(r.shape)
        return np.where(held, gradient, self.into_conjugate_domain(r, ndim))

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        """The sum of the weighted Euclidean norms."""
        entries = cp.vec(x, order="C")
        terms = [w * cp.norm2(entries[list(g)]) for g, w in zip(self.groups, self.weight, strict=True)]
        return cp.sum(cp.hstack(terms)), []

    @cached_property
    def _group_of(self) -> Any:
        """The number of the group of each coordinate."""
        result = np.empty(sum(map(len, self.groups)), dtype=np.intp)
        for number, group in enumerate(self.groups):
            result[list(group)] = number
        return result

    def _lengths(self, x: Array, ndim: int) -> Array:
        """||x_g||_2, shape (*batch, number of groups)."""
        entries = flat(x, ndim)
        if entries.shape[-1] != self._group_of.size:
            raise ValueError(f"x must be a point of {self._group_of.size} entries, as groups, got {entries.shape[-1]}")
        order, starts = self._sorted
        parts = np.abs(entries[..., order])
        largest = np.maximum.reduceat(parts, starts, axis=-1)  # no square overflows, and none underflows that counts
        parts = parts / np.where(largest > 0, largest, 1.0)[..., self._group_of[order]]
        return np.asarray(largest * np.sqrt(np.add.reduceat(parts * parts, starts, axis=-1)))

    @cached_property
    def _sorted(self) -> tuple[Any, Any]:
        """The coordinates group by group, and where each group starts."""
        order = np.array([i for group in self.groups for i in group], dtype=np.intp)
        return order, np.cumsum([0, *map(len, self.groups[:-1])])
