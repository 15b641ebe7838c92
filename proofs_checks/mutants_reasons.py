"""Why half of a constant is not refuted, where it is not: by theorem and symbol."""

from __future__ import annotations

_DRIFT = (
    "the least right share is {share} at alpha = 1, where the sharp form is attained and has {share} of this L; at smaller alpha "
    "the drifts of the two errors would have to be attained together, which no case known does"
)
_NOISE = (
    "half is enough at alpha = 1, where the sharp form has half of this noise and is attained; for alpha < 1 it has "
    "sqrt(2 - alpha)/2 of it, at most .71, and no case known comes near"
)
_RESIDUAL = (
    "half is the most that a case known attains, at alpha = 1: on a slope with R = 0, whose gap form has half of this noise, and "
    "where R stops every step, so that the residual is the noise itself; that a step loses by the noise and leaves a residual "
    "of its size would need both at once"
)
_SECOND = (
    "the drift is the sum of two errors, each of which is attained by straight motion on a cubic function; no case known "
    "attains their sum, or keeps moving straight near the minimizer"
)
_SECOND_AT_REST = (
    "the drift is attained by steps of 2 eta in one direction; within the ball of radius eta/beta there are 1/beta of them, "
    "and where the iterates rest the extrapolated point is x_k itself and the error is 0: no case known comes near"
)
_OBJECTIVE = (
    "half of L is enough wherever f itself is star-convex, by the sharp form, which is attained; where only F is, known cases "
    "attain less"
)
_STEEP = (
    "one step can show at most a third: as u = L_0 + L_1||grad f|| grows by 1 + L_1 h at most over h <= 1/L_1, Delta_0 is at "
    "least what that leaves below a slope, (u log(u/L_0) - u + L_0)/L_1^2 up to u = 2 L_0; later gradients are smaller"
)
_GAUSSIAN = (
    "at alpha = 1 Gaussian noise that turns the sign of a slope lets it descend meanwhile; the descent term makes up for at "
    "least .57 of the level; gamma itself is judged on both sides by the equality, dual_noise/error"
)
_AS_STATED = ("star_convex_clipping/paper", "star_convex_decay/paper", "constrained_gap/simple")
_SHARES = {
    "nonconvex_momentum/paper": "3/7",
    "star_convex_clipping/paper": "1/5",
    "star_convex_decay/paper": "1/3",
    "constrained_gap/simple": "1/3",
}

REASONS: dict[tuple[str, str], str] = {
    ("generalized_smoothness/clipping", "L_1"): _STEEP,
    ("dual_noise/gaussian", "level"): _GAUSSIAN,
    **{(name, "L"): _DRIFT.format(share=share) for name, share in _SHARES.items()},
    **{
        (name, symbol): _NOISE
        for name in (*_AS_STATED, "star_convex_extrapolation/paper")
        for symbol in ("rho sigma", "D")
    },
    **{
        (f"{stem}/{form}", "rho sigma"): _RESIDUAL
        for stem in ("nonconvex_momentum", "nonconvex_extrapolation")
        for form in ("paper", "sharp")
    },
    **{(f"nonconvex_extrapolation/{form}", "H"): _SECOND for form in ("paper", "sharp", "gap", "zero")},
    ("inexact_lmo/extrapolation", "H"): _SECOND,
    **{(f"star_convex_extrapolation/{form}", "H"): _SECOND_AT_REST for form in ("paper", "sharp", "objective")},
    ("constrained_gap/extrapolated", "H"): _SECOND_AT_REST,
    **{
        (f"{stem}/objective", "L"): _OBJECTIVE
        for stem in ("star_convex_clipping", "star_convex_decay", "star_convex_extrapolation")
    },
}
