"""Mutants of the family `bounds`: terms that are missing, wrong powers of alpha and K, rho dropped, kappa = 1, delta ignored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from proofs_checks import mutants_problems as problems
from proofs_checks.mutant import Mutant
from proofs_checks.mutants_changes import (
    Drop,
    Scale,
    Square,
    Steady,
    Suppose,
    WrongTerms,
    exact_direction,
    no_growth,
    unit_step,
)
from proofs_checks.mutants_terms import Terms, alpha, root_alpha, without_rho

_NONCONVEX = ("descent", "noise", "curvature", "drift")
_NONCONVEX_PAPER = ("descent", "initial noise", "noise", "curvature", "drift")
_LAST = ("initial", "noise", "drift", "curvature", "initial noise", "comparator")

# The terms of every form. A form of one term is left out: without it there is no bound, and its constants are mutants.
TERMS: dict[str, tuple[str, ...]] = {
    "nonconvex_deterministic/paper": ("descent", "curvature"),
    "nonconvex_deterministic/gap": ("descent", "curvature"),
    "nonconvex_deterministic/zero": ("descent", "curvature"),
    "nonconvex_deterministic/zero_min": ("descent", "curvature", "first step"),
    "nonconvex_momentum/paper": _NONCONVEX_PAPER,
    "nonconvex_momentum/sharp": _NONCONVEX,
    "nonconvex_momentum/gap": _NONCONVEX,
    "nonconvex_momentum/zero": _NONCONVEX,
    "nonconvex_momentum/noiseless": ("descent", "initial momentum", "curvature", "drift"),
    "star_convex_clipping/paper": _LAST,
    "star_convex_clipping/sharp": _LAST,
    "star_convex_clipping/objective": _LAST,
    "star_convex_decay/paper": _LAST,
    "star_convex_decay/sharp": _LAST,
    "star_convex_decay/objective": _LAST,
    "nonconvex_extrapolation/paper": _NONCONVEX_PAPER,
    "nonconvex_extrapolation/sharp": _NONCONVEX,
    "nonconvex_extrapolation/gap": _NONCONVEX,
    "nonconvex_extrapolation/zero": _NONCONVEX,
    "star_convex_extrapolation/paper": _LAST,
    "star_convex_extrapolation/sharp": _LAST,
    "star_convex_extrapolation/objective": _LAST,
    "constrained_gap/simple": _NONCONVEX_PAPER,
    "constrained_gap/sharp": _NONCONVEX,
    "constrained_gap/extrapolated": _NONCONVEX,
    "inexact_lmo/zero": _NONCONVEX,
    "inexact_lmo/replaced": _NONCONVEX,
    "inexact_lmo/extrapolation": _NONCONVEX,
    "inexact_lmo/decay": _LAST,
    "generalized_smoothness/stochastic": (*_NONCONVEX, "clipping"),
    "dual_noise/weighted": _NONCONVEX,
    "dual_noise/type_two": _NONCONVEX,
    "dual_noise/gaussian": _NONCONVEX,
}
SINGLE = (
    "nonconvex_deterministic/euclidean",
    "nonconvex_deterministic/euclidean_exact",
    "generalized_smoothness/clipping",
    "generalized_smoothness/smooth",
    "dual_noise/error",
)

_PROBLEMS = {
    "descent": problems.DESCENT,
    "initial": (*problems.DESCENT, *problems.START),
    "curvature": problems.CURVATURE,
    "drift": problems.DRIFT,
    "noise": problems.NOISE,
    "initial noise": problems.START,
    "first step": ("quadratic, first step",),
    "initial momentum": problems.DRIFT,
    "clipping": ("Huber slope, half clipped, descent",),
    "comparator": problems.CAUTIOUS,
}

_IMPLIED = (
    "the statement stays true: the sharp form has less than {left} for curvature and drift together, and no more noise, "
    "so that the paper-style form without this term follows from it"
)
# Where the drift is the second one, 4B/sqrt(alpha) + L eta/sqrt(alpha) + 2 g/(alpha K) with g = ||grad f(x_0)||_*: the proof of
# (iii) gives B + X, X <= 1.08 (2B/sqrt(alpha) + g/(alpha K) + L eta/(2 sqrt(alpha))) as (1-alpha)/(1 - sqrt(alpha)/2) <= 1.072;
# the missing (1-alpha) g/(alpha K) <= B <= B/sqrt(alpha) and X together are less than that drift.
_NOT_MISSED = (
    "false for alpha > 1/sqrt(2) and K large, by an explicit function of too many coordinates to run (theory.md T2-det (vi)); "
    "true where the second drift of T2-det is the smaller one (proved beside this), for alpha K <= 1.59 by the form zero, for "
    "separable f in l_inf ((v)), and with 2/(2-alpha) times the first drift ((iv)): what is open is a case small enough to run"
)
HARMLESS = {
    ("nonconvex_momentum/paper", "curvature"): _IMPLIED.format(left="2 L eta/alpha"),
    ("star_convex_clipping/paper", "curvature"): _IMPLIED.format(left="2 L D eta/alpha"),
    ("star_convex_decay/paper", "curvature"): _IMPLIED.format(left="4 L D eta/alpha"),
    ("constrained_gap/simple", "curvature"): _IMPLIED.format(left="4 L D eta/alpha"),
    ("nonconvex_momentum/noiseless", "initial momentum"): _NOT_MISSED,
}


def mutants() -> list[Mutant]:
    """All of the family."""
    found = []
    for name, terms in TERMS.items():
        found += [_missing(name, term) for term in terms]
        found += _wrong_powers(name, terms)
    return found + _kappa() + _oracles() + _equality()


def _missing(name: str, term: str) -> Mutant:
    return _mutant(name, f"no term of {term}", Drop(term), _PROBLEMS[term], HARMLESS.get((name, term)))


def _mutant(
    name: str,
    mistake: str,
    change: Callable[[Terms], Terms],
    hints: tuple[str, ...],
    harmless: str | None = None,
) -> Mutant:
    kind: Literal["harmless", "open"] = "open" if harmless == _NOT_MISSED else "harmless"
    return Mutant("bounds", name, mistake, WrongTerms(change), hints, harmless=harmless, unkilled=kind)


def _wrong_powers(name: str, terms: tuple[str, ...]) -> list[Mutant]:
    found: list[Mutant] = []
    # for the first the terms are those of the sharp form but for the factor of the curvature, for the second those of zero
    if name.endswith("/objective") or name == "nonconvex_extrapolation/gap":
        return found
    if "noise" in terms:
        found.append(_mutant(name, "noise: sqrt(alpha) -> alpha", Scale(("noise",), root_alpha), problems.SMALL))
        if not name.startswith("dual_noise"):  # there rho is within the level, whose size is a constant
            both = tuple(term for term in ("noise", "initial noise") if term in terms)
            found.append(_mutant(name, "noise: rho dropped", Scale(both, without_rho), problems.NOISE))
    if "drift" in terms and name != "nonconvex_momentum/noiseless":
        found.append(
            _mutant(name, "drift: 1/alpha -> 1 (1/alpha^2 -> 1/alpha)", Scale(("drift",), alpha), problems.DRIFT)
        )
    first = "initial" if "initial" in terms else "descent"
    return [*found, _mutant(name, f"{first}: K -> K^2", Square(first), problems.DESCENT)]


def _kappa() -> list[Mutant]:
    """Steps of weight decay are believed to have length eta, not 2 eta: curvature/4 and drift/2."""
    forms = {
        "star_convex_decay": ("sharp",),
        "star_convex_extrapolation": ("sharp",),
        "constrained_gap": ("sharp", "simple"),
    }
    return [
        _mutant(
            f"{stem}/{form}",
            "curvature: kappa = 1",
            Scale(("curvature",), 0.25),
            problems.CURVATURE,
            KAPPA.get(f"{stem}/{form}"),
        )
        for stem, names in forms.items()
        for form in names
    ]


KAPPA = {
    "constrained_gap/simple": "the statement stays true: without all of this term it follows from the sharp form (see there)"
}


def _oracles() -> list[Mutant]:
    """T8 without delta or tau, T10 without q."""
    slopes = (
        "Huber slope, short steps",
        "Huber slope, one-sided, tight noise",
        "Huber slope, extrapolated, tight noise",
    )
    long = ("quadratic, two-cycle of long steps", "Huber slope, one-sided long, tight noise")
    found = [
        _mutant(f"inexact_lmo/{form}", "delta ignored", Suppose(exact_direction), slopes)
        for form in ("zero", "replaced", "extrapolation")
    ]
    found += [_mutant(f"inexact_lmo/{form}", "tau ignored", Suppose(unit_step), long) for form in ("zero", "replaced")]
    decay = ("Huber slope, one-sided decay, tight noise",)
    found.append(_mutant("inexact_lmo/decay", "tau ignored", Suppose(unit_step), decay))
    steep = ("steep cosh, long steps, descent",)
    return [
        *found,
        _mutant("generalized_smoothness/stochastic", "q = L_1 eta (2/alpha - 3/2) ignored", Suppose(no_growth), steep),
    ]


def _equality() -> list[Mutant]:
    """T9's equality is judged on both sides: too large a level is refuted as well, and the law of another momentum."""
    name, hints = "dual_noise/error", ("linear",)
    return [
        _mutant(name, "gamma 5 % too large", Scale(("noise",), 1.05), hints),
        _mutant(name, "gamma 5 % too small", Scale(("noise",), 0.95), hints),
        _mutant(name, "s_k -> sqrt(alpha)", Steady(), ("linear",)),
    ]
