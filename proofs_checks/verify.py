"""verify: run a case, and say whether the theorem holds on it. See design.md section 6 and docs/statistics.md."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

import numpy as np

from ntr.case import Case
from ntr.linalg import Array
from ntr.simulate import simulate
from ntr.theorem import Theorem, Verdict
from ntr.trajectory import log_spaced
from ntr.validation import integer, positive
from proofs_checks.e_process import ROUNDING
from proofs_checks.statistics import TIGHTNESS, Status, decide, limits

VACUOUS = 0.25  # a tuned run counts only if epsilon is at most this share of what is measured at the start


def verify(
    theorem: Theorem,
    case: Case,
    *,
    target: float | None = None,
    checkpoints: Iterable[int] | None = None,
    level: float = 1e-3,
    verify_level: float = 1e-3,
    first: int = 32,
    most: int = 4096,
) -> Verdict:
    """Check E[measured] <= bound at every checkpoint of a case, adding seeds until it is decided.

    Parameters
    ----------
    theorem : Theorem
    case : Case
        Its seeds start at `case.seeds.start`; how many are used is decided here.
    target : float, optional
        Check the claim "measured <= target after K iterations" of a tuned run instead of the bound.
    checkpoints : iterable of int, optional
        In 1..K. Default: log-spaced; only K with a target.
    level : float
        A true statement is refuted with probability at most `level`, whatever the number of seeds.
    verify_level : float
        A false statement is verified with probability at most `verify_level`.
    first, most : int
        Seeds of the first batch, and the most that are used; the number doubles in between. A case without noise
        uses one.

    Returns
    -------
    Verdict

    Raises
    ------
    UnmetHypotheses
        With the list of hypotheses that the case violates or cannot certify.
    ValueError
        If a bound is not positive and finite, or a tuned run is vacuous: target > 1/4 of the measured value at k = 1.
    """
    theorem.require(case)
    integer(first, "first", least=1)
    first = min(first, integer(most, "most", least=1))
    if target is not None:
        positive(target, "target")
        checkpoints = [1]  # the start, to see that the run is not vacuous
    stops = log_spaced(case.iterations) if checkpoints is None else np.unique([*checkpoints, case.iterations])
    deterministic = case.setting.sigma == 0
    if deterministic:
        first = most = 1
    bound = theorem.bound(case, stops) if target is None else np.full(stops.shape, target)
    if not ((bound > 0) & (bound < np.inf)).all():
        raise ValueError(f"{theorem.name}: the bound must be positive and finite, got {bound}")
    maximum = _maximum(theorem, case, stops)
    values = np.empty((len(stops), 0))
    record = theorem.record(case)
    start = case.seeds.start
    count = first
    status: Status | None = None
    while True:
        part = replace(case, seeds=range(start + values.shape[1], start + count))
        trajectory = simulate(part, checkpoints=stops, record=record)
        values = np.concatenate([values, theorem.measured(part, trajectory)], axis=1)
        if target is not None:
            _require_substance(theorem, values[0], target)
        judged = slice(None) if target is None else slice(-1, None)
        seen = values[judged]
        if deterministic:
            status = _compare(theorem, seen, bound[judged])
        else:
            status = decide(
                seen,
                bound[judged],
                maximum[judged],
                refute_level=level,
                verify_level=verify_level,
                kind=theorem.kind if target is None else "upper",
            )
        if status is not None or count >= most:
            break
        count = min(2 * count, most)
    if deterministic:
        lower = upper = values[:, 0]
        basis: Literal["certified", "asymptotic", "pathwise", "deterministic"] = "deterministic"
    else:
        interval = limits(values, maximum, lower_level=level, upper_level=verify_level)
        lower, upper = interval.lower, interval.upper
        if status is None:
            basis = "asymptotic"
            upper = np.where(np.isfinite(upper), upper, interval.asymptotic_upper)
        else:
            basis = "pathwise" if status == "verified" and (maximum[judged] <= bound[judged]).all() else "certified"
    return Verdict(
        theorem=theorem.name,
        status=status or "inconclusive",
        iterations=stops,
        measured=values.mean(axis=1),
        lower=lower,
        upper=upper,
        bound=bound,
        basis=basis,
        seeds=values.shape[1],
    )


def _maximum(theorem: Theorem, case: Case, stops: np.ndarray) -> Array:
    if theorem.maximum is None:
        return np.full(stops.shape, np.inf)
    return np.broadcast_to(theorem.maximum(case, stops.astype(np.float64)), stops.shape)


def _compare(theorem: Theorem, values: Array, bound: Array) -> Literal["verified", "refuted"]:
    """Without noise the value is the expectation; a tight case may exceed its bound by rounding."""
    ratio = values[:, 0] / bound
    if theorem.kind == "tight":
        return "verified" if (np.abs(ratio - 1) <= TIGHTNESS).all() else "refuted"
    return "verified" if (ratio <= 1 + ROUNDING).all() else "refuted"


def _require_substance(theorem: Theorem, start: Array, target: float) -> None:
    """A method that does nothing must fail a tuned run."""
    if target > VACUOUS * start.mean():
        raise ValueError(
            f"{theorem.name}: this tuned run is vacuous: target must be at most {VACUOUS} of the measured value at "
            f"k = 1, {start.mean():g}, got {target:g}"
        )
