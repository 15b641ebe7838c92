"""The whole run behind `ntr verify`: which checks, in which order, on how many workers, at which level."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, NamedTuple, Protocol, TypeAlias

import numpy as np

from ntr import sweep
from ntr.journal import active
from ntr.norm import Norm
from ntr.workers import Pool, WorkerDied
from proofs_checks import (
    best_grids,
    beyond,
    claims,
    constrained_gap,
    dual_noise,
    explanations,
    generalized_smoothness,
    inexact_lmo,
    lemmas,
    nonconvex_deterministic,
    nonconvex_extrapolation,
    nonconvex_momentum,
    star_convex_clipping,
    star_convex_decay,
    star_convex_extrapolation,
    user_norm,
)
from proofs_checks.algebra import Claim
from proofs_checks.catalogue import applicable
from proofs_checks.check import Check, RateCheck, RateRow, Row, run_check, run_rate_check
from proofs_checks.claims import ClaimRow, run_claim
from proofs_checks.estimate import Clock, cost
from proofs_checks.explanation import Explanation, ExplanationRow, run_explanation
from proofs_checks.lemma import LemmaCheck, LemmaRow, run_lemma

PAPER: tuple[ModuleType, ...] = (
    nonconvex_deterministic,
    nonconvex_momentum,
    star_convex_clipping,
    star_convex_decay,
    nonconvex_extrapolation,
    star_convex_extrapolation,
)
OURS: tuple[ModuleType, ...] = (constrained_gap, inexact_lmo, dual_noise, generalized_smoothness)  # beyond the paper
STEMS = PAPER + OURS
BEYOND: tuple[ModuleType, ...] = (beyond,)  # theorems of other papers, without the rooms and the rates of the STEMS
Task: TypeAlias = Check | RateCheck | LemmaCheck | Claim | Explanation
Result: TypeAlias = Row | RateRow | LemmaRow | ClaimRow | ExplanationRow
Function: TypeAlias = Callable[[Any], Result]
SLICE = 20.0  # seconds
LEVEL = 1e-3  # a run over true theorems refutes a bound anywhere with at most this probability; trends: slope.LEVEL


def name_of(stem: ModuleType) -> str:
    """The stem of a module of this package."""
    return stem.__name__.rpartition(".")[2]


class Plan(NamedTuple):
    """What a run consists of."""

    checks: list[Check]
    rates: list[RateCheck]
    lemmas: Sequence[LemmaCheck] = ()
    claims: Sequence[Claim] = ()
    explanations: Sequence[Explanation] = ()


class Results(NamedTuple):
    """What came out of a run, in the order of the plan."""

    rows: list[Row]
    rates: list[RateRow]
    lemmas: Sequence[LemmaRow] = ()
    claims: Sequence[ClaimRow] = ()
    explanations: Sequence[ExplanationRow] = ()
    unfinished: int = 0  # checks of the plan that an interrupt left undone

    @property
    def exit_code(self) -> int:
        """0: all verified; 1: something refuted; 130: nothing refuted, but interrupted; 3: something undecided."""
        judgements = [e.judgement for r in self.rates for e in r.exponents]
        statuses = [row.status for row in self.rows] + [row.status for row in self.lemmas]
        statuses += [row.status for row in self.claims] + [row.status for row in self.explanations]
        if "refuted" in statuses or "refuted" in judgements:
            return 1
        if self.unfinished:
            return 130
        undecided = any(status != "verified" for status in statuses) or any(rate.error for rate in self.rates)
        return 3 if undecided or "inconclusive" in judgements else 0


def plan(stems: Sequence[str] = (), norm: str | Norm | None = None, full: bool = False) -> Plan:
    """The checks of a run.

    Parameters
    ----------
    stems : sequence of str
        Which theorems, lemmas and explanations, "beyond" for the theorems of the neighbours, and "algebra" for the
        algebraic claims; empty: all.
    norm : str or Norm, optional
        The class name of a norm of the catalogue, to keep its cases only; or a norm of your own, to run every form of
        the theorems on the cases of `user_norm.on_norm`.
    full : bool
        Larger grids.

    Raises
    ------
    ValueError
        For an unknown stem or norm, and if no check is left.
    """
    known_modules = ((*STEMS, *BEYOND), lemmas.MODULES)
    theorems, steps = ({name_of(module): module for module in modules} for modules in known_modules)
    for stem in stems:
        if stem not in theorems and stem not in steps and stem != claims.STEM and stem not in explanations.NAMES:
            raise unknown(stem, [*theorems, *steps, claims.STEM, *explanations.NAMES])
    chosen = [module for name, module in theorems.items() if name in stems or not stems]
    chosen_steps = [module for name, module in steps.items() if name in stems or not stems]
    lemma_checks = lemmas.checks(chosen_steps, norm, full)
    chosen_claims = claims.CLAIMS if claims.STEM in stems or not stems else ()
    chosen_explanations = explanations.chosen(stems, norm)
    if isinstance(norm, Norm):
        named = user_norm.on_norm(norm)
        checks = [Check(t, *item) for m in chosen for t in m.STATEMENTS for item in applicable(t, named)]
        if not checks and not lemma_checks and not chosen_explanations:
            raise ValueError(f"no check of {', '.join(map(name_of, chosen + chosen_steps))} takes a norm, got {norm!r}")
        return Plan(checks, [], lemma_checks, explanations=chosen_explanations)
    checks = [check for module in chosen for check in module.checks(full)] + lemmas.sampled_checks(chosen_steps, full)
    rates = [rate for module in chosen for rate in module.rate_checks(full)]
    if full:
        rates = [best_grids.searched(rate) for rate in rates]
    if norm is not None:
        cases = [c.case for c in checks] + [c.case for c in lemmas.checks(chosen_steps, None, full)]
        names = sorted({type(case.method.norm).__name__ for case in cases})
        if norm not in names:
            asked = ", ".join(stems) or "the catalogue"
            there = f"their norms are: {', '.join(names)}" if names else "they are not about a norm"
            raise ValueError(
                f"no check of {asked} uses the norm {norm!r}; {there} (or give your own as module:expression)"
            )
        checks = [check for check in checks if type(check.case.method.norm).__name__ == norm]
        rates = [rate for rate in rates if type(rate.setting(rate.epsilons[0]).norm).__name__ == norm]
        return Plan(checks, rates, lemma_checks)
    return Plan(checks, rates, lemma_checks, chosen_claims, chosen_explanations)


def unknown(stem: str, known: Sequence[str]) -> ValueError:
    """The error for a name that is none of these: the nearest one, or all."""
    near = difflib.get_close_matches(stem, known, 1)
    return ValueError(
        f"unknown theorem {stem!r}" + (f", did you mean {near[0]!r}?" if near else f"; there are: {', '.join(known)}")
    )


class Keeper(Protocol):
    """What outlives the process: finished results, and the state of those that are not. See `proofs_checks.stored`."""

    def begin(self, tasks: Sequence[Task], functions: Sequence[Function]) -> dict[int, Result]:
        """Told once, before the work: what is there already, by index."""
        ...

    def load(self, index: int) -> bytes | None:
        """The state of a task that was put down."""
        ...

    def save(self, index: int, state: bytes) -> None:
        """A task is put down."""
        ...

    def finish(self, index: int, result: Result) -> None:
        """A result has come in."""
        ...


def run(
    plan: Plan,
    jobs: int = 1,
    most: int = 4096,
    progress: Callable[[int, int, str], None] | None = None,
    pool: Pool | None = None,
    keeper: Keeper | None = None,
    seconds: float = SLICE,
) -> Results:
    """Run a plan.

    The level is split over all checks and explanations. Results come in the order of the plan, whatever the workers. The
    longest are started first. A check whose worker dies every time is a failed one. Ctrl-C ends the run early: the results
    are those of the checks that were done.

    Parameters
    ----------
    plan : Plan
    jobs : int
        Worker processes.
    most : int
        The most seeds of a check.
    progress : callable, optional
        (done, total, note), called after every check; the note says what is running, failed and left.
    pool : Pool, optional
        The workers, in place of `jobs`.
    keeper : Keeper, optional
        Takes every result as it comes, and gives back those of an earlier run.
    seconds : float
        How often a long check is put down: what a kill may lose of it.
    """
    tasks: list[Task] = [*plan.checks, *plan.rates, *plan.lemmas, *plan.claims, *plan.explanations]
    share = LEVEL / max(1, len(plan.checks) + len(plan.explanations))
    functions = [_function(task, share, most) for task in tasks]
    done = {} if keeper is None else keeper.begin(tasks, functions)
    left = sorted((i for i in range(len(tasks)) if i not in done), key=lambda i: -cost(tasks[i]))
    clock = Clock([cost(tasks[i]) for i in left])
    found = sweep.run(
        _call,
        [(functions[i], tasks[i]) for i in left],
        jobs=jobs,
        pool=pool,
        seconds=seconds,
        load=None if keeper is None else lambda n: keeper.load(left[n]),
        save=None if keeper is None else lambda n, state: keeper.save(left[n], state),
        started=clock.start,
        dead=_given_up,
    )
    try:
        for n, result in found:
            done[left[n]] = result
            clock.finish(n)
            if keeper is not None:
                keeper.finish(left[n], result)
            if progress is not None:
                failed = sum(result.error is not None for result in done.values() if not isinstance(result, ClaimRow))
                workers = jobs if pool is None else pool.workers
                progress(len(done), len(tasks), clock.note(failed, workers))
    except KeyboardInterrupt:
        pass  # what is done is returned, and not lost
    results = [done[index] for index in sorted(done)]
    return Results(
        [r for r in results if isinstance(r, Row)],
        [r for r in results if isinstance(r, RateRow)],
        [r for r in results if isinstance(r, LemmaRow)],
        [r for r in results if isinstance(r, ClaimRow)],
        [r for r in results if isinstance(r, ExplanationRow)],
        unfinished=len(tasks) - len(done),
    )


def _function(task: Task, level: float, most: int) -> Function:
    """What runs a task: a module-level function, with all that its result depends on besides the task."""
    if isinstance(task, Explanation):
        return functools.partial(run_explanation, level=level)
    if isinstance(task, Claim):
        return run_claim
    if isinstance(task, LemmaCheck):
        return run_lemma
    if isinstance(task, RateCheck):
        return run_rate_check
    return functools.partial(run_check, level=level, most=most)


def _call(pair: tuple[Function, Task]) -> Result:
    function, task = pair
    result, journal = function(task), active()
    return result if journal is None else result._replace(seconds=journal.before + result.seconds)


def _given_up(pair: tuple[Function, Task], message: str) -> Result:
    """The failed result of a task whose workers died."""
    _, task = pair
    if isinstance(task, Explanation):
        return ExplanationRow(task.name, [], message, 0.0)
    if isinstance(task, LemmaCheck):
        return LemmaRow(task, np.empty((0, 0)), np.empty((0, 0)), np.nan, 0.0, message)
    if isinstance(task, RateCheck):
        return RateRow(task, (), (), (), (), 0.0, message)
    if isinstance(task, Check):
        return Row(task, None, message, 0.0)
    raise WorkerDied(f"{task.name}: {message}")  # exact arithmetic with small numbers
