"""check_method: is a method a pure function of its state, seed by seed, that starts as the others do and hides nothing?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

import numpy as np

from ntr.conformance.domain import generator
from ntr.conformance.kit import identical, require, run
from ntr.linalg import Array
from ntr.methods import Method, State
from ntr.regularizers import L1Penalty, Zero

STEPS = 8
SEEDS = 3


def check_method(method: Method, *, seed: int = 0, exclude: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Test a method on noisy gradients of f = ||x - c||_2^2/2, batched over seeds.

    - ``form``: k counts the steps; x, m and query are finite float64 of the shape of the batch, the subgradient too or None,
      every array of `extra` has the seeds first
    - ``start``: k = 0, x is x_0, the query is x, there is no subgradient; and the first step, which receives g_0 again,
      leaves m at m_0 bit for bit (the shared sample counts once)
    - ``batch``: every array of every state of a batch is that of its slices, bit for bit
    - ``repeatable``: the same run again, with another one in between, gives the same bits
    - ``arguments``: no step changes the state it is given, any earlier one, g or x_0
    - ``zero_gradient``: gradients of 0 from the first step on, and later, give finite states
    - ``magnitudes``: so do gradients of size 1e-100 and 1e100
    - ``nan``: a NaN in the gradient of one seed is in its state at once and in its iterate after six steps, and does not
      touch the other seeds; or it raises
    - ``regularizer``: an l_1 penalty draws the step towards 0 if `composite`, and raises TypeError if not

    Parameters
    ----------
    method : Method
    seed : int
        Of the random inputs.
    exclude : mapping of name to reason, optional
        Checks that are known to fail.

    Returns
    -------
    tuple of str
        The names of the checks that ran.

    Raises
    ------
    ConformanceError
        An AssertionError with the names of the failed checks, the values and the seed.
    """
    checks: list[Callable[[Method, int], None]] = [
        form, start, batch, repeatable, arguments, zero_gradient, magnitudes, nan, regularizer,
    ]  # fmt: skip
    return run(method, [(check.__name__, partial(check, method, seed)) for check in checks], exclude)


class Inputs(NamedTuple):
    """x_0 (seeds, *shape), and a gradient (seeds, *shape) for each step, less the part that depends on the query."""

    x0: Array
    noise: Array


def inputs(method: Method, seed: int, name: str) -> Inputs:
    """Random inputs, of their own for every check; seeds differ in size too."""
    random, shape = generator(seed, name), method.norm.shape
    sizes = np.array([1.0, 3.0, 0.1]).reshape(SEEDS, *(1,) * len(shape))
    return Inputs(sizes * random.normal(size=(SEEDS, *shape)), sizes * random.normal(size=(STEPS, SEEDS, *shape)))


def states(method: Method, x0: Array, noise: Array, slope: float = 1.0) -> Iterator[State]:
    """The state before each step and after the last, g_k = slope query_k + noise_k; step k = 0 has the g_0 of the start."""
    g = slope * x0 + noise[0]
    state = method.start(x0, g)
    yield state
    for k, n in enumerate(noise):
        state = method.step(state, g if k == 0 else slope * state.query + n, Zero())
        yield state


def arrays(state: State) -> dict[str, Array]:
    """The arrays of a state by name."""
    found = {"x": state.x, "m": state.m, "query": state.query}
    if state.subgradient is not None:
        found["subgradient"] = state.subgradient
    return found | {f"extra[{i}]": value for i, value in enumerate(state.extra)}


def same(what: str, found: State, expected: State, seed: int) -> None:
    """The same k and arrays, bit for bit."""
    one, other = arrays(found), arrays(expected)
    require(found.k == expected.k, f"{what}: k is {found.k}, expected {expected.k}")
    require(one.keys() == other.keys(), f"{what}: it has {list(one)}, expected {list(other)}")
    for name, value in one.items():
        identical(f"{what}: {name} at k = {found.k}", value, other[name], seed)


def finite(what: str, state: State, seed: int) -> None:
    """All arrays are finite."""
    for name, value in arrays(state).items():
        require(np.isfinite(value).all(), f"{what}: {name} is not finite at k = {state.k}, seed {seed}: {value!r}")


def form(method: Method, seed: int) -> None:
    """Counts, shapes and types."""
    x0, noise = inputs(method, seed, "form")
    for k, state in enumerate(states(method, x0, noise)):
        require(state.k == k, f"k must count the steps: {k}, got {state.k}")
        finite("random gradients", state, seed)
        for name, value in arrays(state).items():
            where = f"{name} at k = {k}"
            require(value.dtype == np.float64, f"{where} must be float64, got {value.dtype}")
            if name.startswith("extra"):
                require(value.shape[:1] == (SEEDS,), f"{where} must have {SEEDS} seeds first, got shape {value.shape}")
            else:
                require(value.shape == x0.shape, f"{where} must have shape {x0.shape}, got {value.shape}")


def start(method: Method, seed: int) -> None:
    """The state before the first step, and the shared sample."""
    x0, noise = inputs(method, seed, "start")
    before, after, *_ = states(method, x0, noise)
    require(before.k == 0, f"k of the start must be 0, got {before.k}")
    identical("x of the start", before.x, x0, seed)
    require(before.query is before.x, "the query of the start must be x, the same object")
    require(before.subgradient is None, "there is no subgradient before the first step")
    identical("m after the first step, which receives g_0 again, against m_0", after.m, before.m, seed)


