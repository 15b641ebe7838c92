"""T7 on its cases: the bound, its own parameters, and the exponents on hard and benign instances."""

from __future__ import annotations

import numpy as np

from ntr.case import Case, Setting
from ntr.linalg import Array
from ntr.methods import parameters
from ntr.noise import Noise
from ntr.norm import Norm
from ntr.norms import L1, L2, Blocks, LInf, Lp, Nuclear, Schatten, Spectral
from ntr.observables import frank_wolfe_gap
from ntr.problem import Problem
from ntr.regularizers import Box, L1Penalty
from ntr.theorems.constrained_gap import STATEMENTS
from ntr.trajectory import Observable
from problems import (
    CosineQuadratic,
    Gaussian,
    Linear,
    LogCosh,
    MatrixQuadratic,
    Minibatch,
    Quadratic,
    Rademacher,
    Saturating,
    Separable,
    StudentT,
    TwoLayer,
)
from proofs_checks import catalogue, instances, instances_gap, tight_cases, tight_memory, tight_spectral, tight_tuned
from proofs_checks.catalogue import Named, applicable, decaying, extrapolated, random_numbers, semidefinite, skewed
from proofs_checks.check import Check, RateCheck, geometric, tuned_checks
from proofs_checks.tight_cases import NOISELESS

_BY_FORM = {theorem.form: theorem for theorem in STATEMENTS}


def checks(full: bool = False) -> list[Check]:
    """The bound over the iterations on non-convex, convex and composite cases, and tuned runs on a grid of epsilon."""
    here = ("quadratic, overshoot", "quadratic, alternation")  # they are in `tight`
    named = cases() + [item for item in catalogue.decayed() if full and item.problem not in here]
    ahead = [*named[:: 1 if full else 2], *tight()]  # half of the cases by default, for time
    named += [*tight(), *(Named(problem, extrapolated(case)) for problem, case in ahead)]
    named.append(Named("log cosh, far query", tight_cases.far_query()))
    named += [Named(*item) for extrapolate in (False, True) for item in tight_memory.gaps(extrapolate=extrapolate)]
    bounds = [Check(theorem, *item) for theorem in STATEMENTS for item in applicable(theorem, named)]
    return bounds + tuned(full)


def cases() -> list[Named]:
    """Distinct regimes: T7 asks neither for star-convexity nor for a minimizer, so the problems are non-convex first."""
    vector, matrix = Separable(Saturating(), random_numbers(10)), Separable(Saturating(), random_numbers(4, 3))
    cosine = Separable(CosineQuadratic(1.0, 3.0), random_numbers(6))
    quadratic = Quadratic(semidefinite(6), random_numbers(6))
    product = MatrixQuadratic(semidefinite(4), semidefinite(3), random_numbers(4, 3))
    composite = Separable(Saturating(), random_numbers(6), regularizer=L1Penalty(0.2))
    boxed = Separable(LogCosh(), random_numbers(6), regularizer=Box(-0.3, 0.5))
    net = network()
    listed = [
        ("saturating", decaying(vector, L2((10,)), Gaussian(1.0), 0.1, 500, 2.0)),
        ("saturating", decaying(vector, LInf((10,)), Rademacher(1.0), 0.05, 500, 1.0)),
        ("saturating", decaying(vector, L1((10,)), StudentT(1.0, 2.5), 0.3, 300, 3.0)),
        ("saturating, no momentum", decaying(vector, Lp((10,), 3.0), skewed(10), 1.0, 300, 1.5)),
        ("cosine", decaying(cosine, L2((6,)), StudentT(0.5, 3.0), 0.2, 300, 2.0, factor=3.0)),
        ("cosine", decaying(cosine, Lp((6,), 1.5), Gaussian(0.5), 0.02, 300, 2.0)),
        ("quadratic, minimizer outside", decaying(quadratic, LInf((6,)), Gaussian(1.0), 0.1, 300, 0.5)),
        ("quadratic", decaying(quadratic, L1((6,)), Rademacher(0.5), 0.5, 300, 2.0)),
        ("matrix saturating", decaying(matrix, Spectral((4, 3)), Gaussian(1.0), 0.1, 150, 1.0)),
        ("matrix saturating", decaying(matrix, Nuclear((4, 3)), skewed(4, 3), 0.2, 150, 2.0)),
        ("matrix quadratic", decaying(product, Schatten((4, 3), 3.0), Rademacher(1.0), 0.1, 150, 1.0)),
        ("logistic, digits", decaying(catalogue.logistic_digits(), LInf((64,)), Minibatch(8), 0.1, 100, 0.5)),
        ("softmax, three digits", decaying(catalogue.softmax_three_digits(), Spectral((3, 16)), Minibatch(16), 0.1, 50, 1.0)),
        ("saturating + l1", decaying(composite, LInf((6,)), Gaussian(1.0), 0.2, 200, 1.0)),
        ("saturating + l1", decaying(composite, L2((6,)), Rademacher(0.5), 0.1, 200, 1.0)),
        ("log cosh + box", decaying(boxed, LInf((6,)), StudentT(1.0, 3.0), 0.2, 200, 1.0)),
        ("cosine, noiseless", decaying(cosine, L2((6,)), NOISELESS, 0.05, 500, 2.0)),
        ("two-layer network", decaying(net.problem, net.norm, net.noise, 0.5, 600, 1.0, x0=net.x0)),
    ]  # fmt: skip
    return [Named(*item) for item in listed]


