"""What holds for the norm and its dual alone, and how all three methods treat their argument."""

from __future__ import annotations

import numpy as np

from ntr.conformance.kit import at, at_most, close, identical, require
from ntr.conformance.norm_trial import Trial
from ntr.conformance.points import basis
from ntr.linalg import expand, largest


def shapes(trial: Trial) -> None:
    """Functionals map (*batch, *shape) to (*batch,), the LMO keeps the shape; float64 throughout."""
    for batch in ((), (1,), (3,), (2, 2)):
        x = np.resize(trial.points, (*batch, *trial.norm.shape))
        for name, method in trial.methods:
            got, right = method(x), x.shape if name == "lmo" else batch
            found = f"{np.shape(got)} {np.asarray(got).dtype}"
            require(found == f"{right} float64", f"{name} of shape {x.shape}: got {found}, expected {right} float64")


def zero(trial: Trial) -> None:
    """||0|| = ||0||_* = 0 and lmo(0) = 0, also beside other points in a batch."""
    batch = trial.points[:3].copy()
    batch[1] = 0.0
    for name, method in trial.methods:
        for place, value in (("alone", method(np.zeros(trial.norm.shape))), ("in a batch", method(batch)[1])):
            close(f"{name} of zero, {place}", value, 0.0, 0.0, trial.seed)


def positivity(trial: Trial) -> None:
    """||x|| > 0 away from 0."""
    for x in (trial.points, trial.ties, basis(trial.norm.shape)):
        for name, functional in trial.functionals:
            value = functional(x)
            wrong = ~((value > 0) & np.isfinite(value))
            require(
                ~wrong, f"{name} must be positive, got {value[wrong][:1]}{at(x[wrong][:1], 0) if wrong.any() else ''}"
            )


def homogeneity(trial: Trial) -> None:
    """||c x|| = c ||x|| for c > 0."""
    for factor in (3.7, 1e-6, 1e5):
        for name, functional in trial.functionals:
            right = factor * functional(trial.points)
            got = functional(factor * trial.points)
            close(f"{name}({factor} x)", got, right, trial.tolerance * right, trial.seed, trial.points)


def symmetry(trial: Trial) -> None:
    """||-x|| = ||x||."""
    for name, functional in trial.functionals:
        right = functional(trial.points)
        close(f"{name}(-x)", functional(-trial.points), right, trial.tolerance * right, trial.seed, trial.points)


def triangle(trial: Trial) -> None:
    """||x + y|| <= ||x|| + ||y||."""
    x = np.concatenate([trial.points, trial.ties, basis(trial.norm.shape, 8)])
    x = x / expand(largest(x, trial.ndim), trial.ndim)
    for name, functional in trial.functionals:
        alone = functional(x)
        for shift in range(1, len(x), 2 if trial.norm.tolerance == 0 else 7):  # solvers are slow: fewer pairs
            y = np.roll(x, shift, axis=0)
            limit = alone + np.roll(alone, shift)
            at_most(f"{name}(x + y)", functional(x + y), limit, trial.tolerance * limit, trial.seed, x)


def batches(trial: Trial) -> None:
    """A batch gives bit for bit what its slices give, whatever its order and its axes."""
    x = np.concatenate([trial.points, trial.ties])
    for name, method in trial.methods:
        together = method(x)
        identical(f"{name} of a batch and of its slices", together, np.stack([method(one) for one in x]), trial.seed)
        identical(f"{name} of a reversed batch", method(x[::-1].copy()), together[::-1], trial.seed)
        even = x[: len(x) // 2 * 2]
        double = method(even.reshape(2, -1, *trial.norm.shape))
        right = together[: len(even)]
        identical(f"{name} of a batch with two axes", double.reshape(right.shape), right, trial.seed)


def memory_layout(trial: Trial) -> None:
    """The result does not depend on how the argument lies in memory, or on whether it may be written to."""
    x = trial.points[:4].copy()
    wide = np.zeros((*x.shape[:-1], 2 * x.shape[-1]))
    wide[..., ::2] = x
    frozen = x.copy()
    frozen.flags.writeable = False
    layouts = {
        "in Fortran order": np.asfortranarray(x),
        "with a stride": wide[..., ::2],
        "reversed in memory": np.ascontiguousarray(x[..., ::-1])[..., ::-1],
        "that is read-only": frozen,
    }
    for name, method in trial.methods:
        right = method(x)
        for layout, same in layouts.items():
            identical(f"{name} of an array {layout}", np.ascontiguousarray(method(same)), right, trial.seed)


def arguments(trial: Trial) -> None:
    """The argument is not changed, and the result shares no memory with it."""
    for name, method in trial.methods:
        for x in (trial.points.copy(), trial.ties[0].copy()):
            before = x.copy()
            result = method(x)
            identical(f"the argument after {name}", x, before, trial.seed)
            require(not np.shares_memory(result, x), f"{name} returns memory of its argument")


def determinism(trial: Trial) -> None:
    """The same bits from every call, at ties too, whatever was asked in between."""
    for name, method in trial.methods:
        first = method(trial.ties)
        for between in range(6):  # another number of calls each time: the mistake may depend on its parity
            for other in trial.points[:between]:
                method(other)
            identical(f"{name} of the same points again", method(trial.ties), first, trial.seed)


def double_precision(trial: Trial) -> None:
    """A relative change of 2^-30 in the argument is seen: nothing is rounded to single precision on the way."""
    near = trial.points * (1 + 2.0**-30)
    for name, functional in trial.functionals:
        right = functional(trial.points) * (1 + 2.0**-30)
        close(f"{name}((1 + 2^-30) x)", functional(near), right, trial.tolerance * right, trial.seed, trial.points)


def not_a_number(trial: Trial) -> None:
    """A NaN entry gives NaN, or ValueError, and leaves the other points of the batch alone: it never looks like a result."""
    x = trial.points[:3].copy()
    x[1].flat[-1] = np.nan
    for name, method in trial.methods:
        try:
            with np.errstate(invalid="ignore"):
                got = np.asarray(method(x))
        except ValueError:
            continue
        require(np.isnan(got[1]).any(), f"{name} must be NaN or raise ValueError where an entry is NaN, got {got[1]!r}")
        identical(f"{name} of the others beside a NaN", got[[0, 2]], method(x[[0, 2]]), trial.seed, x)


def bad_input(trial: Trial) -> None:
    """A wrong shape raises ValueError."""
    shape = trial.norm.shape
    wrong = [(*shape[:-1], shape[-1] + 1), (4, *shape[:-1], shape[-1] + 2), shape[1:]]
    if shape[::-1] != shape:
        wrong.append(shape[::-1])
    for name, method in trial.methods:
        for other in wrong:
            try:
                method(np.ones(other))
            except ValueError:
                continue
            raise AssertionError(f"{name} must raise ValueError for shape {other}: trailing axes must be {shape}")
