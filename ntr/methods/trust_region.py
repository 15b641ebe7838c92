"""Algorithms 1, 2 and 3 of the paper and every mixture of them: one dataclass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from ntr import validation
from ntr.inexact_lmo import Accuracy, InexactLMO, certified_accuracy
from ntr.linalg import Array
from ntr.methods.state import Method, State, at, fixed
from ntr.norm import Norm
from ntr.regularizer import Regularizer
from ntr.regularizers import Zero
from ntr.step import trust_region_step
from ntr.validation import momentum, positive, schedule, weight_decay


@dataclass(frozen=True)
class TrustRegion:
    """The stochastic non-Euclidean trust-region method with momentum.

    With g_k the stochastic gradient at the query point and m_0 = g_0:

        m_{k+1} = (1 - alpha) m_k + alpha g_k
        x_{k+1} = argmin {<m_{k+1}, x> + R(x) : ||x - (1 - beta) x_k|| <= eta}
        query_{k+1} = x_{k+1}                                            without extrapolation
                    = x_{k+1} + ((1 - alpha)/alpha) (x_{k+1} - x_k)      with it

    Algorithm 1 is beta = 0, Algorithm 2 is beta > 0, Algorithm 3 is `extrapolate=True` on either.
    Source: the paper, Algorithms 1 to 3; theory.md section 0.

    Parameters
    ----------
    norm : Norm
        ||.||.
    radius : float or callable
        eta > 0, or a schedule k -> eta.
    momentum : float or callable
        alpha in (0, 1]: the weight of the NEW gradient (1 - beta of most libraries).
    weight_decay : float or callable
        beta in [0, 1]: the factor itself (learning rate times decay of most libraries).
    extrapolate : bool
        Take the gradient at the extrapolated point.
    lmo : InexactLMO, optional
        An approximate oracle: x_{k+1} = (1 - beta) x_k + eta d(m_{k+1}), R = 0 only. None: the exact one.

    Raises
    ------
    TypeError, ValueError
        For a parameter out of its range, and an oracle that has no certificate for the norm.

    Notes
    -----
    Schedules are evaluated at k in the step x_k -> x_{k+1}; the query of that step uses the momentum of k + 1.
    """

    norm: Norm
    radius: float | Callable[[int], float]
    momentum: float | Callable[[int], float] = 1.0
    weight_decay: float | Callable[[int], float] = 0.0
    extrapolate: bool = False
    lmo: InexactLMO | None = None

    def __post_init__(self) -> None:
        validation.norm(self.norm)
        object.__setattr__(self, "radius", schedule(self.radius, positive, "radius"))
        object.__setattr__(self, "momentum", schedule(self.momentum, momentum, "momentum"))
        object.__setattr__(self, "weight_decay", schedule(self.weight_decay, weight_decay, "weight_decay"))
        if not isinstance(self.lmo, InexactLMO | None):
            raise TypeError(f"lmo must be an InexactLMO or None, got {self.lmo!r}")
        certified_accuracy(self.lmo, self.norm)

    @property
    def composite(self) -> bool:
        """Whether `step` takes a regularizer other than Zero: with the exact oracle."""
        return self.lmo is None

    @property
    def accuracy(self) -> Accuracy:
        """The certified (delta, tau) of the oracle; (0, 1) for the exact one."""
        return certified_accuracy(self.lmo, self.norm)

    @property
    def domain_radius(self) -> float | None:
        """tau eta/beta, the radius of the ball that weight decay keeps the iterates in (theory.md Lemma 2c, section 9).

        None without decay and for schedules.
        """
        if callable(self.radius) or callable(self.weight_decay) or self.weight_decay == 0:
            return None
        return self.accuracy.tau * self.radius / self.weight_decay

    def start(self, x0: Array, g0: Array) -> State:
        """The state before the first step, m_0 = g_0; x0 and g0 are (seeds, *shape)."""
        return State(k=0, x=x0, m=g0, query=x0, subgradient=None)

    def step(self, state: State, g: Array, regularizer: Regularizer = Zero()) -> State:  # noqa: B008 - a constant
        """x_k -> x_{k+1}; g is the gradient at `state.query`, at k = 0 the same g_0 again (shared sample)."""
        k = state.k
        alpha = at(self.momentum, k, momentum, "momentum")
        beta = at(self.weight_decay, k, weight_decay, "weight_decay")
        # In this form m stays exactly g_0 at k = 0, and the compiled kernels compute the same bits.
        m = state.m + alpha * (g - state.m)
        center = state.x if beta == 0 else (1 - beta) * state.x
        radius = at(self.radius, k, positive, "radius")
        if self.lmo is None:
            x, subgradient = trust_region_step(self.norm, regularizer, m, center, radius)
        elif isinstance(regularizer, Zero):
            x, subgradient = center + radius * self.lmo.direction(self.norm, m), None
        else:
            raise TypeError(f"an inexact lmo has no composite step: regularizer must be Zero(), got {regularizer!r}")
        query = x
        if self.extrapolate:
            following = at(self.momentum, k + 1, momentum, "momentum")
            query = x + ((1 - following) / following) * (x - state.x)
        return State(k=k + 1, x=x, m=m, query=query, subgradient=subgradient)


class Parameters(NamedTuple):
    """The constant parameters of a trust-region method."""

    radius: float
    momentum: float
    weight_decay: float


def parameters(method: Method) -> Parameters:
    """eta, alpha and beta of a trust-region method with constant parameters; `TypeError` for any other."""
    if not isinstance(method, TrustRegion):
        raise TypeError(f"method must be a TrustRegion, got {method!r}")
    return Parameters(
        fixed(method.radius, "radius"),
        fixed(method.momentum, "momentum"),
        fixed(method.weight_decay, "weight_decay"),
    )
