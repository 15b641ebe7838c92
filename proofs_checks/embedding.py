"""What the embedding constant rho costs: iterations against dimension in l_2, l_inf and the spectral norm, and T9 without it.

The noise has the total deviation sigma in every dimension; its dual norm is up to rho sigma, with rho = 1 in l_2, sqrt d
in l_inf and sqrt n for n x n matrices in the spectral norm. `slope` is one problem in every norm and dimension: L = 1,
Delta_0 = 1, and the dual norm of the gradient is 4.5 eps until the bottom is reached. T2 then prescribes K proportional
to rho^2 (to rho^3 where rho sigma eps > 1.3 L Delta_0). Noise in one coordinate, or of rank one, has the dual
norm sigma, and T9 prescribes the same K in every dimension.

The iterations that are needed at the prescribed parameters follow K, because the radius does (statistics.md, Facts A and
B): they test the constants and the code. That isotropic noise does cost rho is told by the momentum error and by what is
left without momentum. Source: theory.md sections 3, 10 and 13.1.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ntr.case import Case, Setting
from ntr.linalg import Array
from ntr.methods import TrustRegion
from ntr.momentum_error import noise_scale
from ntr.noise import Noise
from ntr.norm import Norm
from ntr.norms import L2, LInf, Spectral
from ntr.observables import gradient_norm, momentum_error
from ntr.simulate import simulate
from ntr.theorem import Theorem
from ntr.theorems import dual_noise, nonconvex_momentum
from problems import Gaussian, Huber, Linear, Rademacher, Separable, TwoPoint
from proofs_checks.explanation import Finding, by_own_parameters, exactly, on_average
from proofs_checks.verify import verify

EPSILON, SIGMA = 0.3, 0.3
T2 = next(theorem for theorem in nonconvex_momentum.STATEMENTS if theorem.form == "zero")
T9 = next(theorem for theorem in dual_noise.STATEMENTS if theorem.form == "weighted")
SLOPE = 4.5 * EPSILON
MOMENTUM, STEPS = 0.3, 8  # of the momentum error


class Family(NamedTuple):
    """A norm in every dimension.

    Attributes
    ----------
    name : str
    power : int
        rho^2 = size^power.
    matrix : bool
        A point is a size x size matrix, else a vector with `size` entries.
    """

    name: str
    power: int
    matrix: bool

    def norm(self, size: int) -> Norm:
        """The norm."""
        return Spectral((size, size)) if self.matrix else LInf((size,)) if self.power else L2((size,))


FAMILIES = (Family("l_2", 0, False), Family("l_inf", 1, False), Family("spectral", 1, True))


def first(norm: Norm) -> Array:
    """The first unit vector."""
    out = np.zeros(norm.shape)
    out.flat[0] = 1.0
    return out


def isotropic(norm: Norm) -> Noise:
    """Gaussian noise in all entries."""
    return Gaussian(SIGMA)


def structured(norm: Norm) -> Noise:
    """All of the noise in the first entry, +-sigma."""
    return TwoPoint(SIGMA, 0.0, first(norm))


def slope(family: Family, size: int, noise: Noise | None = None) -> Setting:
    """A slope g = 4.5 eps, measured in the dual norm, down to a quadratic bottom; L = Delta_0 = 1.

    l_inf: every coordinate has the curvature 1/d and the slope g/d. Spectral: so has the diagonal, with n for d, and
    the other entries are quadratic. l_2: the first coordinate has curvature 1 and slope g, the others are quadratic.
    """
    norm = family.norm(size)
    count = size if family.power else 1
    steep = np.eye(size) if family.matrix else np.ones(size) if family.power else first(norm)
    scalar = Huber(1 / count, np.where(steep > 0, SLOPE / count, np.inf))
    start = (1 / SLOPE + SLOPE / 2) * steep
    return Setting(Separable(scalar, np.zeros(norm.shape)), norm, noise or isotropic(norm), start, range(32))


def tuned(theorem: Theorem, setting: Setting) -> Case:
    """The theorem's own parameters for EPSILON."""
    assert theorem.tuned is not None
    return theorem.tuned(setting, EPSILON)


