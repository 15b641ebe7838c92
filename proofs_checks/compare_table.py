"""A comparison as text and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy import stats

from ntr.linalg import Array
from ntr.methods import TrustRegion
from ntr.norm import Norm
from proofs_checks.compare import Outcome, Search, Task

LEVEL = 0.05  # of both limits together


class Mean(NamedTuple):
    """A mean over seeds and Student's limits of it, which are approximate; infinite for one seed, which says nothing."""

    value: float
    lower: float
    upper: float


def mean(values: Array) -> Mean:
    """The mean of one number for each seed, and its 95 % limits; inf where a run broke off."""
    if not np.isfinite(values).all():
        return Mean(np.inf, np.inf, np.inf)
    center, count = float(values.mean()), len(values)
    half = np.inf
    if count > 1:
        half = float(stats.t.isf(LEVEL / 2, count - 1) * values.std(ddof=1) / np.sqrt(count))
    return Mean(center, center - half, center + half)


def ranked(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The least mean loss first."""
    return sorted(outcomes, key=lambda outcome: mean(outcome.loss[-1]).value)


def at_end(outcome: Outcome) -> bool:
    """Whether the best value is the least or the largest that was tried: a better one may lie beyond."""
    tried = [trial.value for trial in outcome.trials]
    return outcome.best in (min(tried), max(tried))


def constraint(outcome: Outcome) -> str:
    """The ball that weight decay keeps the iterates in, and how far they came: D = eta/beta; empty without it."""
    method = outcome.method
    domain = method.domain_radius if isinstance(method, TrustRegion) else None
    return "" if domain is None else f"||x|| <= {domain:.3g}, reached {outcome.size.max():.3g}"


def lines(task: Task, norm: Norm, search: Search, outcomes: Sequence[Outcome]) -> list[str]:
    """What was compared, how it was tuned, and a table with the best method first."""
    name = loss_name(task)
    rows = [("method", "tuned", name, "95% limits", "gradient", "failed", "constraint")]
    for outcome in ranked(outcomes):
        loss, gradient = mean(outcome.loss[-1]), mean(outcome.gradient[-1])
        failed = sum(not np.isfinite(trial.loss) for trial in outcome.trials)
        rows.append(
            (
                outcome.contender,
                f"{outcome.parameter} {outcome.best:.3g}{' (end)' if at_end(outcome) else ''}",
                f"{loss.value:.4g}",
                f"[{loss.lower:.4g}, {loss.upper:.4g}]",
                f"{gradient.value:.3g}",
                str(failed),
                constraint(outcome),
            )
        )
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    table = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    if any(map(at_end, outcomes)):
        table += [
            "",
            "(end): the best value is at the end of what was tried; another --range or a larger --budget may find a better one",
        ]
    return [*heading(task, norm, search), "", *table]


def loss_name(task: Task) -> str:
    """What the reported loss is called."""
    return "test loss" if task.held_out else "F"


def heading(task: Task, norm: Norm, search: Search) -> list[str]:
    """Problem, noise and budget; how the parameter was chosen; what the numbers are."""
    tuning, testing = search.tuning, search.testing
    chooser = "the validation loss" if task.selection is not None else "F"
    return [
        f"{task.name}; {task.noise!r}; {task.iterations} iterations",
        f"tuned: {search.budget} values each, by {chooser} at the end, seeds {tuning.start} to {tuning.stop - 1}; "
        f"reported: seeds {testing.start} to {testing.stop - 1}, root seed {search.root_seed}",
        f"gradient: ||grad f||_* of {norm!r}; limits: Student's, approximate; failed: values whose run broke off",
    ]


def as_json(task: Task, norm: Norm, search: Search, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Everything, for `json.dump`; infinite numbers are None."""
    return {
        "problem": task.name,
        "noise": repr(task.noise),
        "iterations": task.iterations,
        "norm": repr(norm),
        "budget": search.budget,
        "range": [search.low, search.high],
        "tuning_seeds": [search.tuning.start, search.tuning.stop],
        "seeds": [search.testing.start, search.testing.stop],
        "root_seed": search.root_seed,
        "loss": loss_name(task),
        "methods": [_outcome(outcome) for outcome in ranked(outcomes)],
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "method": outcome.contender,
        "parameter": outcome.parameter,
        "best": outcome.best,
        "at_end": at_end(outcome),
        "loss": [_number(value) for value in mean(outcome.loss[-1])],
        "gradient": [_number(value) for value in mean(outcome.gradient[-1])],
        "constraint": constraint(outcome),
        "trials": [{"value": t.value, "loss": _number(t.loss), "failure": t.failure} for t in outcome.trials],
        "checkpoints": outcome.iterations.tolist(),
        "losses": [[_number(value) for value in row] for row in outcome.loss.tolist()],
        "gradients": [[_number(value) for value in row] for row in outcome.gradient.tolist()],
    }


def _number(value: float) -> float | None:
    return value if np.isfinite(value) else None
