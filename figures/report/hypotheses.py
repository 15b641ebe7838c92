"""What the theorems ask for, in words and formulas, by the stem of their file; `Theorem.violated` asks it of a case."""

from __future__ import annotations

from typing import NamedTuple


class Notes(NamedTuple):
    """What a section of the report says before its statements.

    Attributes
    ----------
    number : str
        In theory.md.
    title : str
    section : int
        Of theory.md, where the proof is.
    hypotheses : tuple of str
        A line each, in the language of `figures.report.mathml`.
    """

    number: str
    title: str
    section: int
    hypotheses: tuple[str, ...]


SMOOTH = "A2: ||grad f(x) - grad f(y)||_* <= L ||x - y||, L certified"
NOISE = "A1: E_k n_k = 0, E_k||n_k||_2^2 <= sigma^2; the law of the noise may depend on the point"
EMBEDDING = "A3: ||v||_* <= rho ||v||_2 for all v"
SECOND = "A4: ||grad f(y) - grad f(x) - hess f(x)(y - x)||_* <= (H/2) ||y - x||^2, on the whole space"
BELOW = "inf F has certified limits; Delta_0 = F(x_0) - inf F"
CONVEX = "R is closed and convex, x_0 in its domain"
SUBGRADIENT = "r_k is the subgradient of R in the optimality condition of the step to x_k"
CONSTANT = "eta, alpha and beta are constant, and the oracle of the norm is exact"
ERRORS = "s_k, c_k and tau_k are the weights of the noise and of the drift in the momentum, theory.md section 0"
BALL = "||x_0|| <= D = eta/beta, which keeps ||x_k|| <= D"
STAR = "A5: <grad f(x), u - x> <= f(u) - f(x) for some certified u"
OBJECTIVE = "instead, in the form objective: F star-convex about its certified minimizer"

NOTES = {
    "nonconvex_deterministic": Notes(
        "T1", "non-convex, without noise", 2,
        (SMOOTH, BELOW, CONVEX, "sigma = 0, alpha = 1", CONSTANT, SUBGRADIENT,
         "psi and h are the exact Euclidean functions of theory.md section 2"),
    ),
    "nonconvex_momentum": Notes(
        "T2", "non-convex, momentum", 3, (NOISE, SMOOTH, EMBEDDING, BELOW, CONVEX, CONSTANT, SUBGRADIENT, ERRORS)
    ),
    "star_convex_clipping": Notes(
        "T3", "star-convex, bounded domain (weight clipping)", 4,
        (NOISE, SMOOTH, EMBEDDING, f"{STAR} in dom R; or F star-convex about its certified minimizer, in the form objective",
         "dom R is bounded; D is the largest ||x - u|| over dom R", CONSTANT, "Phi_k = F(x_k) - F(u)", ERRORS),
    ),
    "star_convex_decay": Notes(
        "T4", "star-convex, weight decay", 5,
        (NOISE, SMOOTH, EMBEDDING, f"{STAR} with ||u|| <= D", OBJECTIVE,
         BALL, CONSTANT, "Phi_k = F(x_k) - F(u)", ERRORS),
    ),
    "nonconvex_extrapolation": Notes(
        "T5", "non-convex, extrapolated gradients", 6,
        (NOISE, SMOOTH, EMBEDDING, SECOND, BELOW, CONVEX, CONSTANT, SUBGRADIENT, ERRORS),
    ),
    "star_convex_extrapolation": Notes(
        "T6", "star-convex, weight decay and extrapolated gradients", 7,
        (NOISE, SMOOTH, EMBEDDING, SECOND,
         f"{STAR} with ||u|| <= D", OBJECTIVE, BALL, CONSTANT,
         "Phi_k = F(x_k) - F(u)", ERRORS),
    ),
    "constrained_gap": Notes(
        "T7", "Frank-Wolfe gap under weight decay", 8,
        (NOISE, SMOOTH, EMBEDDING, BALL, CONVEX, CONSTANT, "A4 for the extrapolated form",
         "gap_D(x) = max_{||s|| <= D} [<grad f(x), x - s> + R(x) - R(s)]", ERRORS),
    ),
    "inexact_lmo": Notes(
        "T8", "inexact oracles: Newton-Schulz, Polar Express", 9,
        (NOISE, SMOOTH, EMBEDDING, BELOW, "R = 0",
         "<m, d> <= -(1-delta)||m||_* and ||d|| <= tau for every direction d of the oracle, both certified",
         "eta, alpha and beta are constant", "A4 for extrapolation, A5 for decay", ERRORS),
    ),
    "generalized_smoothness": Notes(
        "T10", "generalized smoothness, clipping", 11,
        ("||grad f(x) - grad f(y)||_* <= (L_0 + L_1||grad f(x)||_*) ||x - y|| for ||x - y|| <= 1/L_1", NOISE, EMBEDDING,
         BELOW, "R = 0", "eta <= 1/L_1, q < 1", "sigma = 0 and alpha = 1 for clipping and smooth", ERRORS),
    ),
    "dual_noise": Notes(
        "T9", "noise measured in the dual norm", 10,
        ("E_k n_k = 0, and the level of the noise that the statement names is certified", SMOOTH, BELOW, CONVEX,
         CONSTANT, ERRORS),
    ),
}  # fmt: skip


def notes(stem: str, docstring: str | None) -> Notes:
    """The notes of a stem; for a theorem of somebody else, what its module says of itself."""
    if stem in NOTES:
        return NOTES[stem]
    first = (docstring or "").strip().partition("\n\n")[0]
    asked = "the hypotheses are what its function `violated` asks of a case"
    return Notes("", stem.replace("_", " "), 0, (first, asked) if first else (asked,))
