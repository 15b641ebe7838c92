"""Mutants of the family `parameters`: radius, momentum or iterations are not those that a theorem prescribes for epsilon.

The claim "measured <= epsilon after K iterations" is then false on an instance where the prescribed ones are just enough.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ntr.methods import Clipped, SmoothClipped, TrustRegion, parameters
from ntr.methods.state import fixed
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
        """The check of the same epsilon; None for a method that has not what is changed."""
        case, method = check.case, check.case.method
        if isinstance(method, SmoothClipped):
            if self.forgetful or self.radius != 1:
                return None
        elif isinstance(method, Clipped):
            radius, momentum = fixed(method.radius, "radius"), 1.0 if self.forgetful else method.momentum
            method = replace(method, radius=self.radius * radius, momentum=momentum)
        elif isinstance(method, TrustRegion):
            radius, momentum, decay = parameters(method)
            method = replace(
                method,
                radius=self.radius * radius,
                momentum=1.0 if self.forgetful else momentum,
                weight_decay=self.radius * decay,
            )
        else:
            return None
        steps = max(1, round(self.iterations * case.iterations))
        return replace(check, case=replace(case, method=method, iterations=steps))


SLOPE, SLOPE_COIN = "Huber slope, just solved", "Huber slope under coins, just solved"
SOFT, SOFT_COIN = "log cosh slope, just solved", "log cosh slope under coins, just solved"
HALF, HALF_SOFT = "Huber slope by half steps, just solved", "log cosh slope by half steps, just solved"
EDGE, EDGE_COIN = "linear, just solved", "linear under coins, just solved"
BOX, BOX_COIN = "linear + box, just solved", "linear + box under coins, just solved"
VALLEY = "quadratic, just solved"


def mutants() -> list[Mutant]:
    """All of the family: what is too large or small by how much depends on how much of epsilon each term gets.

    The factors are the smallest powers of 2 that some instance refutes. Not planted, as no instance is known on which
    they make the claim false: a longer radius in T3, T4 and T6 (the last iterate of a two-cycle is of order eta^2, epsilon of
    order eta), in T10's clipping (which shortens its steps by itself), and alpha = 1 in its stochastic form (1e6 iterations).
    """
    return [*_nonconvex(), *_last_iterate(), *_gap(), *_beyond()]


def _fewer(part: int) -> tuple[str, Mistuned]:
    return f"K/{part}", Mistuned(iterations=1 / part)


def _shorter(part: int) -> tuple[str, Mistuned]:
    return f"eta/{part}", Mistuned(radius=1 / part)


def _shorter_decay(part: int) -> tuple[str, Mistuned]:
    return f"eta/{part}, beta/{part}", Mistuned(radius=1 / part)


def _longer(factor: int) -> tuple[str, Mistuned]:
    return f"{factor} eta", Mistuned(radius=float(factor))


FORGETFUL = ("alpha = 1", Mistuned(forgetful=True))


def _wrong(form: str, problem: str, *mistakes: tuple[str, Mistuned]) -> list[Mutant]:
    return [Mutant("parameters", form, f"tuned, {what}", plant, (problem,)) for what, plant in mistakes]


def _nonconvex() -> list[Mutant]:
    """T1, T2 and T5."""
    found = _wrong("nonconvex_deterministic/paper", SLOPE, _fewer(2), _longer(8), _shorter(4))
    for form in ("gap", "zero"):
        found += _wrong(f"nonconvex_deterministic/{form}", SLOPE, _fewer(2), _longer(2), _shorter(4))
    found += _wrong("nonconvex_momentum/sharp", SLOPE, _fewer(8), _shorter(8))
    found += _wrong("nonconvex_momentum/zero", SLOPE, _fewer(4), _longer(32), _shorter(8))
    found += _wrong("nonconvex_momentum/zero", SLOPE_COIN, FORGETFUL)
    for form, long in (("paper", 32), ("sharp", 32), ("gap", 16), ("zero", 16)):
        name = f"nonconvex_extrapolation/{form}"
        found += _wrong(name, SOFT, _fewer(8), _longer(long), _shorter(8)) + _wrong(name, SOFT_COIN, FORGETFUL)
    return found


def _last_iterate() -> list[Mutant]:
    """T3, T4 and T6."""
    found = []
    for form in ("paper", "sharp", "objective"):
        name = f"star_convex_clipping/{form}"
        found += _wrong(name, BOX, _fewer(8), _shorter(8)) + _wrong(name, BOX_COIN, FORGETFUL)
        name = f"star_convex_extrapolation/{form}"
        found += _wrong(name, EDGE, _fewer(2), _shorter_decay(2)) + _wrong(name, EDGE_COIN, FORGETFUL)
    for form in ("paper", "sharp"):
        found += _wrong(f"star_convex_decay/{form}", EDGE, _fewer(2), _shorter_decay(4))
    return found + _wrong("star_convex_decay/sharp", EDGE_COIN, FORGETFUL)


def _gap() -> list[Mutant]:
    """T7."""
    found = []
    for form, part in (("simple", 16), ("sharp", 8), ("extrapolated", 16)):
        name = f"constrained_gap/{form}"
        found += _wrong(name, EDGE, _fewer(part), _shorter_decay(part)) + _wrong(name, EDGE_COIN, FORGETFUL)
        found += _wrong(name, VALLEY, ("32 eta, 32 beta", Mistuned(radius=32.0)))
    return found


def _beyond() -> list[Mutant]:
    """T8 to T10."""
    found = []
    for form in ("zero", "replaced"):
        name = f"inexact_lmo/{form}"
        found += _wrong(name, HALF, _fewer(8), _longer(32), _shorter(8)) + _wrong(name, SLOPE_COIN, FORGETFUL)
    name = "inexact_lmo/extrapolation"
    found += _wrong(name, HALF_SOFT, _fewer(8), _longer(16), _shorter(8)) + _wrong(name, SOFT_COIN, FORGETFUL)
    name = "inexact_lmo/decay"
    found += _wrong(name, EDGE, _fewer(2), _shorter_decay(2)) + _wrong(name, EDGE_COIN, FORGETFUL)
    for form in ("weighted", "type_two", "gaussian"):
        found += _wrong(f"dual_noise/{form}", SLOPE, _fewer(4), _longer(32), _shorter(8))
    for form in ("weighted", "type_two"):
        found += _wrong(f"dual_noise/{form}", SLOPE_COIN, FORGETFUL)
    for form in ("stochastic", "clipping"):
        found += _wrong(f"generalized_smoothness/{form}", SLOPE, _fewer(16), _shorter(16))
    return found + _wrong("generalized_smoothness/smooth", SLOPE, _fewer(64))