def growth(theorem: Theorem, family: Family, least: int, most: int, noise: bool = True) -> float:
    """The exponent of the prescribed K in the size; `noise`: isotropic, else structured."""
    kinds = isotropic if noise else structured
    few, many = (tuned(theorem, slope(family, size, kinds(family.norm(size)))).iterations for size in (least, most))
    return float(np.log(many / few) / np.log(most / least))


def error_ratio(norm: Norm, noise: Noise, seeds: int = 512) -> Array:
    """||m_K - grad f||_*/(rho sigma s_{K-1}) per seed, where the gradient is constant: at most 1 on average (Lemma 3)."""
    problem = Linear(np.ones(norm.shape))
    case = Case(problem, noise, TrustRegion(norm, 0.1, MOMENTUM), np.zeros(norm.shape), STEPS, range(seeds))
    error = simulate(case, checkpoints=[STEPS], record={"error": momentum_error(norm)}).series["error"][-1]
    return np.asarray(error / (case.setting.dual_deviation * noise_scale(MOMENTUM, np.array(STEPS - 1.0))))


def stuck(size: int, noise: Noise | None = None, seeds: int = 512) -> Array:
    """(mean of ||grad f(x_k)||_1)/(rho sigma) per seed without momentum in l_inf, where noise turns every sign half the time.

    Every coordinate is a slope sigma/(1.05 sqrt d), its noise is +-sigma/sqrt d: the signs of m are fair coins, and x walks
    without going anywhere. The start is six deviations of that walk from the bottom.
    """
    steps, radius, norm = 100, 0.01, LInf((size,))
    slope = SIGMA / (1.05 * np.sqrt(size))
    problem = Separable(Huber(1.0, slope), np.zeros(size))
    start = np.full(size, slope + 6 * radius * np.sqrt(steps))
    case = Case(problem, noise or Rademacher(SIGMA), TrustRegion(norm, radius), start, steps, range(seeds))
    mean = simulate(case, checkpoints=[steps], record={"gradient": gradient_norm(norm, "mean")}).series["gradient"][-1]
    return np.asarray(mean / case.setting.dual_deviation)


def findings(level: float) -> list[Finding]:
    """The cost of isotropic noise, the growth of K with the size, own parameters in three norms, and T9 without rho."""
    found = []
    for family, size in zip(FAMILIES, (64, 64, 8), strict=True):
        norm = family.norm(size)
        claim = f"{family.name}, size {size}, isotropic: E||m_K - grad f||_*/(rho sigma s_(K-1)) >= 0.75"
        found.append(on_average(claim, error_ratio(norm, isotropic(norm)), np.inf, level, least=0.75))
    for size in (1, 16):
        claim = f"l_inf, d = {size}, no momentum: mean E||grad f(x_k)||_*/(rho sigma) >= 0.9"
        found.append(on_average(claim, stuck(size), np.inf, level, least=0.9))
    for family, sizes in zip(FAMILIES, ((16,), (16,), (2,)), strict=True):
        power = growth(T2, family, 4, 64)
        claim = f"{family.name}: exponent of T2's prescribed K in the size"
        found.append(exactly(claim, power, family.power - 0.05, family.power + 0.05))
        for size in sizes:
            found.append(_own(T2, "T2", family, size, isotropic(family.norm(size)), level))
    family = FAMILIES[1]
    found.append(
        exactly("l_inf, structured: exponent of T9's prescribed K", growth(T9, family, 4, 64, False), -0.05, 0.05)
    )
    found.append(_own(T9, "T9, structured", family, 16, structured(family.norm(16)), level))
    return found


def _own(theorem: Theorem, name: str, family: Family, size: int, noise: Noise, level: float) -> Finding:
    case = tuned(theorem, slope(family, size, noise))
    verdict = verify(theorem, case, target=EPSILON, level=level, verify_level=level)
    claim = (
        f"{name}, {family.name}, size {size}, own parameters, K = {case.iterations}: (mean E||grad f(x_k)||_*)/eps <= 1"
    )
    return by_own_parameters(claim, verdict)
