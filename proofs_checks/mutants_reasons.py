"""Why half of a constant is not refuted, where it is not: by theorem and symbol."""

from __future__ import annotations

_DRIFT = (
    "at alpha = 1 half of L is enough: the sharp form has less than that; at smaller alpha the drift of the two errors would "
    "have to be attained together, which no case known does"
)
_NOISE = (
    "at alpha = 1, where noise is attained, half is enough: it is the level of the sharp form for R = 0; for alpha < 1 the "
    "sharp form has up to sqrt(2) times half of this one, and no case known comes near"
)
_RESIDUAL = (
    "at alpha = 1 and R = 0 half is enough: it is the level of the gap form; the other half pays for the residual of a step "
    "with R, and no case known attains both"
)
_SECOND = (
    "the drift is the sum of two errors, each of which is attained by straight motion on a cubic function; no case known "
    "attains their sum, or keeps moving straight near the minimizer"
)
_OBJECTIVE = (
    "half of L is enough wherever f itself is star-convex, by the sharp form; where only F is, known cases attain less"
)
_PAPER = tuple(f"{stem}/paper" for stem in ("star_convex_clipping", "star_convex_decay", "constrained_gap"))
_AHEAD = ("nonconvex_extrapolation", "star_convex_extrapolation")

_STEEP = (
    "one step can show at most a third: as u = L_0 + L_1||grad f|| grows by 1 + L_1 h at most over h <= 1/L_1, Delta_0 is at "
    "least what that leaves below a slope, (u log(u/L_0) - u + L_0)/L_1^2 up to u = 2 L_0; later gradients are smaller"
)
_GAUSSIAN = (
    "Gaussian noise that turns the sign of a slope lets it descend meanwhile, and the descent term makes up for a level that is "
    "too small; gamma itself is judged on both sides by the equality, dual_noise/error"
)

REASONS: dict[tuple[str, str], str] = {
    ("generalized_smoothness/clipping", "L_1"): _STEEP,
    ("dual_noise/gaussian", "level"): _GAUSSIAN,
    **{(name, "L"): _DRIFT for name in ("nonconvex_momentum/paper", *_PAPER)},
    **{
        (name, symbol): _NOISE for name in (*_PAPER, "star_convex_extrapolation/paper") for symbol in ("rho sigma", "D")
    },
    **{
        (f"{stem}/{form}", "rho sigma"): _RESIDUAL
        for stem in ("nonconvex_momentum", "nonconvex_extrapolation")
        for form in ("paper", "sharp")
    },
    **{(f"{stem}/{form}", "H"): _SECOND for stem in _AHEAD for form in ("paper", "sharp", "gap", "zero", "objective")},
    **{(name, "H"): _SECOND for name in ("constrained_gap/extrapolated", "inexact_lmo/extrapolation")},
    **{(f"{stem}/objective", "L"): _OBJECTIVE for stem in ("star_convex_clipping", "star_convex_decay", _AHEAD[1])},
}
