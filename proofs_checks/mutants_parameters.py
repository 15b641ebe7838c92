"""Mutants of the family `parameters`: radius, momentum or iterations are not those that a theorem prescribes for epsilon.

The claim "measured <= epsilon after K iterations" is then false on an instance where the prescribed ones are just enough.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ntr.methods import TrustRegion, parameters
from proofs_checks.check import Check
from proofs_checks.mutant import Mutant


@dataclass(frozen=True)
class Mistuned:
    """A tuned run at multiples of its radius and iterations, or without momentum; D = eta/beta stays.

    Attributes
    ----------
    radius, iterations : float
        Factors.
    forgetful : bool
        alpha = 1.
    """

    radius: float = 1.0
    iterations: float = 1.0
    forgetful: bool = False

    def __call__(self, check: Check) -> Check | None:
        """The check of the same epsilon; None for a method of another kind."""
        case, method = check.case, check.case.method
        if not isinstance(method, TrustRegion):
            return None
        radius, momentum, decay = parameters(method)
        wrong = replace(
            method,
            radius=self.radius * radius,
            momentum=1.0 if self.forgetful else momentum,
            weight_decay=self.radius * decay,
        )
        steps = max(1, round(self.iterations * case.iterations))
        return replace(check, case=replace(case, method=wrong, iterations=steps))


SLOPE, SLOPE_COIN = "Huber slope, just solved", "Huber slope under coins, just solved"
EDGE, EDGE_COIN = "linear, just solved", "linear under coins, just solved"


def mutants() -> list[Mutant]:
    """All of the family: what is too large or small by how much depends on how much of epsilon each term gets."""
    half, quarter, eighth = Mistuned(iterations=1 / 2), Mistuned(iterations=1 / 4), Mistuned(iterations=1 / 8)
    table: list[tuple[str, str, Mistuned, str]] = [
        ("nonconvex_deterministic/paper", "K/2", half, SLOPE),
        ("nonconvex_deterministic/paper", "8 eta", Mistuned(radius=8.0), SLOPE),
        ("nonconvex_deterministic/paper", "eta/4", Mistuned(radius=1 / 4), SLOPE),
        ("nonconvex_deterministic/gap", "K/2", half, SLOPE),
        ("nonconvex_deterministic/gap", "2 eta", Mistuned(radius=2.0), SLOPE),
        ("nonconvex_deterministic/gap", "eta/4", Mistuned(radius=1 / 4), SLOPE),
        ("nonconvex_deterministic/zero", "K/2", half, SLOPE),
        ("nonconvex_deterministic/zero", "2 eta", Mistuned(radius=2.0), SLOPE),
        ("nonconvex_deterministic/zero", "eta/4", Mistuned(radius=1 / 4), SLOPE),
        ("nonconvex_momentum/sharp", "K/8", eighth, SLOPE),
        ("nonconvex_momentum/sharp", "eta/8", Mistuned(radius=1 / 8), SLOPE),
        ("nonconvex_momentum/zero", "K/4", quarter, SLOPE),
        ("nonconvex_momentum/zero", "32 eta", Mistuned(radius=32.0), SLOPE),
        ("nonconvex_momentum/zero", "eta/8", Mistuned(radius=1 / 8), SLOPE),
        ("nonconvex_momentum/zero", "alpha = 1", Mistuned(forgetful=True), SLOPE_COIN),
        ("star_convex_decay/paper", "K/2", half, EDGE),
        ("star_convex_decay/paper", "eta/4, beta/4", Mistuned(radius=1 / 4), EDGE),
        ("star_convex_decay/sharp", "K/2", half, EDGE),
        ("star_convex_decay/sharp", "eta/4, beta/4", Mistuned(radius=1 / 4), EDGE),
        ("star_convex_decay/sharp", "alpha = 1", Mistuned(forgetful=True), EDGE_COIN),
    ]
    return [Mutant("parameters", form, f"tuned, {what}", plant, (problem,)) for form, what, plant, problem in table]
