"""The results of a run as text and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ntr.case import Case
from ntr.methods import Clipped, TrustRegion
from ntr.noise import Noise
from ntr.norm import Norm
from ntr.norms import Lp, Schatten
from proofs_checks import beyond, claims, explanation, lemmas
from proofs_checks.check import RateRow, Row
from proofs_checks.origin import Origin, legend, origin
from proofs_checks.rates import Exponent
from proofs_checks.run import Results

HEADER = (
    "theorem",
    "from",
    "problem",
    "norm",
    "noise",
    "alpha",
    "K",
    "bound",
    "measured",
    "limits",
    "ratio",
    "basis",
    "seeds",
    "verdict",
)


def lines(results: Results) -> list[str]:
    """The tables, the exponents under their labels, and the summary."""
    neighbours = [row for row in results.rows if row.check.theorem.stem in beyond.STEMS]
    out = _tables([row for row in results.rows if row.check.theorem.stem not in beyond.STEMS])
    for rate in results.rates:
        out += [*_rate_lines(rate), ""]
    if neighbours:
        out += ["Beyond the paper: one theorem for each neighbour, with its proof (ntr/beyond)", *_tables(neighbours)]
    if results.lemmas:
        out += [
            "The steps of the proofs, left <= right: for every realization (path), for the expectation over the next sample"
        ]
        out += ["or over all sequences of samples; steps counts step-seed pairs, closest 1 is an equality"]
        out += [*aligned(lemmas.lines(results.lemmas)), "", *lemmas.messages(results.lemmas)]
        out += [lemmas.summary(results.lemmas)]
    if results.claims:
        out += claims.lines(results.claims)
    if results.explanations:
        out += [*([""] if out else []), "The explanations of the paper: claims with numbers, each of which can fail"]
        out += [*aligned(explanation.cells(results.explanations)), "", *explanation.summary(results.explanations)]
    out += [f"failed: {row.check.theorem.name}, {row.check.problem}: {row.error}" for row in results.rows if row.error]
    beside = results.lemmas or results.claims or results.explanations
    return out if beside and not results.rows else [*out, summary(results)]


def _tables(rows: Sequence[Row]) -> list[str]:
    """The bounds and the tuned runs."""
    bounds = [row for row in rows if row.check.target is None]
    tuned = [row for row in rows if row.check.target is not None]
    out: list[str] = []
    if bounds:
        out += [
            "The bound over the iterations (the checkpoint with the largest measured/bound is shown; all are judged)"
        ]
        out += [*aligned([HEADER, *map(_cells, bounds)]), ""]
    if tuned:
        out += ["At the theorem's own parameters: exactly the prescribed K iterations, the bound is epsilon"]
        out += [*aligned([HEADER, *map(_cells, tuned)]), ""]
    return [*out, legend(row.check.theorem for row in rows), ""] if rows else out


def summary(results: Results) -> str:
    """One line: how many checks ended how."""
    counts = dict.fromkeys(("verified", "refuted", "inconclusive", "failed"), 0)
    for row in results.rows:
        counts[row.status] += 1
    judged = [e.judgement for rate in results.rates for e in rate.exponents if e.judgement is not None]
    text = ", ".join(
        f"{count} {status}" for status, count in counts.items() if count or status in ("verified", "refuted")
    )
    undecided = judged.count("inconclusive")
    trends = f"; {len(judged)} trends judged, {judged.count('refuted')} refuted" if judged else ""
    trends += f", {undecided} inconclusive" if undecided else ""
    alone = sum(row.verdict is not None and row.verdict.basis == "pathwise" for row in results.rows)
    if alone:
        text += f" ({alone} by a certified maximum alone, basis pathwise: only a smaller bound could fail there)"
    return f"{len(results.rows)} checks: {text}{trends}"


def norm_name(norm: Norm) -> str:
    """Class and shape, such as LInf 20 or Schatten3 5x4."""
    exponent = f"{norm.p:g}" if isinstance(norm, Lp | Schatten) else ""
    return f"{type(norm).__name__}{exponent} {'x'.join(map(str, norm.shape))}"


def noise_name(noise: Noise, case: Case) -> str:
    """Class and size, such as Gaussian 0.5; none without noise."""
    if case.setting.sigma == 0:
        return "none"
    size = getattr(noise, "size", None)
    return f"{type(noise).__name__} {size if size is not None else f'{case.setting.sigma:g}'}"


def _cells(row: Row) -> tuple[str, ...]:
    check, verdict, case = row.check, row.verdict, row.check.case
    method = case.method
    alpha = (
        f"{method.momentum:.3g}" if isinstance(method, TrustRegion | Clipped) and not callable(method.momentum) else "-"
    )
    name, source = check.theorem.name, origin(check.theorem).value
    head = (name, source, check.problem, norm_name(method.norm), noise_name(case.noise, case), alpha)
    if verdict is None:
        return (*head, str(case.iterations), "-", "-", "-", "-", "-", "-", "failed")
    i = row.worst
    limits = f"[{verdict.lower[i]:.3g}, {verdict.upper[i]:.3g}]"
    return (
        *head, str(verdict.iterations[i]), f"{verdict.bound[i]:.4g}", f"{verdict.measured[i]:.4g}", limits,
        f"{verdict.measured[i] / verdict.bound[i]:.3f}", verdict.basis, str(verdict.seeds), verdict.status,
    )  # fmt: skip


def _rate_lines(rate: RateRow) -> list[str]:
    check = rate.check
    if rate.error is not None:
        return [f"failed: {check.theorem.name}, {check.problem}: {rate.error}"]
    power, log = check.theorem.rate
    stated = f"eps^-{power:g}" + (" log" if log else "")
    name = check.theorem.name + (" (beyond the paper)" if origin(check.theorem) is Origin.BEYOND else "")
    ratios = f"measured/eps {min(rate.ratios):.3f} to {max(rate.ratios):.3f}"
    head = (
        f"{name}, {check.problem}: stated {stated}; eps {check.epsilons[0]:g} to {check.epsilons[-1]:g}, "
        f"K {rate.iterations[0]} to {rate.iterations[-1]}, {check.seeds} seeds, {ratios}"
    )
    exponents = [f"  {exponent.label}: {_exponent(exponent)}" for exponent in rate.exponents]
    return [head, *exponents, *_best_lines(rate), *_logarithm_lines(rate)]


def _logarithm_lines(rate: RateRow) -> list[str]:
    """How much of the logarithm of the bound N carries."""
    if rate.logarithm is None:
        return []
    found = _interval(rate.logarithm.value, rate.logarithm.lower, rate.logarithm.upper)
    return [f"  logarithm: (eta/D) N against log(1/eps) {found}; 1 is the whole logarithm of the bound, 0 none of it"]


def _best_lines(rate: RateRow) -> list[str]:
    """Where the exponent of the best constant parameters comes from, and what it says."""
    if not rate.best:
        return []
    first, last, gains = rate.best[0], rate.best[-1], [point.prescribed / point.iterations for point in rate.best]
    return [
        f"    on this instance family, eps {first.epsilon:g} to {last.epsilon:g}: N* {first.iterations:.4g} to "
        f"{last.iterations:.4g}, K/N* {min(gains):.3g} to {max(gains):.3g}, eta {first.radius:.3g} to {last.radius:.3g}, alpha "
        f"{first.momentum:.3g} to {last.momentum:.3g}; it says how hard the family is, and may be less than stated"
    ]


def _exponent(exponent: Exponent) -> str:
    slope = exponent.slope
    name = "drift of log(measured/eps)" if exponent.label == "prescribed" else "exponent of 1/eps"
    text = f"{name} {_interval(slope.value, slope.lower, slope.upper)}"
    if exponent.excess is not None:
        over = exponent.excess
        text += f", excess over K {_interval(over.value, over.lower, over.upper)}"
    return text + (f": {exponent.judgement}" if exponent.judgement else "")


def _interval(value: float, lower: float, upper: float) -> str:
    return f"{value:.3f} [{lower:.3f}, {upper:.3f}]"


def aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """The cells of rows in columns of equal width, two spaces between them."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def as_json(results: Results) -> dict[str, Any]:
    """Everything of the run, for `json.dump`; infinite and unknown numbers are None."""
    return {
        "summary": summary(results),
        "exit_code": results.exit_code,
        "unfinished": results.unfinished,
        "checks": [row_json(row) for row in results.rows],
        "rates": [rate_json(rate) for rate in results.rates],
        "lemmas": [lemmas.as_json(row) for row in results.lemmas],
        "claims": [claims.as_json(row) for row in results.claims],
        "explanations": [explanation.as_json(row) for row in results.explanations],
    }


