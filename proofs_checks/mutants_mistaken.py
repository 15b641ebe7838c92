"""What claims to be a trust-region method and is not, and the theorem that believes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ntr.case import Case
from ntr.linalg import Array
from ntr.methods import State, TrustRegion
from ntr.norm import Norm
from ntr.regularizer import Regularizer
from ntr.theorem import Theorem

Start = Callable[[TrustRegion, Array, Array], State]
Step = Callable[[TrustRegion, State, Array, Regularizer], State]


@dataclass(frozen=True)
class Mistaken:
    """What claims to be a trust-region method, with another start or step. It has no kernel: the NumPy engine runs.

    Attributes
    ----------
    claimed : TrustRegion
    step_with : callable
        (claimed, state, g, regularizer) -> State.
    start_with : callable
        (claimed, x0, g0) -> State.
    """

    claimed: TrustRegion
    step_with: Step
    start_with: Start = TrustRegion.start

    @property
    def norm(self) -> Norm:
        """The geometry."""
        return self.claimed.norm

    @property
    def composite(self) -> bool:
        """As claimed."""
        return self.claimed.composite

    def start(self, x0: Array, g0: Array) -> State:
        """The wrong start."""
        return self.start_with(self.claimed, x0, g0)

    def step(self, state: State, g: Array, regularizer: Regularizer) -> State:
        """The wrong step."""
        return self.step_with(self.claimed, state, g, regularizer)


@dataclass(frozen=True)
class Claimed:
    """A function of a theorem, of the case that is claimed to be run."""

    function: Callable[..., Any]

    def __call__(self, case: Case, *arguments: Any) -> Any:
        """The function of the case with the honest method."""
        method = case.method
        honest = replace(case, method=method.claimed) if isinstance(method, Mistaken) else case
        return self.function(honest, *arguments)


def claimed(theorem: Theorem) -> Theorem:
    """The theorem that believes what a `Mistaken` method claims."""
    return replace(
        theorem,
        violated=Claimed(theorem.violated),
        record=Claimed(theorem.record),
        measured=Claimed(theorem.measured),
        terms=Claimed(theorem.terms),
        maximum=None if theorem.maximum is None else Claimed(theorem.maximum),
    )
