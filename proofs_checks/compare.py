"""Any methods on one problem, with equal budgets: each is tuned by the same search, on seeds of its own, and then tested."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ntr import sweep, validation
from ntr.case import Case
from ntr.linalg import Array
from ntr.methods import Method
from ntr.noise import Noise
from ntr.norm import Norm
from ntr.problem import Problem
from ntr.simulate import MOST_ITERATIONS, simulate
from ntr.trajectory import NonFiniteIterate, Observable, Point

LEAST_BUDGET = 5  # three points of the grid, and one on either side of the best


@dataclass(frozen=True, eq=False)
class Task:
    """What is minimized, and what decides.

    Attributes
    ----------
    name : str
        What it is called in tables and figures.
    problem : Problem
        What the methods see.
    noise : Noise
    x0 : array_like, shape `problem.shape`
    iterations : int
        K: stochastic gradients of every method.
    selection, judgement : Problem or None
        Whose objective chooses the parameter, and whose is reported: data that was held out, once for each. None: `problem`.
    """

    name: str
    problem: Problem
    noise: Noise
    x0: Array
    iterations: int
    selection: Problem | None = None
    judgement: Problem | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "iterations", validation.count(self.iterations, "iterations", most=MOST_ITERATIONS))
        object.__setattr__(self, "x0", validation.array(self.x0, "x0", shape=self.problem.shape))
        for name in ("selection", "judgement"):
            other = getattr(self, name)
            if other is not None and other.shape != self.problem.shape:
                raise ValueError(f"{name} must have the shape {self.problem.shape} of the problem, got {other.shape}")

    @property
    def held_out(self) -> bool:
        """Whether the reported loss is of data that the methods do not see."""
        return self.judgement is not None


class Contender(NamedTuple):
    """A method with one open parameter.

    Attributes
    ----------
    name : str
    parameter : str
        What is tuned, such as "radius".
    make : callable
        value -> Method; it may raise ValueError for a value that the method does not allow.
    """

    name: str
    parameter: str
    make: Callable[[float], Method]


@dataclass(frozen=True)
class Search:
    """The budget, the same for every method.

    Attributes
    ----------
    budget : int
        Values that are tried, >= 5: half of them (rounded up) on a logarithmic grid, the others about the best one.
    low, high : float
        The ends of the grid, 0 < low < high. A best value at the end of what was tried is followed outwards.
    tuning_seeds, seeds : int
        Seeds 0, 1, ... choose, the next ones judge.
    root_seed : int
    """

    budget: int = 14
    low: float = 1e-4
    high: float = 1e2
    tuning_seeds: int = 3
    seeds: int = 16
    root_seed: int = 0

    def __post_init__(self) -> None:
        validation.integer(self.budget, "budget", least=LEAST_BUDGET)
        validation.integer(self.tuning_seeds, "tuning_seeds", least=1)
        validation.integer(self.seeds, "seeds", least=1)
        validation.integer(self.root_seed, "root_seed")
        if not validation.positive(self.low, "low") < validation.positive(self.high, "high"):
            raise ValueError(f"low must be less than high, got {self.low!r} and {self.high!r}")

    @property
    def first(self) -> list[float]:
        """The logarithmic grid, which is tried first."""
        return list(np.geomspace(self.low, self.high, self.budget - self.budget // 2).tolist())

    @property
    def tuning(self) -> range:
        """The seeds that choose."""
        return range(self.tuning_seeds)

    @property
    def testing(self) -> range:
        """The seeds that judge."""
        return range(self.tuning_seeds, self.tuning_seeds + self.seeds)


class Trial(NamedTuple):
    """One value of the parameter: the mean final loss over the tuning seeds, inf with the reason where there is none."""

    value: float
    loss: float
    failure: str = ""


class Outcome(NamedTuple):
    """What came out for one method; arrays are (checkpoints, seeds), inf where the run at the best value broke off.

    Attributes
    ----------
    contender : str
    parameter : str
    trials : tuple of Trial
        In the order in which they were made.
    best : float
        The value with the least loss.
    method : Method
        At that value.
    iterations : int array
        The checkpoints.
    loss, gradient : Array
        The reported loss and ||grad f(x_k)||_* of the problem, in the common norm.
    size : Array, shape (seeds,)
        ||x_K|| in the norm of the method.
    """

    contender: str
    parameter: str
    trials: tuple[Trial, ...]
    best: float
    method: Method
    iterations: np.ndarray
    loss: Array
    gradient: Array
    size: Array


def compare(
    task: Task,
    contenders: Sequence[Contender],
    norm: Norm,
    search: Search,
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> list[Outcome]:
    """Tune and test every method. The result does not depend on `jobs`, nor that of a method on the others.

    Parameters
    ----------
    task : Task
    contenders : sequence of Contender
    norm : Norm
        In whose dual norm the gradient is reported.
    search : Search
    jobs : int
        Worker processes.
    progress : callable, optional
        (done, total), called after every method.

    Raises
    ------
    ValueError
        If there is no method, two have one name, the start is stationary, or every value of a parameter fails.
    """
    if not contenders:
        raise ValueError("there must be at least one method to compare")
    names = [contender.name for contender in contenders]
    if len(set(names)) < len(names):
        raise ValueError(f"every method must be there once, got {', '.join(names)}")
    if norm.shape != task.problem.shape:
        raise ValueError(f"the norm has shape {norm.shape}, the problem {task.problem.shape}")
    name = f"{type(task.problem).__name__}.gradient(x0)"
    if not validation.array(task.problem.gradient(task.x0), name, shape=task.problem.shape).any():
        raise ValueError("the gradient at x0 is 0: there is nothing to compare from there")
    for contender in contenders:
        _require_a_value(contender, search)
    done: dict[int, Outcome] = {}
    function = functools.partial(run, task, norm, search)
    for index, outcome in sweep.run(function, contenders, jobs=jobs):
        done[index] = outcome
        if progress is not None:
            progress(len(done), len(contenders))
    return [done[index] for index in range(len(contenders))]


def run(task: Task, norm: Norm, search: Search, contender: Contender) -> Outcome:
    """Tune one method, and test it at its best value."""
    trials = tune(contender, search, functools.partial(final_loss, task, search))
    best = _best(trials)
    if not np.isfinite(best.loss):
        raise ValueError(f"{contender.name}: every {contender.parameter} fails, the last one so: {trials[-1].failure}")
    method = contender.make(best.value)
    case = Case(task.problem, task.noise, method, task.x0, task.iterations, search.testing, search.root_seed)
    record = {
        "loss": _objective(task.judgement or task.problem),
        "gradient": Observable(lambda point: norm.dual(point.gradient), "last"),
    }
    try:
        trajectory = simulate(case, record=record)
        size = method.norm(trajectory.final)
        iterations, loss, gradient = trajectory.iterations, *(trajectory.series[name] for name in record)
    except NonFiniteIterate:
        iterations, size = np.array([task.iterations]), np.full(search.seeds, np.inf)
        loss = gradient = np.full((1, search.seeds), np.inf)
    return Outcome(
        contender.name, contender.parameter, tuple(trials), best.value, method, iterations, loss, gradient, size
    )


def tune(contender: Contender, search: Search, loss: Callable[[Method], float]) -> list[Trial]:
    """Exactly `search.budget` trials: a logarithmic grid, then closer and closer about the best value.

    A round tries the two values at the square root of the last ratio about the best; where the best is the least or the
    largest so far, it tries the next one beyond it, at the same ratio.
    """
    values = search.first
    ratio = values[1] / values[0]
    trials: list[Trial] = []
    while True:
        trials += [_trial(contender, value, loss) for value in values[: search.budget - len(trials)]]
        if len(trials) == search.budget:
            return trials
        best, tried = _best(trials).value, [trial.value for trial in trials]
        if best == min(tried):
            values = [best / ratio]
        elif best == max(tried):
            values = [best * ratio]
        else:
            ratio = float(np.sqrt(ratio))
            values = [best / ratio, best * ratio]


def final_loss(task: Task, search: Search, method: Method) -> float:
    """The mean over the tuning seeds of the objective that selects, at x_K."""
    case = Case(task.problem, task.noise, method, task.x0, task.iterations, search.tuning, search.root_seed)
    record = {"loss": _objective(task.selection or task.problem)}
    return float(simulate(case, checkpoints=[task.iterations], record=record).series["loss"].mean())


def _require_a_value(contender: Contender, search: Search) -> None:
    """One of the first values must make a method: what never does is told before the others are searched."""
    reason: ValueError | None = None
    for value in search.first:
        try:
            contender.make(value)
            return
        except ValueError as error:
            reason = error
    raise ValueError(f"{contender.name}: every {contender.parameter} fails, the last one so: {reason}") from reason


def _trial(contender: Contender, value: float, loss: Callable[[Method], float]) -> Trial:
    try:
        found = loss(contender.make(value))
    except (NonFiniteIterate, ValueError) as error:
        return Trial(value, np.inf, str(error))
    return Trial(value, found) if np.isfinite(found) else Trial(value, np.inf, f"the loss at x_K is {found}")


def _best(trials: Sequence[Trial]) -> Trial:
    return min(trials, key=lambda trial: (trial.loss, trial.value))


def _objective(problem: Problem) -> Observable:
    """Without a compiled twin: that one would be of the problem of the case."""

    def function(point: Point) -> Array:
        return problem.objective(point.state.x)

    return Observable(function, "last")
