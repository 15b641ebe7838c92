"""Softmax regression: f(W) = (1/n) sum_i [log sum_c exp((W a_i)_c) - (W a_i)_{y_i}]."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from scipy.special import entr

from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import ProblemKernel
from ntr.linalg import Array, total
from ntr.norm import Norm
from ntr.norms.families import entrywise, schatten
from ntr.problem import Constants, FiniteSum, Region
from ntr.regularizer import Regularizer
from ntr.regularizers import Zero
from problems.geometry import weighted_power
from problems.minimum import Minimum, descend, minimum, minimum_on_ball
from problems.softmax_kernels import softmax_gradient, softmax_minibatch

THIRD = float(np.sqrt(2) / (3 * np.sqrt(3)))  # |third central moment| <= (range)^3/(6 sqrt 3), range <= sqrt(2) ||z||_2


@dataclass(frozen=True, eq=False)
class Softmax(FiniteSum):
    """f(W) = (1/n) sum_i [log sum_c exp((W a_i)_c) - (W a_i)_{y_i}], points of shape (C, d).

    Parameters
    ----------
    features : array (n, d)
        The rows a_i.
    labels : array (n,) of integers
        y_i in 0 .. C - 1 with C = max y_i + 1 >= 2; `ValueError` otherwise.
    regularizer : Regularizer, keyword only
        R.
    """

    features: Any
    labels: Any
    shape: tuple[int, ...] = field(init=False, repr=False)
    samples: int = field(init=False, repr=False)
    infimum_f: float = field(default=0.0, init=False, repr=False)
    regularizer: Regularizer = field(default=Zero(), kw_only=True)

    def __post_init__(self) -> None:
        features = validation.array(self.features, "features", ndim=2)
        labels = np.array(self.labels)
        if features.size == 0 or labels.shape != (len(features),):
            raise ValueError(f"labels must have shape ({len(features)},), not empty, got {labels.shape}")
        if not np.issubdtype(labels.dtype, np.integer) or labels.min() < 0 or labels.max() < 1:
            raise ValueError(f"labels must be integers from 0, at least two classes, got {np.unique(labels)}")
        labels.flags.writeable = False
        object.__setattr__(self, "features", features)
        object.__setattr__(self, "labels", labels)
        object.__setattr__(self, "shape", (int(labels.max()) + 1, features.shape[1]))
        object.__setattr__(self, "samples", len(features))

    def value(self, x: Array) -> Array:
        """f(W), shape (*batch,)."""
        logits = self._logits(x, self.features)
        shifted = logits - logits.max(axis=-1, keepdims=True)
        losses = np.log(np.sum(np.exp(shifted), axis=-1)) - shifted[..., np.arange(self.samples), self.labels]
        return total(losses, 1) / self.samples

    def gradient(self, x: Array) -> Array:
        """(1/n) sum_i (p_i - e_{y_i}) a_i', shape of x."""
        errors = _probabilities(self._logits(x, self.features))
        errors[..., np.arange(self.samples), self.labels] -= 1.0
        return np.matmul(errors.swapaxes(-1, -2), self.features) / self.samples

    def minibatch_gradient(self, x: Array, rows: np.ndarray) -> Array:
        """The mean gradient of the samples `rows` (*batch, b), shape of x."""
        chosen = self.features[rows]
        errors = _probabilities(self._logits(x, chosen)) - (self.labels[rows][..., None] == np.arange(self.shape[0]))
        return np.matmul(errors.swapaxes(-1, -2), chosen) / rows.shape[-1]

    def sample_variance(self) -> Bound:
        """(2/n) sum_i ||a_i||_2^2, from ||grad f_i||_2 = ||p_i - e_y||_2 ||a_i||_2 <= sqrt(2) ||a_i||_2. Upper bound."""
        return Bound(2 * float(np.sum(self.features**2)) / self.samples, exact=False)

    def euclidean(self) -> tuple[Bound, Bound]:
        """L_2 <= s_max(A)^2/(2n), exact for two classes; H_2: see `constants`."""
        first = Bound(float(self._squares[0]) / (2 * self.samples), exact=self.shape[0] == 2)
        return first, Bound(self._cubes(self._lengths, float(self._squares[0]) / self.samples), exact=False)

    def constants(self, norm: Norm) -> Constants:
        """What is certified in `norm`; theory.md 13.6, s_i the singular values of A.

        hess f(H, H) = (1/n) sum Var_{p_i}(H a_i) <= (1/(2n)) sum ||Q H a_i||_2^2, Q = I - 11'/C, as diag p - pp' has
        eigenvalues <= 1/2 and the kernel 1. QH has rank <= C - 1 and no larger singular values than H, so in
        Schatten-p the sum is <= sup sum_{i <= C-1} s_i^2 h_i^2 over ||h||_p <= 1 (`weighted_power`; in the spectral norm
        sum_{i <= C-1} s_i^2 <= ||A||_F^2). Two classes: exact, reached at W = 0. l_p of the entries, dual exponent q:
        also Var <= (range)^2/4 with range <= ||(e_c - e_b) a_i'||_q = 2^{1/q} ||a_i||_q; l_1: a vertex,
        max_j ||A_j||^2/(4n), exact for two classes. Other norms: rho^2 L_2. Upper bounds.

        H <= (c/n) sup sum ||H a_i||_2^2 ||K a_i||_2, c = sqrt(2)/(3 sqrt 3) (the symmetric trilinear form of a sample on
        Euclidean z = H a_i is bounded by its diagonal, the third central moment of a variable of range sqrt(2) ||z||_2).
        With S_i = sup ||H a_i||_2 (Schatten: ||a_i||_2; l_p: ||a_i||_q C^{(1/q - 1/2)+}; else rho ||a_i||_2) that is at
        most (c/n) sum S_i^3 and at most c max S_i times the energy bound above. Upper bound.

        gradient <= (1/n) sum sup ||(p - e_y) a_i'||_*: sqrt(2) ||a_i||_2 in Schatten norms (rank one), 2^{1/q} ||a_i||_q
        in l_p, else rho sqrt(2) ||a_i||_2; and <= rho s_1 sqrt(2/n). Upper bound.

        Infimum without R: [dual value or 0, f at the best known point]. Duality: f >= (1/n) sum entropy(P_i) for rows
        P_i of the simplex with sum (P_i - e_{y_i}) a_i' = 0.
        """
        least = self._least
        return Constants(
            L=self._smoothness(norm),
            H=Bound(self._cubes(self._stretch(norm), self._energy(norm)), exact=False),
            gradient=self._lipschitz(norm),
            infimum=(least.lower, least.upper),
            minimizer=least.point if least.lower == least.upper else None,
            star_convex="f",
            convex=True,
        )

    def region(self, norm: Norm, radius: float) -> Region:
        """What is certified on {||W|| <= radius}: the constrained minimizer up to the interval of `infimum`.

        gradient: the global bound, or ||grad f(0)||_* + L radius where that is smaller.
        """
        radius = validation.positive(radius, "radius")
        least = minimum_on_ball(self, norm, radius, tolerance=1e-4, iterations=1000)
        local = float(norm.dual(self.gradient(np.zeros(self.shape)))) + self._smoothness(norm).value * radius
        return Region(
            infimum=(max(least.lower, self.infimum_f + self.regularizer.infimum), least.upper),
            comparator=least.point,
            gradient=Bound(min(local, self._lipschitz(norm).value), exact=False),
        )

    def kernel(self) -> ProblemKernel:
        """Parameters [C, labels, features by rows]; the scratch holds the logits of one sample and their maximum."""
        parts = [np.array([self.shape[0]], dtype=np.float64), self.labels.astype(np.float64), self.features.ravel()]
        return ProblemKernel(softmax_gradient, np.concatenate(parts), work_rows=self.shape[0] + 2)

    def minibatch_kernel(self) -> Callable[..., None]:
        """The kernel of a minibatch."""
        return softmax_minibatch

    def _logits(self, x: Array, features: Array) -> Array:
        weights = np.ascontiguousarray(validation.point(x, self.shape, "x"))
        return np.asarray(np.matmul(features, weights.swapaxes(-1, -2)))

    @cached_property
    def _squares(self) -> Array:
        """s_i(A)^2 for i <= min(C - 1, d), in decreasing order."""
        return np.asarray(np.linalg.svd(self.features, compute_uv=False)[: self.shape[0] - 1] ** 2)

    @cached_property
    def _lengths(self) -> Array:
        return np.asarray(np.linalg.norm(self.features, axis=1))

    def _energy(self, norm: Norm) -> float:
        """An upper bound of sup (1/n) sum ||Q H a_i||_2^2."""
        q = schatten(norm)
        largest = norm.rho**2 * float(self._squares[0]) if q is None else weighted_power(self._squares, q, 2)
        return largest / self.samples

    def _stretch(self, norm: Norm) -> Array:
        """S_i: upper bounds of sup ||H a_i||_2."""
        p = entrywise(norm)
        if schatten(norm) is not None:
            return self._lengths
        if p is None:
            return norm.rho * self._lengths
        inverse = 1 - 1 / p  # 1/q
        return self._dual_lengths(p) * float(self.shape[0] ** max(inverse - 0.5, 0.0))

    def _dual_lengths(self, p: float) -> Array:
        """||a_i||_q, 1/p + 1/q = 1."""
        return np.asarray(np.linalg.norm(self.features, np.inf if p == 1 else 1 / (1 - 1 / p), axis=1))

    def _cubes(self, stretch: Array, energy: float) -> float:
        return float(THIRD * min(np.mean(stretch**3), stretch.max() * energy))

    def _smoothness(self, norm: Norm) -> Bound:
        p, two = entrywise(norm), self.shape[0] == 2
        general = self._energy(norm) / 2
        if schatten(norm) is not None:
            return Bound(general, exact=two)
        if p is None:
            return Bound(general, exact=False)
        if p == 1:
            return Bound(float(np.max(np.sum(self.features**2, axis=0))) / (4 * self.samples), exact=two)
        ranges = 2 ** (1 - 1 / p) * self._dual_lengths(p)
        return Bound(min(general, float(np.mean(ranges**2)) / 4), exact=False)

    def _lipschitz(self, norm: Norm) -> Bound:
        p = entrywise(norm)
        whole = norm.rho * float(np.sqrt(2 * float(self._squares[0]) / self.samples))
        if schatten(norm) is not None:
            single = np.sqrt(2) * self._lengths
        elif p is not None:
            single = 2 ** (1 - 1 / p) * self._dual_lengths(p)
        else:
            single = norm.rho * np.sqrt(2) * self._lengths
        return Bound(min(float(np.mean(single)), whole), exact=False)

    @cached_property
    def _least(self) -> Minimum:
        if not isinstance(self.regularizer, Zero):
            return minimum(self, None)
        point = descend(self)
        truth = self.labels[:, None] == np.arange(self.shape[0])
        rows = _probabilities(self._logits(point, self.features))
        rows = rows - self.features @ np.linalg.lstsq(self.features, rows - truth)[0]
        bottom = float(np.sum(entr(rows))) / self.samples if rows.min() >= 0 else 0.0
        upper = float(self.value(point))
        return Minimum(point, min(max(bottom * (1 - 1e-12) - 1e-14, 0.0), upper), upper)


def _probabilities(logits: Array) -> Array:
    weights = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))