def row_json(row: Row) -> dict[str, Any]:
    """A check and its verdict; infinite and unknown numbers are None."""
    check, case, verdict = row.check, row.check.case, row.verdict
    out: dict[str, Any] = {
        "theorem": check.theorem.name,
        "from": origin(check.theorem).value,
        "statement": check.theorem.statement,
        "problem": check.problem,
        "norm": repr(case.method.norm),
        "noise": repr(case.noise),
        "method": repr(case.method),
        "root_seed": case.root_seed,
        "target": check.target,
        "status": row.status,
        "error": row.error,
        "seconds": row.seconds,
    }
    if verdict is not None:
        out |= {"basis": verdict.basis, "seeds": verdict.seeds, "iterations": verdict.iterations.tolist()}
        for name in ("measured", "lower", "upper", "bound"):
            out[name] = [_number(value) for value in np.asarray(getattr(verdict, name)).tolist()]
    return out


def rate_json(rate: RateRow) -> dict[str, Any]:
    """A rate check and its exponents, likewise."""
    check = rate.check
    exponents = [
        {
            "label": e.label,
            "slope": [_number(value) for value in (e.slope.value, e.slope.lower, e.slope.upper)],
            "excess": None
            if e.excess is None
            else [_number(v) for v in (e.excess.value, e.excess.lower, e.excess.upper)],
            "judgement": e.judgement,
        }
        for e in rate.exponents
    ]
    return {
        "theorem": check.theorem.name,
        "instance": check.problem,
        "stated": list(check.theorem.rate),
        "hard": check.hard,
        "seeds": check.seeds,
        "epsilon": list(check.epsilons),
        "iterations": list(rate.iterations),
        "measured_over_epsilon": [_number(value) for value in rate.ratios],
        "exponents": exponents,
        "best": [point._asdict() for point in rate.best],
        "logarithm": None if rate.logarithm is None else [_number(value) for value in rate.logarithm[:3]],
        "seconds": rate.seconds,
        "error": rate.error,
    }


def _number(value: float) -> float | None:
    return value if np.isfinite(value) else None
