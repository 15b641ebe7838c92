"""A two-layer tanh network with the logistic loss: the multi-layer problem, whose constants hold on balls."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from scipy.special import expit

from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import ProblemKernel
from ntr.linalg import Array, total
from ntr.norm import Norm
from ntr.norms import Blocks
from ntr.norms.families import schatten
from ntr.problem import Constants, Problem, Region, fallback
from ntr.regularizer import Regularizer
from ntr.regularizers import Zero
from problems.logistic import signed_samples

THIRD = 4 / (3 * np.sqrt(3))  # sup |tanh''|


@dataclass(frozen=True, eq=False)
class TwoLayer(Problem):
    """f(W, v) = (1/n) sum_i log(1 + exp(-y_i <v, tanh(W a_i)>)), points (W, v) flat: h*d entries of W, then h of v.

    Not convex, and smooth on bounded sets only: its constants are those of `region`, so that it goes with the theorems
    on weight decay. Its norm is `Blocks` of a norm of (h, d) matrices and a norm of (h,) vectors, the layers.

    Parameters
    ----------
    features : array (n, d)
        The rows a_i.
    labels : array (n,)
        y_i in {-1, +1}; `ValueError` otherwise.
    hidden : int
        h >= 1, the number of hidden units.
    regularizer : Regularizer, keyword only
        R.
    """

    features: Any
    labels: Any
    hidden: int
    shape: tuple[int, ...] = field(init=False, repr=False)
    infimum_f: float = field(default=0.0, init=False, repr=False)
    regularizer: Regularizer = field(default=Zero(), kw_only=True)

    def __post_init__(self) -> None:
        features, labels = signed_samples(self.features, self.labels)
        object.__setattr__(self, "features", features)
        object.__setattr__(self, "labels", labels)
        object.__setattr__(self, "hidden", validation.integer(self.hidden, "hidden", least=1))
        object.__setattr__(self, "shape", (self.hidden * (features.shape[1] + 1),))

    def value(self, x: Array) -> Array:
        """f(W, v), shape (*batch,)."""
        return total(np.logaddexp(0.0, -self._margins(*self._layers(x))[1]), 1) / len(self.labels)

    def gradient(self, x: Array) -> Array:
        """(grad_W, grad_v): -(1/n) sum_i p_i y_i (v * tanh'(W a_i)) a_i' and -(1/n) sum_i p_i y_i tanh(W a_i)."""
        inner, outer = self._layers(x)
        active, margins = self._margins(inner, outer)
        weights = -self.labels * expit(-margins) / len(self.labels)
        of_outer = np.matmul(weights[..., None, :], active)[..., 0, :]
        back = weights[..., None] * (1 - active**2) * outer[..., None, :]
        of_inner = np.matmul(np.ascontiguousarray(back.swapaxes(-1, -2)), self.features)
        return np.concatenate([of_inner.reshape(*of_outer.shape[:-1], -1), of_outer], axis=-1)

    def euclidean(self) -> tuple[None, None]:
        """(None, None): neither constant is finite on the whole space."""
        return None, None

    def constants(self, norm: Norm) -> Constants:
        """On the whole space only 0 <= inf F, and inf F <= F(0)."""
        origin = float(self.objective(np.zeros(self.shape)))
        constants = fallback(self, norm)
        return constants._replace(infimum=(constants.infimum[0], origin))

    def region(self, norm: Norm, radius: float) -> Region:
        """What is certified on {||x|| <= radius}.

        With V a bound of ||v||_2 there, a_i the lengths of the rows, |tanh| <= 1, |tanh'| <= 1, |tanh''| <= c = 4/(3 sqrt 3)
        and the logistic loss l with |l'| <= 1, 0 <= l'' <= 1/4, a margin z = <v, tanh(W a)> has, for directions
        (P, p) and (Q, q) with P, Q measured in the spectral norm and p, q in l_2,

            |Dz[P, p]| <= sqrt(h) ||p|| + V a ||P||,
            |D^2 z[(P, p), (Q, q)]| <= a (||p|| ||Q|| + ||q|| ||P||) + c V a^2 ||P|| ||Q||.

        So f'' = mean of l'' Dz Dz + l' D^2 z is at most the form with L_vv = h/4, L_vW = sqrt(h) V A_1/4 + A_1 and
        L_WW = (V^2/4 + c V) A_2, A_j the mean of a_i^j; and ||grad_v||_2 <= sqrt(h), the nuclear norm of grad_W <= V A_1.
        A layer in another norm brings its factor sup ||P||_op or sup ||p||_2 over its ball (at most rho). Layers combine
        as in theory.md 13.7: block max sums the entries, block sum takes the largest, block l_2 and any norm of flat
        points the spectral norm of the 2 x 2 matrix. Upper bounds. Without R, F(0) = log 2 is above the infimum.
        """
        radius = validation.positive(radius, "radius")
        reach, combine = self._reach(norm)
        h, outer = self.hidden, reach[1] * radius
        lengths = np.linalg.norm(self.features, axis=1)
        first, second = float(lengths.mean()), float(np.mean(lengths**2))
        cross = np.sqrt(h) * outer * first / 4 + first
        form = np.array([[(outer**2 / 4 + THIRD * outer) * second, cross], [cross, h / 4]]) * np.outer(reach, reach)
        slopes = np.array([outer * first, np.sqrt(h)]) * reach
        origin = float(self.objective(np.zeros(self.shape)))
        return Region(
            infimum=(self.infimum_f + self.regularizer.infimum, origin),
            comparator=None,
            gradient=Bound(_combined_slopes(slopes, combine), exact=False),
            L=Bound(_combined_form(form, combine), exact=False),
        )

    def kernel(self) -> ProblemKernel:
        """Parameters: h, the labels, the features by rows."""
        params = np.concatenate([[self.hidden], self.labels, self.features.ravel()])
        return ProblemKernel(two_layer_gradient, params, work_rows=self.hidden + 1)

    def _reach(self, norm: Norm) -> tuple[Array, str]:
        """(sup ||P||_op, sup ||p||_2) over the unit ball, and how the layers are combined."""
        layers = ((self.hidden, self.features.shape[1]), (self.hidden,))
        if not (isinstance(norm, Blocks) and tuple(block.shape for block in norm.norms) == layers):
            return np.array([norm.rho, norm.rho]), "l2"
        matrix, vector = norm.norms
        inner = 1.0 if schatten(matrix) is not None else matrix.rho
        return np.array([inner, vector.rho]) * np.asarray(norm.radii), norm.combine

    def _layers(self, x: Array) -> tuple[Array, Array]:
        x = np.ascontiguousarray(validation.point(x, self.shape, "x"))
        split = self.hidden * self.features.shape[1]
        return x[..., :split].reshape(*x.shape[:-1], self.hidden, -1), x[..., split:]

    def _margins(self, inner: Array, outer: Array) -> tuple[Array, Array]:
        """tanh(W a_i), shape (*batch, n, h), and y_i <v, tanh(W a_i)>, shape (*batch, n)."""
        active = np.tanh(np.matmul(self._rows, np.ascontiguousarray(inner.swapaxes(-1, -2))))
        outputs = np.matmul(active, np.ascontiguousarray(outer)[..., None])[..., 0]
        return active, self.labels * outputs

    @cached_property
    def _rows(self) -> Array:
        return np.ascontiguousarray(self.features)


def _combined_slopes(slopes: Array, combine: str) -> float:
    """The dual norm of the layers' dual norms."""
    if combine == "max":
        return float(slopes.sum())
    return float(slopes.max() if combine == "sum" else np.linalg.norm(slopes))


def _combined_form(form: Array, combine: str) -> float:
    """sup <t, form s> over the unit balls of the layers' norms, for entries >= 0."""
    if combine == "max":
        return float(form.sum())
    return float(form.max() if combine == "sum" else np.linalg.norm(form, 2))


def two_layer_gradient(x: Any, problem: Any, work: Any, g: Any, f: Any) -> None:
    """problem = [h, labels, features by rows]; work holds tanh(W a_i) and a margin per lane."""
    size, lanes = x.shape
    hidden = int(problem[0])
    columns = size // hidden - 1
    samples, outer = (problem.shape[0] - 1) // (columns + 1), hidden * columns
    f[:] = 0.0
    g[:] = 0.0
    for i in range(samples):
        label, row = problem[1 + i], 1 + samples + i * columns
        work[hidden] = 0.0
        for c in range(hidden):
            work[c] = 0.0
            for j in range(columns):
                for lane in range(lanes):
                    work[c, lane] += problem[row + j] * x[c * columns + j, lane]
            for lane in range(lanes):
                work[c, lane] = np.tanh(work[c, lane])
                work[hidden, lane] += label * work[c, lane] * x[outer + c, lane]
        for lane in range(lanes):
            margin = work[hidden, lane]
            decay = np.exp(-abs(margin))
            f[lane] += np.log1p(decay) + max(-margin, 0.0)
            work[hidden, lane] = -label * (decay if margin > 0.0 else 1.0) / ((1.0 + decay) * samples)
        for c in range(hidden):
            for lane in range(lanes):
                active = work[c, lane]
                g[outer + c, lane] += work[hidden, lane] * active
                work[c, lane] = work[hidden, lane] * (1.0 - active * active) * x[outer + c, lane]
            for j in range(columns):
                for lane in range(lanes):
                    g[c * columns + j, lane] += work[c, lane] * problem[row + j]
    for lane in range(lanes):
        f[lane] /= samples