def batch(method: Method, seed: int) -> None:
    """A batch gives bit for bit what its slices give."""
    x0, noise = inputs(method, seed, "batch")
    together = list(states(method, x0, noise))
    for i in range(SEEDS):
        part = slice(i, i + 1)
        for whole, alone in zip(together, states(method, x0[part].copy(), noise[:, part].copy()), strict=True):
            cut = {name: value[part] for name, value in arrays(whole).items()}
            extra = tuple(value[part] for value in whole.extra)
            sliced = State(whole.k, cut["x"], cut["m"], cut["query"], cut.get("subgradient"), extra)
            same(f"slice {i} of a batch", sliced, alone, seed)


def repeatable(method: Method, seed: int) -> None:
    """The same again, after another run: nothing is remembered outside the state."""
    x0, noise = inputs(method, seed, "repeatable")
    first = list(states(method, x0, noise))
    list(states(method, x0 + 1, 2 * noise))
    again = states(method, x0, noise)
    for one, other in zip(first, again, strict=True):
        same("the same run again", other, one, seed)
    middle, g = first[STEPS // 2], noise[0]
    same("the same step again", method.step(middle, g, Zero()), method.step(middle, g, Zero()), seed)


def arguments(method: Method, seed: int) -> None:
    """Nothing that was given or returned is changed later."""
    x0, noise = inputs(method, seed, "arguments")
    kept, g = x0.copy(), x0 + noise[0]
    state = method.start(x0, g)
    past = [(state, copy_of(state))]
    for n in noise:
        before = g.copy()
        state = method.step(state, g, Zero())
        identical(f"g after step {state.k}", g, before, seed)
        past.append((state, copy_of(state)))
        g = state.query + n
    identical("x_0 after the run", x0, kept, seed)
    for value, copy in past:
        same("a state after the run", value, copy, seed)


def copy_of(state: State) -> State:
    """The state with copies of its arrays."""
    subgradient = None if state.subgradient is None else state.subgradient.copy()
    extra = tuple(value.copy() for value in state.extra)
    return State(state.k, state.x.copy(), state.m.copy(), state.query.copy(), subgradient, extra)


def zero_gradient(method: Method, seed: int) -> None:
    """Gradients of 0 make no NaN."""
    x0, noise = inputs(method, seed, "zero_gradient")
    late = noise.copy()
    late[STEPS // 2 :] = 0.0
    for what, gradients in (("gradients of 0", 0 * noise), ("gradients that become 0", late)):
        for state in states(method, x0, gradients, slope=0.0):
            finite(what, state, seed)


def magnitudes(method: Method, seed: int) -> None:
    """Tiny and huge gradients make no NaN and no infinity."""
    x0, noise = inputs(method, seed, "magnitudes")
    for size in (1e-100, 1e100):
        for state in states(method, x0, size * noise, slope=0.0):
            finite(f"gradients of size {size:g}", state, seed)


def nan(method: Method, seed: int) -> None:
    """A NaN is seen, and stays in its seed."""
    x0, noise = inputs(method, seed, "nan")
    spoilt = noise.copy()
    spoilt[2, 1].flat[0] = np.nan
    others = [0, 2]
    try:
        with np.errstate(invalid="ignore"):
            found = list(states(method, x0, spoilt))
    except (ValueError, ArithmeticError):
        return
    seen = any(np.isnan(value[1]).any() for value in arrays(found[3]).values())
    require(seen, f"a NaN in the gradient of step 2 must be in the state after it, seed {seed}: {found[3]!r}")
    last = found[-1].x[1]
    require(np.isnan(last).any(), f"a NaN in the gradient must reach the iterate, seed {seed}: {last!r}")
    for one, other in zip(found, states(method, x0, noise), strict=True):
        identical(f"x of the seeds without NaN at k = {one.k}", one.x[others], other.x[others], seed)


def regularizer(method: Method, seed: int) -> None:
    """What `composite` says is true."""
    x0, noise = inputs(method, seed, "regularizer")
    # one seed: a step may cost a convex program; and a gradient that leads away from 0, which the penalty must turn round
    x0, g = x0[:1], -np.sign(x0[:1]) * np.abs(noise[0, :1])
    state, penalty = method.start(x0, g), L1Penalty(10.0 * float(np.abs(g).max()))  # it outweighs every entry of g
    if method.composite:
        free, changed = method.step(state, g, Zero()), method.step(state, g, penalty)
        finite("a step with an l_1 penalty", changed, seed)
        nearer = penalty(changed.x, ndim=len(method.norm.shape)) < penalty(free.x, ndim=len(method.norm.shape))
        require(nearer, f"a heavy l_1 penalty must bring x nearer to 0: {changed.x!r} against {free.x!r}, seed {seed}")
        return
    try:
        method.step(state, g, penalty)
    except TypeError:
        return
    raise AssertionError(f"a method that is not composite must refuse {penalty!r} with a TypeError")
