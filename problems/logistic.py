"""Binary logistic regression: f(w) = (1/n) sum_i log(1 + exp(-y_i <a_i, w>))."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from scipy.special import entr, expit

from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import ProblemKernel
from ntr.engine.random import counter, row_of, threefry, u64
from ntr.linalg import Array, apply, total
from ntr.norm import Norm
from ntr.norms.families import entrywise
from ntr.problem import Constants, FiniteSum, Region
from ntr.regularizer import Regularizer
from ntr.regularizers import Zero
from problems.geometry import is_euclidean, sign_maximum
from problems.minimum import Minimum, descend, minimum, minimum_on_ball

THIRD = float(1 / (6 * np.sqrt(3)))  # sup |s''(t)| of the logistic function s


def signed_samples(features: Any, labels: Any) -> tuple[Array, Array]:
    """The rows a_i, at least one, and the y_i in {-1, +1} as arrays; `ValueError` for others."""
    rows = validation.array(features, "features", ndim=2)
    signs = validation.array(labels, "labels", shape=(len(rows),))
    if rows.size == 0:
        raise ValueError(f"features must not be empty, got shape {rows.shape}")
    if not np.isin(signs, (-1, 1)).all():
        raise ValueError(f"labels must be -1 or +1, got {np.unique(signs)}")
    return rows, signs


@dataclass(frozen=True, eq=False)
class Logistic(FiniteSum):
    """f(w) = (1/n) sum_i log(1 + exp(-y_i <a_i, w>)), points of shape (d,).

    Parameters
    ----------
    features : array (n, d)
        The rows a_i.
    labels : array (n,)
        y_i in {-1, +1}; `ValueError` otherwise.
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
        features, labels = signed_samples(self.features, self.labels)
        object.__setattr__(self, "features", features)
        object.__setattr__(self, "labels", labels)
        object.__setattr__(self, "shape", (features.shape[1],))
        object.__setattr__(self, "samples", len(features))

    @cached_property
    def _signed(self) -> Array:
        """Rows y_i a_i."""
        return np.ascontiguousarray(self.labels[:, None] * self.features)

    def value(self, x: Array) -> Array:
        """f(w), shape (*batch,)."""
        margins = apply(self._signed, validation.point(x, self.shape, "x"))
        return total(np.logaddexp(0.0, -margins), 1) / self.samples

    def gradient(self, x: Array) -> Array:
        """-(1/n) sum_i y_i a_i / (1 + exp(y_i <a_i, w>)), shape of x."""
        weights = expit(-apply(self._signed, validation.point(x, self.shape, "x")))
        return -np.matmul(weights[..., None, :], self._signed)[..., 0, :] / self.samples

    def minibatch_gradient(self, x: Array, rows: np.ndarray) -> Array:
        """The mean gradient of the samples `rows` (*batch, b), shape of x."""
        chosen = self._signed[rows]
        weights = expit(-np.matmul(chosen, np.ascontiguousarray(x)[..., None])[..., 0])
        return -np.matmul(weights[..., None, :], chosen)[..., 0, :] / rows.shape[-1]

    def sample_variance(self) -> Bound:
        """(1/n) sum_i ||a_i||_2^2: the variance is at most the mean of ||grad f_i||_2^2 <= ||a_i||_2^2. Upper bound."""
        return Bound(float(np.sum(self.features**2)) / self.samples, exact=False)

    def entry_variances(self) -> Array:
        """(1/n) sum_i a_ij^2 for entry j: the gradient of a sample is -w y_i a_i with 0 <= w <= 1. Upper bounds."""
        return np.asarray(np.sum(self.features**2, axis=0) / self.samples)

    def euclidean(self) -> tuple[Bound, Bound]:
        """L_2 = s_max(A)^2/(4n), exact; H_2 <= max ||a_i||_2 s_max(A)^2/(6 sqrt(3) n) (see `constants`)."""
        lengths = np.linalg.norm(self.features, axis=1)
        third = min(float(lengths.max()) * self._top, float(np.sum(lengths**3)))
        return Bound(self._top / (4 * self.samples), exact=True), Bound(THIRD * third / self.samples, exact=False)

    def constants(self, norm: Norm) -> Constants:
        """What is certified in `norm`; theory.md 13.5.

        The hessian is (1/n) A' diag(s_i (1 - s_i)) A with s(1 - s) <= 1/4, reached by all samples at w = 0, so
        L = ||A||_{norm->2}^2/(4n). l_1: the largest squared column norm; l_2: s_max^2; l_inf: `sign_maximum` of A'A.
        Otherwise the smaller of rho^2 s_max^2 and sum ||a_i||_*^2: an upper bound.
        H <= (1/(6 sqrt(3) n)) sup sum |<a_i, h>|^3, as |s''| <= 1/(6 sqrt 3); the sum is at most sum ||a_i||_*^3, at most
        max ||a_i||_* 4nL, and in l_1 (convex: at a vertex) the largest column sum of |A_ij|^3: an upper bound.
        gradient <= (1/n) sum ||a_i||_*, and <= rho s_max/sqrt(n) as the weights lie in [0, 1]: an upper bound.

        Infimum without R: [dual value or 0, f at the best known point]. Duality: f >= (1/n) sum entropy(p_i) for every
        p in [0, 1]^n with sum p_i y_i a_i = 0; p comes from the best point, corrected by least squares.
        """
        smoothness = self._smoothness(norm)
        least = self._least
        return Constants(
            L=smoothness,
            H=self._second_smoothness(norm, smoothness),
            gradient=self._lipschitz(norm),
            infimum=(least.lower, least.upper),
            minimizer=least.point if least.lower == least.upper else None,
            star_convex="f",
            convex=True,
        )

    def region(self, norm: Norm, radius: float) -> Region:
        """What is certified on {||w|| <= radius}: the constrained minimizer up to the interval of `infimum`.

        gradient: the global bound, or ||grad f(0)||_* + L radius where that is smaller.
        """
        radius = validation.positive(radius, "radius")
        least = minimum_on_ball(self, norm, radius)
        local = float(norm.dual(self.gradient(np.zeros(self.shape)))) + self._smoothness(norm).value * radius
        return Region(
            infimum=(max(least.lower, self.infimum_f + self.regularizer.infimum), least.upper),
            comparator=least.point,
            gradient=Bound(min(local, self._lipschitz(norm).value), exact=False),
        )

    def kernel(self) -> ProblemKernel:
        """Parameters: the rows y_i a_i."""
        return ProblemKernel(logistic_gradient, self._signed.ravel(), work_rows=1)

    def minibatch_kernel(self) -> Callable[..., None]:
        """The kernel of a minibatch."""
        return logistic_minibatch

    @cached_property
    def _top(self) -> float:
        """s_max(A)^2."""
        return float(np.linalg.norm(self.features, 2)) ** 2

    @cached_property
    def _least(self) -> Minimum:
        if not isinstance(self.regularizer, Zero):
            return minimum(self, None)
        point = descend(self)
        weights = expit(-apply(self._signed, point))
        weights = weights - self._signed @ np.linalg.lstsq(self._signed.T @ self._signed, self._signed.T @ weights)[0]
        feasible = weights.min() >= 0 and weights.max() <= 1
        bottom = float(np.sum(entr(weights) + entr(1 - weights))) / self.samples if feasible else 0.0
        upper = float(self.value(point))
        return Minimum(point, min(max(bottom * (1 - 1e-12) - 1e-14, 0.0), upper), upper)

    def _smoothness(self, norm: Norm) -> Bound:
        p, scale = entrywise(norm), 4 * self.samples
        if is_euclidean(norm):
            return Bound(self._top / scale, exact=True)
        if p == 1:
            return Bound(float(np.max(np.sum(self.features**2, axis=0))) / scale, exact=True)
        if p == np.inf:
            value, exact = sign_maximum(self.features.T @ self.features)
            return Bound(value / scale, exact)
        return Bound(min(norm.rho**2 * self._top, float(np.sum(norm.dual(self.features) ** 2))) / scale, exact=False)

    def _second_smoothness(self, norm: Norm, smoothness: Bound) -> Bound:
        duals = norm.dual(self.features)
        cubes = [float(np.sum(duals**3)), float(duals.max()) * 4 * self.samples * smoothness.value]
        if entrywise(norm) == 1:
            cubes.append(float(np.sum(np.abs(self.features) ** 3, axis=0).max()))
        return Bound(THIRD * min(cubes) / self.samples, exact=False)

    def _lipschitz(self, norm: Norm) -> Bound:
        whole = norm.rho * np.sqrt(self._top / self.samples)
        return Bound(min(float(np.mean(norm.dual(self.features))), float(whole)), exact=False)


