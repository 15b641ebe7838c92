"""check_problem is tested with planted bugs: each is caught, and by the check that is meant for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from ntr.bound import Bound
from ntr.conformance import ConformanceError, check_problem
from ntr.conformance.problem import CHECKS
from ntr.engine.kernels import ProblemKernel
from ntr.linalg import Array
from ntr.norm import Norm
from ntr.norms import L1, L2, LInf, Spectral
from ntr.problem import Constants, FiniteSum, Problem, Region
from ntr.regularizer import Regularizer
from problems import CosineQuadratic, Huber, LogCosh, Logistic, MatrixQuadratic, Quadratic, Saturating, Separable
from problems import StarExponential as Star

RNG = np.random.default_rng(0)
ROOT = RNG.normal(size=(3, 3))
FEATURES = RNG.normal(size=(30, 3))
LOGISTIC = Logistic(FEATURES, np.where(FEATURES @ [1.0, -1.0, 0.5] + RNG.normal(size=30) > 0, 1, -1))
QUADRATIC = Quadratic(ROOT @ ROOT.T, [0.5, -0.2, 0.4])
SOFT = Separable(LogCosh(2.0, 0.5), [0.5, -0.2, 0.4])
FAR = Separable(LogCosh(2.0, 0.5), [5.0, -0.2, 0.4])
RIPPLED = Separable(CosineQuadratic(0.3, 1.5), [0.5, -0.2])
STAR = Separable(Star(), [0.5, -0.2, 0.4])

Change = Callable[
    [Any, Any], Any
]  # (what the honest problem gives, argument or inner problem) -> what the mutant gives


@dataclass(frozen=True, eq=False)
class Planted(FiniteSum):
    """A problem that differs from `inner` in the members named in `changes`."""

    inner: Problem
    changes: dict[str, Change]

    @property
    def shape(self) -> tuple[int, ...]:  # type: ignore[override]
        return self.inner.shape

    @property
    def regularizer(self) -> Regularizer:  # type: ignore[override]
        return self.inner.regularizer

    @property
    def infimum_f(self) -> float:  # type: ignore[override]
        return self.inner.infimum_f

    @property
    def samples(self) -> int:  # type: ignore[override]
        return self._sum().samples

    def _sum(self) -> FiniteSum:
        return self.inner if isinstance(self.inner, FiniteSum) else LOGISTIC

    def _changed(self, name: str, honest: Any, argument: Any = None) -> Any:
        return self.changes[name](honest, argument) if name in self.changes else honest

    def value(self, x: Array) -> Array:
        return np.asarray(self._changed("value", self.inner.value(x), x))

    def gradient(self, x: Array) -> Array:
        return np.asarray(self._changed("gradient", self.inner.gradient(x), x))

    def euclidean(self) -> tuple[Bound | None, Bound | None]:
        return self.inner.euclidean()

    def constants(self, norm: Norm) -> Constants:
        return self._changed("constants", self.inner.constants(norm), norm)  # type: ignore[no-any-return]

    def region(self, norm: Norm, radius: float) -> Region:
        return self._changed("region", self.inner.region(norm, radius), radius)  # type: ignore[no-any-return]

    def minibatch_gradient(self, x: Array, rows: np.ndarray) -> Array:
        return np.asarray(self._changed("minibatch_gradient", self._sum().minibatch_gradient(x, rows), rows))

    def sample_variance(self) -> Bound:
        return self._changed("sample_variance", self._sum().sample_variance())  # type: ignore[no-any-return]

    def strong_convexity(self) -> float | None:
        return self._changed("strong_convexity", self.inner.strong_convexity())  # type: ignore[no-any-return]

    def coordinate_smoothness(self) -> Array | None:
        return self._changed("coordinate_smoothness", self.inner.coordinate_smoothness())  # type: ignore[no-any-return]

    def kernel(self) -> ProblemKernel | None:
        return self._changed("kernel", self.inner.kernel())  # type: ignore[no-any-return]


def scaled(name: str, factor: float) -> dict[str, Change]:
    """The constant of that name times `factor`, as exact as it claimed to be."""

    def change(c: Constants, _: Any) -> Constants:
        bound = getattr(c, name)
        return c._replace(**{name: Bound(bound.value * factor, bound.exact)})

    return {"constants": change}


def said(**claims: Any) -> dict[str, Change]:
    """Constants with these claims."""
    return {"constants": lambda c, _: c._replace(**claims)}


def in_region(**claims: Any) -> dict[str, Change]:
    """A region with these claims."""
    return {"region": lambda r, _: r._replace(**claims)}


def overwriting(honest: Array, x: Array) -> Array:
    """Leaves 0 in its argument."""
    x[...] = 0.0
    return honest


def forgets_a_half(x: Any, problem: Any, work: Any, g: Any, f: Any) -> None:
    """The kernel of x'x/2 about the centers, without the half."""
    f[:] = 0.0
    for i in range(x.shape[0]):
        for lane in range(x.shape[1]):
            g[i, lane] = x[i, lane] - problem[i]
            f[lane] += g[i, lane] * g[i, lane]


