"""The l_p norms between l_1 and l_inf with a separable regularizer without curvature: one dual root."""

from __future__ import annotations

import numpy as np

from ntr.linalg import Array, expand
from ntr.norms import Lp
from ntr.norms.powers import power_norm
from ntr.regularizer import Regularizer
from ntr.steps.moves import moves, placed
from ntr.steps.root import EARLY, LATE, Path, dual_root
from ntr.steps.rule import Step, require_meeting, rounding, rule

# Beyond, a gain to the power q - 1 spans more decades than a double holds: these go to the conic program.
LEAST, MOST = 1.05, 20.0


@rule(Lp, Regularizer)
def step(norm: Lp, regularizer: Regularizer, m: Array, center: Array, radius: Array) -> Step | None:
    """t_i = |x_i - c_i| moves until lambda (t_i / eta)^(p-1) equals the gain of moving on, which `Moves` gives.

    So t_i = eta nu gain_i^(q-1) with nu = lambda^(1-q) and 1/p + 1/q = 1: proportional to nu between two changes, as the
    Euclidean path is, with the gains to the power q - 1 as speeds; nu is the root of sum_i t_i^p = eta^p.

    r_i is the subgradient of phi_i at x_i closest to -m_i - lambda (t_i / eta)^(p-1) sign(x_i - c_i), so that m + r is
    -lambda times the gradient of ||x - c||_p^p / (p eta^(p-1)) (Lemma 2b). If the ball touches dom R in one point there
    is no r unless nothing moves.

    For 1.05 <= p <= 20 only. Source: Lagrangian duality.
    """
    terms = regularizer.separable()
    if terms is None or terms.l2 > 0 or not LEAST <= norm.p <= MOST:
        return None
    ndim, eta = len(norm.shape), expand(radius, 1)
    regularizer(np.zeros(norm.shape), ndim)  # raises if the bounds have another shape
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        found = moves(terms, m, center, eta, ndim)
        if found.start is not None:
            away = power_norm(found.nearest - found.position, norm.p, 1)
            require_meeting(away, regularizer, center, radius, rounding(center, radius, ndim))
        power = 1 / (norm.p - 1)
        early = np.power(found.early, power)
        late = None if found.late is None else np.power(found.late, power)
        nu, phase = dual_root(Path(found.start, early, found.cap, late, found.end), p=norm.p)
        nu = expand(nu, 1)
        length = eta * np.where(np.isinf(nu), 0.0, nu)  # inf: no coordinate is left that moves
        side = np.sign(found.speed)
        later = found.position - length * (0.0 if late is None else side * late)
        x = placed(found, phase, found.position - length * side * early, later)
        x = terms.clip(x.reshape(m.shape))
        if found.start is not None and ((nu == 0) & ((phase == EARLY) | (phase == LATE))).any():
            return Step(x, None)
        move = x - center
        share = np.abs(move) / expand(radius * np.where(nu > 0, nu, 1.0)[..., 0], ndim)
        push = expand(found.scale[..., 0], ndim) * np.power(share, norm.p - 1) * np.sign(move)
        push = np.where(expand(np.isinf(nu[..., 0]), ndim), 0.0, push)
    return Step(x, terms.subgradient(x, -m - push))