def tight() -> list[Named]:
    """Nearly tight cases: an error in any term, in sigma, rho or L is refuted on one of them."""
    return [
        Named("linear, tight noise", tight_cases.tight_noise_gap()),
        Named("matrix linear, tight noise", tight_spectral.gap()),
        Named("quadratic, two-cycle of the ball", tight_cases.antipodal()),
        Named("linear, tight descent", tight_cases.edge_descent()),
        Named("quadratic, overshoot", tight_cases.overshoot()),
        Named("quadratic, alternation", tight_cases.alternation()),
    ]


def tuned(full: bool = False) -> list[Check]:
    """Every form at its own parameters, in three norms (under `full` also in the spectral norm and in one of layers)."""
    center = np.array([0.6, -0.8])
    hills, valley = Separable(Saturating(), center), Separable(LogCosh(), 2 * center)
    settings = [
        ("edge", edge(), (1.2, 0.8, 0.5) if full else (1.2, 0.8)),
        ("edge", edge_linf(), (1.2, 0.8, 0.5) if full else (1.2, 0.8)),
        ("saturating", _bounded(hills, L1((2,)), Gaussian(0.1), np.array([0.0, 1.0])), (0.2,)),
    ]
    if full:
        settings += [
            ("saturating", _bounded(hills, L2((2,)), Rademacher(0.1), np.array([-0.6, 0.8])), (0.22,)),
            ("log cosh", _bounded(valley, LInf((2,)), Gaussian(0.1), np.array([-1.0, 1.0])), (0.5, 0.3)),
        ]
        matrix = Separable(Saturating(), np.array([[0.6, 0.1], [0.0, -0.8]]))
        spectral = _bounded(matrix, Spectral((2, 2)), Gaussian(0.05), np.diag([-1.0, 1.0]))
        settings += [("matrix saturating", spectral, (0.22,)), ("two-layer network", network(), (0.29,))]
    checks = []
    for problem, setting, epsilons in settings:
        fast = problem == "edge"  # elsewhere K is in the thousands
        forms = STATEMENTS if full or fast else (_BY_FORM["sharp"],)
        tunable = [t for t in forms if t.form != "extrapolated" or setting.constants.H is not None]
        checks += tuned_checks(tunable, [(problem, setting)], epsilons)
    checks += tuned_checks(STATEMENTS, [("linear, just solved", tight_tuned.edge(NOISELESS))], (0.2,))
    checks += tuned_checks(
        STATEMENTS, [("linear under coins, just solved", tight_tuned.edge(tight_tuned.COIN))], (0.28,)
    )
    return checks + tuned_checks(STATEMENTS, [("quadratic, just solved", tight_tuned.valley())], (0.4,))


def _bounded(problem: Problem, norm: Norm, noise: Noise, x0: Array, domain: float = 1.0) -> Setting:
    return Setting(problem, norm, noise, x0, range(32), domain_radius=domain)


def network() -> Setting:
    """A two-layer tanh network of two units, layers in the spectral and the l_2 norm: A2 holds on the ball only.

    Eight points of the circle are classified by the sign of their first coordinate; x_0, on the sphere, has all signs wrong.
    """
    angles = np.arange(8) * np.pi / 4 + 0.3
    features = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    norm = Blocks((Spectral((2, 2)), L2((2,))))
    start = np.array([-1.0, 0.0, 0.0, -1.0, 1.0, 0.0])
    return _bounded(TwoLayer(features, np.sign(features[:, 0]), 2), norm, Gaussian(0.1), start)


def edge() -> Setting:
    """A linear function from the far end of the ball, gap_D(x_0) = 4.8; the gaps sum to Delta_0/beta.

    L = 0.1 is declared and sigma = D = 1, so that the term of Delta_0 decides K, and K stays small. The slope 2.4 is
    larger than the noise, which never changes its sign.
    """
    return _bounded(Linear(np.array([2.4]), curvature=0.1), L2((1,)), Rademacher(1.0), np.ones(1))


def edge_linf() -> Setting:
    """`edge` spread over d = 4 coordinates in l_inf: rho = 2, sigma = 1/2."""
    return _bounded(Linear(np.full(4, 0.6), curvature=0.1), LInf((4,)), Rademacher(0.5), np.ones(4))


def current_gap(case: Case) -> Observable:
    """gap_D(x_k) at the checkpoint."""
    method = parameters(case.method)
    return frank_wolfe_gap(case.problem, case.method.norm, method.radius / method.weight_decay, "last")


def rate_checks(full: bool = False) -> list[RateCheck]:
    """The exponents of the sharp form."""
    theorem, count, seeds = _BY_FORM["sharp"], 10 if full else 8, 128 if full else 64
    grids = [("edge (hard)", instances.edge_fixed, 0.25, 0.06 if full else 0.15)]
    if full:
        grids += [
            ("edge, l_inf d=4 (hard)", instances.edge_linf_fixed, 0.25, 0.12),
            ("log cosh (benign)", instances_gap.log_cosh, 0.25, 0.1),
            ("saturating (benign)", instances_gap.saturating, 0.3, 0.12),
        ]
    return [
        RateCheck(theorem, name, setting, current_gap, geometric(most, least, count), seeds, "hard" in name)
        for name, setting, most, least in grids
    ]