def with_gradient(factor: float) -> dict[str, Change]:
    """A region whose bound of the gradient is multiplied and called exact."""
    return {"region": lambda r, _: r._replace(gradient=Bound(r.gradient.value * factor, True))}


UNIT = Separable(Huber(1.0, np.inf), [0.5, -0.2, 0.4])
MUTANTS: list[tuple[str, Problem, Norm, dict[str, Change], str]] = [
    ("gradient 1 % too long", QUADRATIC, L2(3), {"gradient": lambda g, x: 1.01 * g}, "gradient"),
    ("gradient of another center", QUADRATIC, L2(3), {"gradient": lambda g, x: g + 0.01}, "gradient"),
    ("one entry of the gradient lost", SOFT, L1(3), {"gradient": lambda g, x: g * [1.0, 1.0, 0.0]}, "gradient"),
    ("L halved", QUADRATIC, LInf(3), scaled("L", 0.5), "smoothness"),
    ("L 2 % too small", QUADRATIC, LInf(3), scaled("L", 0.98), "smoothness"),
    ("L 2 % too small, l_1", QUADRATIC, L1(3), scaled("L", 0.98), "smoothness"),
    ("L without rho^2", SOFT, LInf(3), scaled("L", 1 / 3), "smoothness"),
    ("L 2 % too small, logistic", LOGISTIC, LInf(3), scaled("L", 0.98), "smoothness"),
    ("L is not exact", QUADRATIC, LInf(3), scaled("L", 1.02), "smoothness"),
    (
        "L 2 % too small, spectral",
        MatrixQuadratic(ROOT[:2] @ ROOT[:2].T, ROOT @ ROOT.T),
        Spectral((2, 3)),
        scaled("L", 0.98),
        "smoothness",
    ),
    (
        "L at a minimum of the curvature",
        Separable(CosineQuadratic(-0.9, 1.0), np.zeros(2)),
        L2(2),
        scaled("L", 0.97),
        "smoothness",
    ),
    ("H 10 % too small", Separable(Saturating(), np.zeros(2)), L2(2), scaled("H", 0.9), "second_smoothness"),
    ("H without rho_3^3", SOFT, LInf(3), scaled("H", 1 / 3), "second_smoothness"),
    ("H of a quadratic that has none", SOFT, L2(3), said(H=Bound(0.0, True)), "second_smoothness"),
    ("H is not exact", SOFT, L2(3), scaled("H", 1.1), "second_smoothness"),
    ("gradient bound 2 % too small", SOFT, LInf(3), scaled("gradient", 0.98), "gradient_bound"),
    ("gradient bound in the wrong norm", SOFT, LInf(3), scaled("gradient", 3**-0.5), "gradient_bound"),
    ("infimum too high", LOGISTIC, L2(3), {"constants": lambda c, _: c._replace(infimum=(0.6, 0.7))}, "infimum"),
    ("infimum reversed", QUADRATIC, L2(3), said(infimum=(0.0, -1.0)), "infimum"),
    ("minimizer elsewhere", QUADRATIC, L2(3), said(minimizer=np.array([0.5, -0.2, 0.3])), "infimum"),
    ("saturating is not star-convex", Separable(Saturating(), [0.5, 0.1]), L2(2), said(star_convex="f"), "convexity"),
    ("star-convex is not convex", STAR, L2(3), said(convex=True), "convexity"),
    ("F is not star-convex", Separable(Saturating(), [0.5, 0.1]), L2(2), said(star_convex="F"), "convexity"),
    ("mu 5 % too large", QUADRATIC, L2(3), {"strong_convexity": lambda mu, _: 1.05 * mu}, "strong_convexity"),
    ("mu of the largest eigenvalue", QUADRATIC, L2(3), {"strong_convexity": lambda mu, _: 2.0}, "strong_convexity"),
    ("ripples are less convex", RIPPLED, LInf(2), {"strong_convexity": lambda mu, _: 1.0}, "strong_convexity"),
    ("log cosh is flat far out", SOFT, L2(3), {"strong_convexity": lambda mu, _: 0.1}, "strong_convexity"),
    ("L_i 2 % too small", SOFT, L1(3), {"coordinate_smoothness": lambda s, _: 0.98 * s}, "coordinates"),
    ("not separable", QUADRATIC, L2(3), {"coordinate_smoothness": lambda s, _: np.full(3, 100.0)}, "coordinates"),
    ("L_i of another shape", SOFT, L2(3), {"coordinate_smoothness": lambda s, _: np.ones(1)}, "coordinates"),
    ("bits depend on the batch", QUADRATIC, L2(3), {"gradient": lambda g, x: g * (1 + 1e-15 * x.size)}, "batch"),
    ("value depends on the batch", SOFT, L2(3), {"value": lambda f, x: f + 1e-14 * (x.ndim - 1)}, "batch"),
    ("argument overwritten", QUADRATIC, L2(3), {"gradient": overwriting}, "batch"),
    ("value without batch", QUADRATIC, L2(3), {"value": lambda f, x: np.sum(f)}, "batch"),
    ("minibatches biased", LOGISTIC, L2(3), {"minibatch_gradient": lambda g, rows: 1.01 * g}, "samples"),
    ("minibatches are sums", LOGISTIC, L2(3), {"minibatch_gradient": lambda g, rows: g * rows.shape[-1]}, "samples"),
    ("variance halved thrice", LOGISTIC, L2(3), {"sample_variance": lambda v, _: Bound(v.value / 8, False)}, "samples"),
    (
        "kernel without the half",
        UNIT,
        L2(3),
        {"kernel": lambda k, _: ProblemKernel(forgets_a_half, UNIT.center.copy())},
        "kernel",
    ),
    ("kernel of other data", UNIT, L2(3), {"kernel": lambda k, _: k._replace(params=k.params * 1.001)}, "kernel"),
    (
        "region: infimum too high",
        FAR,
        L2(3),
        {"region": lambda r, _: r._replace(infimum=(r.infimum[1] + 1e-3,) * 2)},
        "region",
    ),
    ("region: global infimum as upper end", FAR, L2(3), in_region(infimum=(0.0, 0.0)), "region"),
    ("region: L", QUADRATIC, L2(3), in_region(L=Bound(0.9 * np.linalg.norm(ROOT, 2) ** 2, False)), "region"),
    ("region: comparator outside", FAR, L2(3), in_region(comparator=np.array([5.0, -0.2, 0.4])), "region"),
    ("region: comparator not minimal", QUADRATIC, L2(3), in_region(comparator=np.zeros(3)), "region"),
    (
        "region: no comparator in fact",
        Separable(Star(), [8.0, 0.1]),
        LInf(2),
        in_region(comparator=np.array([1.5, 0.1])),
        "region",
    ),
    (
        "region: comparator of a saturating function",
        Separable(Saturating(), [1.0, 0.1]),
        LInf(2),
        in_region(comparator=np.array([1.0, 0.1])),
        "region",
    ),
    (
        "region: gradient bound",
        SOFT,
        LInf(3),
        with_gradient(0.98),
        "region",
    ),
    (
        "region: gradient bound not exact",
        SOFT,
        LInf(3),
        with_gradient(1.1),
        "region",
    ),
]
HONEST = {(id(p), n): (p, n) for _, p, n, _, _ in MUTANTS}