def logistic_gradient(x: Any, problem: Any, work: Any, g: Any, f: Any) -> None:
    """problem = the rows y_i a_i; work holds one margin per lane."""
    size, lanes = x.shape
    samples = problem.shape[0] // size
    f[:] = 0.0
    g[:] = 0.0
    for i in range(samples):
        work[0] = 0.0
        for j in range(size):
            entry = problem[i * size + j]
            for lane in range(lanes):
                work[0, lane] += entry * x[j, lane]
        for lane in range(lanes):
            margin = work[0, lane]
            decay = np.exp(-abs(margin))
            f[lane] += np.log1p(decay) + max(-margin, 0.0)
            work[0, lane] = (decay if margin > 0.0 else 1.0) / (1.0 + decay)
        for j in range(size):
            entry = problem[i * size + j]
            for lane in range(lanes):
                g[j, lane] -= entry * work[0, lane]
    for lane in range(lanes):
        f[lane] /= samples
    for j in range(size):
        for lane in range(lanes):
            g[j, lane] /= samples


def logistic_minibatch(root: Any, seeds: Any, k: Any, noise: Any, problem: Any, x: Any, g: Any) -> None:
    """noise = [b], problem = the rows y_i a_i; every lane draws rows of its own."""
    size, lanes = x.shape
    batch, samples = int(noise[0]), problem.shape[0] // size
    word, start, margin = np.empty((2, lanes), np.uint64), np.empty(lanes, np.int64), np.empty(lanes)
    g[:] = 0.0
    for i in range(batch):
        for lane in range(lanes):
            if i % 2 == 0:
                word[0, lane], word[1, lane] = threefry(u64(k), counter(0, i >> 1), root, seeds[lane])
            start[lane] = np.int64(row_of(word[i % 2, lane], samples)) * size
        margin[:] = 0.0
        for j in range(size):
            for lane in range(lanes):
                margin[lane] += problem[start[lane] + j] * x[j, lane]
        for lane in range(lanes):
            decay = np.exp(-abs(margin[lane]))
            margin[lane] = (decay if margin[lane] > 0.0 else 1.0) / ((1.0 + decay) * batch)
        for j in range(size):
            for lane in range(lanes):
                g[j, lane] -= problem[start[lane] + j] * margin[lane]
