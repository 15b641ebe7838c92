"""The whole run behind `ntr mutants`: which mistakes, on which checks, on how many workers, and the score."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, get_args

from ntr import sweep
from ntr.theorem import Theorem
from proofs_checks import (
    mutants_bounds,
    mutants_code,
    mutants_constants,
    mutants_methods,
    mutants_parameters,
    mutants_problems,
    run,
)
from proofs_checks.check import Check
from proofs_checks.mutant import Family, Mutant, MutantRow, run_mutant
from proofs_checks.mutants_constants import Factor, factors

FAMILIES: tuple[Family, ...] = get_args(Family)
MOST = 4096


@dataclass(frozen=True, eq=False)
class Task:
    """A mutant, or a theorem whose constants are made smaller, with the checks without the mistake."""

    subject: Mutant | Theorem
    checks: tuple[Check, ...]


class Results(NamedTuple):
    """What came out of a run, in the order of the plan."""

    rows: list[MutantRow]
    factors: list[Factor]

    @property
    def exit_code(self) -> int:
        """1 if a false statement survived, 3 if only what is not known to be false did, else 0."""
        statuses = [*(row.status for row in self.rows), *(factor.status for factor in self.factors)]
        if "survived" in statuses:
            return 1
        return 3 if "open" in statuses else 0


def everything() -> list[Mutant]:
    """Every mutant but the constants that are found by bisection."""
    modules = (mutants_methods, mutants_constants, mutants_bounds, mutants_code, mutants_parameters)
    return [mutant for module in modules for mutant in module.mutants()]


def plan(stems: Sequence[str] = (), family: str | None = None, full: bool = False) -> list[Task]:
    """The tasks of a run.

    Parameters
    ----------
    stems : sequence of str
        Which theorems; empty: all.
    family : str, optional
        One of `FAMILIES`; default: all.
    full : bool
        Every check of the catalogue is tried where the hinted ones refute nothing, and for the factors of constants;
        default: the checks that some mutant of the theorem names, which are the nearly tight ones.

    Raises
    ------
    ValueError
        For an unknown stem or family, and if no mutant is left.
    """
    known = [run.name_of(module) for module in run.STEMS]
    for stem in stems:
        if stem not in known:
            raise ValueError(f"unknown theorem {stem!r}; there are: {', '.join(known)}")
    if family is not None and family not in FAMILIES:
        raise ValueError(f"unknown family {family!r}; there are: {', '.join(FAMILIES)}")
    chosen = [module for module in run.STEMS if not stems or run.name_of(module) in stems]
    checks = [check for module in chosen for check in module.checks(full)]
    bounds = [check for check in checks if check.target is None]
    listed = everything()
    tasks = []
    for mutant in listed:
        if (mutant.stem in stems or not stems) and family in (None, mutant.family):
            tasks.append(Task(mutant, tuple(candidates(mutant, checks, full))))
    if family in (None, "constants"):
        hard = {*mutants_problems.CLIPPING, *(hint for mutant in listed for hint in mutant.hints)}
        hard -= {
            *mutants_problems.SMALL,
            *mutants_problems.MEDIAN,
        }
        for module in chosen:
            for theorem in module.STATEMENTS:
                mine = [c for c in bounds if c.theorem.name == theorem.name and (full or c.problem in hard)]
                tasks.append(Task(theorem, tuple(mine)))
    if not tasks:
        raise ValueError(f"no mutant of family {family!r} concerns {', '.join(stems)}")
    return tasks


def candidates(mutant: Mutant, checks: Sequence[Check], full: bool) -> list[Check]:
    """The checks of a mutant: those of its hints in their order; under `full` then all others, the shortest first.

    What has an argument why it is harmless is not looked for any further.
    """
    mine = [check for check in checks if mutant.concerns(check)]
    hinted = [check for hint in mutant.hints for check in mine if check.problem == hint]
    if not full or mutant.harmless is not None:
        return hinted
    rest = [check for check in mine if check.problem not in mutant.hints]
    return hinted + sorted(rest, key=lambda check: check.case.iterations * check.case.x0.size)


def run_tasks(
    tasks: Sequence[Task], jobs: int = 1, level: float | None = None, progress: Callable[[int, int], None] | None = None
) -> Results:
    """Run the tasks.

    Parameters
    ----------
    tasks : sequence of Task
    jobs : int
        Worker processes.
    level : float, optional
        Of each check. Default: the level of a check in a run of `ntr verify` over the whole default catalogue, so that what
        is refuted here would be refuted there.
    progress : callable, optional
        (done, total), called after every task.
    """
    if level is None:
        level = run.LEVEL / len(run.plan().checks)
    order = sorted(range(len(tasks)), key=lambda n: isinstance(tasks[n].subject, Mutant))  # the factors take longest
    done: dict[int, MutantRow | list[Factor]] = {}
    for index, result in sweep.run(functools.partial(_run_task, level=level), tasks, jobs=jobs, order=order):
        done[index] = result
        if progress is not None:
            progress(len(done), len(tasks))
    results = [done[index] for index in range(len(tasks))]
    rows = [result for result in results if isinstance(result, MutantRow)]
    return Results(rows, [factor for result in results if isinstance(result, list) for factor in result])


def _run_task(task: Task, level: float) -> MutantRow | list[Factor]:
    if isinstance(task.subject, Mutant):
        return run_mutant(task.subject, task.checks, level, MOST)
    return factors(task.subject, task.checks, level)