@pytest.mark.parametrize(("problem", "norm"), HONEST.values(), ids=[repr(n) for _, n in HONEST.values()])
def test_honest_problems_pass(problem: Problem, norm: Norm) -> None:
    ran = check_problem(problem, norm)
    assert ran == (*(name for name, _ in CHECKS), "region")


@pytest.mark.parametrize(("problem", "norm", "changes", "check"), [m[1:] for m in MUTANTS], ids=[m[0] for m in MUTANTS])
def test_planted_bug_is_caught(problem: Problem, norm: Norm, changes: dict[str, Change], check: str) -> None:
    keep_samples = isinstance(problem, FiniteSum)
    exclude = {} if keep_samples else {"samples": "the wrapper is a finite sum, this problem is none"}
    with pytest.raises(ConformanceError) as caught:
        check_problem(Planted(problem, changes), norm, exclude=exclude)
    assert check in caught.value.failures, f"caught by {list(caught.value.failures)} instead of {check}"
    assert "seed 0" in caught.value.failures[check]


def test_every_check_catches_something() -> None:
    """Each check is the one that is meant for some bug: none is idle."""
    assert {check for *_, check in MUTANTS} == {*(name for name, _ in CHECKS), "region"}


@pytest.mark.parametrize("problem", [QUADRATIC, SOFT, LOGISTIC], ids=lambda p: type(p).__name__)
def test_the_wrapper_itself_passes(problem: Problem) -> None:
    exclude = {} if isinstance(problem, FiniteSum) else {"samples": "this problem is no finite sum"}
    check_problem(Planted(problem, {}), LInf(3), exclude=exclude)


@pytest.mark.parametrize("seed", [1, 2])
def test_other_seeds_pass(seed: int) -> None:
    check_problem(SOFT, LInf(3), seed=seed)
    check_problem(LOGISTIC, L1(3), seed=seed)


def test_bad_input() -> None:
    with pytest.raises(ValueError, match="shape of the problem"):
        check_problem(QUADRATIC, L2(4))
    with pytest.raises(ValueError, match="exclude must name checks"):
        check_problem(QUADRATIC, L2(3), exclude={"nothing": "no reason"})
