"""The state of a method, and the evaluation of schedules."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from ntr.linalg import Array
from ntr.norm import Norm
from ntr.regularizer import Regularizer
from ntr.regularizers import Zero


class State(NamedTuple):
    """What a method knows after k steps, for a batch of seeds. All arrays are (seeds, *shape).

    Attributes
    ----------
    k : int
        Steps taken; one for the whole batch.
    x : Array
        The iterate x_k.
    m : Array
        The momentum m_k.
    query : Array
        Where the next stochastic gradient is taken. It *is* x (the same object) without extrapolation.
    subgradient : Array or None
        r_k in dR(x_k) of the optimality condition of the step that led to x_k; None before the first step and where
        the step could not certify one.
    extra : tuple of Array
        What else the method remembers, such as second moments: arrays whose first axis is that of the seeds. Empty for
        the trust-region method; the class that uses it says what it holds.
    """

    k: int
    x: Array
    m: Array
    query: Array
    subgradient: Array | None
    extra: tuple[Array, ...] = ()


class Method(Protocol):
    """What turns a stream of stochastic gradients into iterates. There is no base class to inherit."""

    @property
    def norm(self) -> Norm:
        """The geometry."""
        ...

    @property
    def composite(self) -> bool:
        """Whether `step` takes a regularizer other than Zero."""
        ...

    def start(self, x0: Array, g0: Array) -> State:
        """The state before the first step."""
        ...

    def step(self, state: State, g: Array, regularizer: Regularizer) -> State:
        """One step with the gradient g at `state.query`; at k = 0 it receives g_0 again."""
        ...


def at(value: float | Callable[[int], float], k: int, check: Callable[[object, str], float], name: str) -> float:
    """The constant, or the checked value of the schedule at k."""
    return check(value(k), f"{name}({k})") if callable(value) else value


def fixed(value: float | Callable[[int], float], name: str) -> float:
    """The constant; `TypeError` for a schedule."""
    if callable(value):
        raise TypeError(f"{name} must be constant, got the schedule {value!r}")
    return value


def require_zero(regularizer: Regularizer, method: object) -> None:
    """`TypeError` unless the regularizer is `Zero`: for a method without a composite step.

    `Case` asks `composite` before a run; this is for those who step by hand.
    """
    if not isinstance(regularizer, Zero):
        name = type(method).__name__
        raise TypeError(f"{name} has no composite step: regularizer must be Zero(), got {regularizer!r}")
