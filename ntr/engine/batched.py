"""The NumPy engine: the loop over iterations, batched over seeds. It is the reference, and works for every object."""

from __future__ import annotations

from typing import Any

import numpy as np

from ntr.case import Case
from ntr.journal import Due, Interrupted, Saved, never
from ntr.linalg import Array
from ntr.methods import State
from ntr.noise import Key
from ntr.trajectory import NonFiniteIterate, Observable, Point, Trajectory


class _Running:
    """An observable reduced over the k seen so far."""

    def __init__(self, observable: Observable, seeds: int) -> None:
        self.observable = observable
        self.value = np.full(seeds, np.inf if observable.reduce == "min" else 0.0)
        self.count = 0

    def add(self, point: Point) -> None:
        value = self.observable.function(point)
        self.value = np.minimum(self.value, value) if self.observable.reduce == "min" else self.value + value
        self.count += 1

    def reduced(self, point: Point) -> Array:
        if self.observable.reduce == "last":
            return self.observable.function(point)
        return self.value if self.observable.reduce == "min" else self.value / self.count


def run(
    case: Case,
    checkpoints: np.ndarray,
    record: dict[str, Observable],
    saved: Saved | None = None,
    due: Due = never,
) -> Trajectory:
    """Run `case`; see `ntr.simulate`. Memory does not grow with the number of iterations.

    Raises
    ------
    Interrupted
        Before a step for which `due()` is true; `saved` goes on from there.
    """
    problem, noise, method = case.problem, case.noise, case.method
    seeds = np.arange(case.seeds.start, case.seeds.stop, dtype=np.uint64)
    shape = (len(seeds), *problem.shape)
    running = {name: _Running(observable, len(seeds)) for name, observable in record.items()}
    before = [r for r in running.values() if r.observable.reduce != "last" and r.observable.first == 0]
    after = [r for r in running.values() if r.observable.reduce != "last" and r.observable.first == 1]
    series: dict[str, list[Array]] = {name: [] for name in record}
    stops = set(checkpoints.tolist())

    x0 = np.broadcast_to(case.x0, shape)  # read-only, as every iterate below: user code that changes it raises
    names = f"{type(problem).__name__}.gradient", f"{type(noise).__name__}.gradient"
    exact = _shaped(problem.gradient(x0), shape, names[0])
    g = _shaped(noise.gradient(problem, x0, Key(case.root_seed, seeds, 0), exact), shape, names[1])
    state = method.start(x0, g)
    if saved is not None:
        state = _restored(state, saved, running, series)
    for k in range(state.k, case.iterations + 1):
        if due():
            raise Interrupted(_saved(state, running, series))
        recorded = before or after or k in stops
        if k > 0 and recorded:
            exact = _shaped(problem.gradient(state.x), shape, names[0])
        point = Point(k, state, exact)
        if k > 0:
            for r in after:
                r.add(point)
        if k in stops:
            for name, r in running.items():
                series[name].append(r.reduced(point))
        if k == case.iterations:
            break
        for r in before:
            r.add(point)
        if k > 0:  # at k = 0 the method receives g_0 again
            # noise that needs the true gradient computes it where it is not there; minibatches do not need it
            known = exact if recorded and state.query is state.x else None
            g = _shaped(noise.gradient(problem, state.query, Key(case.root_seed, seeds, k), known), shape, names[1])
        good = _finite(g)
        if good.all():
            following = method.step(state, g, problem.regularizer)
            good = _finite(following.x)
        if not good.all():
            bad = int(np.argmin(good))
            raise NonFiniteIterate(k, case.seeds[bad], np.array(state.x[bad]))
        state = following
        state.x.flags.writeable = state.query.flags.writeable = False
    return Trajectory(checkpoints, {name: np.array(rows) for name, rows in series.items()}, state.x, "numpy")


def _saved(state: State, running: dict[str, _Running], series: dict[str, list[Array]]) -> Saved:
    """Everything that the loop remembers between two steps."""
    saved: Saved = {"k": np.array(state.k), "x": state.x, "m": state.m}
    if state.query is not state.x:  # else it must be the same object again
        saved["query"] = state.query
    if state.subgradient is not None:
        saved["subgradient"] = state.subgradient
    saved |= {f"extra/{i}": value for i, value in enumerate(state.extra)}
    for name, r in running.items():
        saved |= {
            f"value/{name}": r.value,
            f"count/{name}": np.array(r.count),
            f"series/{name}": np.array(series[name]),
        }
    return saved


def _restored(start: State, saved: Saved, running: dict[str, _Running], series: dict[str, list[Array]]) -> State:
    for name, r in running.items():
        r.value, r.count = saved[f"value/{name}"], int(saved[f"count/{name}"])
        series[name] = list(saved[f"series/{name}"])
    x = saved["x"]
    x.flags.writeable = False
    extra = tuple(saved[f"extra/{i}"] for i in range(sum(name.startswith("extra/") for name in saved)))
    return start._replace(
        k=int(saved["k"]),
        x=x,
        m=saved["m"],
        query=saved.get("query", x),
        subgradient=saved.get("subgradient"),
        extra=extra,
    )


def _shaped(values: Any, shape: tuple[int, ...], name: str) -> Array:
    """What a user's code may have computed, if it is an array of real numbers of that shape."""
    found = np.asarray(values)
    if found.dtype.kind not in "fiu":
        raise TypeError(f"{name} must return real numbers, got {type(values).__name__} of {found.dtype}")
    if found.shape != shape:
        raise ValueError(f"{name} must return shape {shape} for a batch of seeds, got {found.shape}")
    return found


def _finite(values: Array) -> np.ndarray:
    """Which seeds are finite, shape (seeds,)."""
    return np.asarray(np.isfinite(values).all(axis=tuple(range(1, values.ndim))))
