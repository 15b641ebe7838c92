"""Lemma: one step of a proof, left <= right along a run, checked at every step of every seed.

A lemma that holds for every realization needs no statistics, and one about an expectation neither where the noise takes
few values: the expectation is then a sum over the next sample, or over all sequences of samples. A negative slack beyond
rounding refutes, and the row names the lemma, the step and the seed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np

from ntr import debug
from ntr.case import Case
from ntr.linalg import Array
from proofs_checks.catalogue import Named
from proofs_checks.support import EverySequence, law
from proofs_checks.transitions import Transition, branches, transitions

MOST = 2**14  # sequences of samples
ROUNDING = 1e-11  # of the size of what was added up: some 1e5 units of the last place


class Sides(NamedTuple):
    """The two sides of an inequality, for each element of a batch.

    Attributes
    ----------
    left, right : Array
        The claim is left <= right, shape (batch,), or of their expectations.
    size : Array
        The sum of the magnitudes that were added up, shape (batch,): rounding is a share of it.
    """

    left: Array
    right: Array
    size: Array


@dataclass(frozen=True)
class Lemma:
    """A step of a proof. Every field is a value or a module-level function, as in `ntr.theorem.Theorem`.

    Attributes
    ----------
    stem : str
        The name of its file.
    form : str
        Which inequality of the lemma.
    statement : str
        In math.
    source : str
        The section of theory.md.
    over : {"path", "sample", "sequences"}
        "path": for every realization. "sample": for the expectation over the sample of the step, given all before.
        "sequences": for the expectation over all samples.
    violated : callable
        (case) -> hypotheses that do not hold or are not certified, a line each.
    sides : callable
        (case, transition) -> Sides.
    """

    stem: str
    form: str
    statement: str
    source: str
    over: Literal["path", "sample", "sequences"]
    violated: Callable[[Case], list[str]]
    sides: Callable[[Case, Transition], Sides]

    @property
    def name(self) -> str:
        """stem/form."""
        return f"{self.stem}/{self.form}"


@dataclass(frozen=True, eq=False)
class LemmaCheck:
    """A lemma on a case; `problem` is what it is called in the table."""

    lemma: Lemma
    problem: str
    case: Case


class LemmaRow(NamedTuple):
    """What came out of a check.

    Attributes
    ----------
    check : LemmaCheck
    slack : Array
        right - left, shape (K, seeds); one column for an expectation over all samples.
    allowed : Array
        What rounding may take from it, same shape.
    closest : float
        The largest left/right where right is more than rounding: 1 is an equality. NaN if right is nowhere.
    seconds : float
    error : str or None
        What stopped the check, if anything did.
    """

    check: LemmaCheck
    slack: Array
    allowed: Array
    closest: float
    seconds: float
    error: str | None = None

    @property
    def status(self) -> Literal["verified", "refuted", "failed"]:
        """Refuted by a single negative slack beyond rounding."""
        if self.error is not None:
            return "failed"
        return "refuted" if (self.slack < -self.allowed).any() else "verified"

    @property
    def worst(self) -> tuple[int, int | None]:
        """The step k and the seed of the smallest slack, in units of rounding; no seed where it is an expectation of all."""
        ratio = self.slack / np.where(self.allowed > 0, self.allowed, 1.0)
        k, column = np.unravel_index(int(np.argmin(ratio)), ratio.shape)
        every = self.check.lemma.over == "sequences"
        return int(k), None if every else self.check.case.seeds.start + int(column)

    @property
    def message(self) -> str:
        """The lemma, the step, the seed and the slack, in one line."""
        if self.error is not None:
            return f"{self.check.lemma.name}, {self.check.problem}: {self.error}"
        k, seed = self.worst
        column = 0 if seed is None else seed - self.check.case.seeds.start
        where = f"step k = {k}, " + ("mean over all samples" if seed is None else f"seed {seed}")
        return (
            f"{self.check.lemma.name}, {self.check.problem}: {where}: right - left = {self.slack[k, column]:.6g}, "
            f"rounding {self.allowed[k, column]:.1g}"
        )


def checks_on(lemmas: Iterable[Lemma], named: Iterable[Named]) -> list[LemmaCheck]:
    """Every lemma on every case that meets its hypotheses."""
    cases = list(named)
    return [
        LemmaCheck(lemma, problem, case) for lemma in lemmas for problem, case in cases if not violated(lemma, case)
    ]


def violated(lemma: Lemma, case: Case) -> list[str]:
    """The hypotheses of the lemma that a case violates, and what its expectation needs: a noise with few values."""
    lines = lemma.violated(case)
    if lemma.over == "path":
        return lines
    found = law(case.noise, case.problem.shape)
    if found is None:
        return [*lines, f"the noise must take few values, got {case.noise!r}"]
    if lemma.over == "sequences" and len(found.atoms) ** case.iterations > MOST:
        return [*lines, f"there must be at most {MOST} sequences of samples, got {len(found.atoms)}^{case.iterations}"]
    return lines


def run_lemma(check: LemmaCheck) -> LemmaRow:
    """Run a check. A case that is outside the hypotheses, and a run that breaks off, is an error, not a verdict."""
    start = time.perf_counter()
    try:
        sides = _sides(check.lemma, check.case)
    except (Exception, SystemExit) as error:  # as in `check.run_check`
        debug.tell()
        empty = np.empty((0, 0))
        return LemmaRow(check, empty, empty, np.nan, time.perf_counter() - start, f"{type(error).__name__}: {error}")
    left, right, size = (np.array(values) for values in zip(*sides, strict=True))
    allowed = (ROUNDING + check.case.method.norm.tolerance) * size
    told = right > allowed
    closest = float((left[told] / right[told]).max()) if told.any() else np.nan
    return LemmaRow(check, right - left, allowed, closest, time.perf_counter() - start)


def _sides(lemma: Lemma, case: Case) -> list[Sides]:
    """The sides at every step, of the expectations where the lemma is about one."""
    lines = violated(lemma, case)
    if lines:
        raise ValueError(f"{lemma.name} does not apply: " + "; ".join(lines))
    if lemma.over == "path":
        found = [lemma.sides(case, transition) for transition in transitions(case)]
    elif lemma.over == "sample":
        weights, seeds = _law(case), len(case.seeds)
        found = [
            _mean(lemma.sides(case, branches(case, transition)), weights, seeds) for transition in transitions(case)
        ]
    else:
        noise = EverySequence(case.noise)
        weights = noise.weights(case.problem.shape, case.iterations)
        every = replace(case, noise=noise, seeds=range(len(weights)))
        found = [_mean(lemma.sides(every, transition), weights, 1) for transition in transitions(every)]
    for k, sides in enumerate(found):
        if not all(np.isfinite(values).all() for values in sides):
            raise ArithmeticError(f"a side of {lemma.name} is NaN or infinite at step {k}")
    return found


def _law(case: Case) -> Array:
    found = law(case.noise, case.problem.shape)
    assert found is not None
    return found.probabilities


def _mean(sides: Sides, weights: Array, seeds: int) -> Sides:
    """The means over the first of the axes (J, seeds) that the batch stands for."""
    batch = len(weights) * seeds
    means = [weights @ np.broadcast_to(values, (batch,)).reshape(len(weights), seeds) for values in sides]
    return Sides(*means)
