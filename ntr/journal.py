"""A task that can be put down and taken up again: what it has simulated so far, between two calls.

Inside ``with Journal(state, seconds):`` every `simulate` is recorded under a label, which says what is simulated. After
`seconds` of work the running one stops and `Paused` carries the state out of the task: the trajectories that are complete,
and the running simulation as it stands. A new journal with this state, around the same task, gives the complete trajectories
back at once and goes on with the running one; what has another label is not touched by it. The noise is a function of seed
and step, so the result is the same, bit for bit, as without a pause.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar, Token
from typing import Any, Literal, cast

import numpy as np

from ntr.linalg import Array
from ntr.trajectory import Trajectory

Saved = dict[str, np.ndarray]  # the state of a simulation: arrays by name
Due = Callable[[], bool]  # whether a simulation is to stop before its next step


class Interrupted(Exception):
    """A simulation stopped because it was due; `saved` is what it goes on from."""

    def __init__(self, saved: Saved) -> None:
        self.saved = saved
        super().__init__("the simulation was interrupted")


class Paused(BaseException):
    """A task was put down; `state` takes it up again.

    Not an `Exception`: a check that turns every error into a failed row must let it pass.
    """

    def __init__(self, state: bytes) -> None:
        self.state = state
        super().__init__(f"a task was paused: {len(state)} bytes")

    def __reduce__(self) -> tuple[type[Paused], tuple[bytes]]:
        return type(self), (self.state,)


def never() -> bool:
    """`Due` of a simulation that is not interrupted."""
    return False


class Journal:
    """The simulations of a task, complete and running.

    Parameters
    ----------
    state : bytes, optional
        Of the `Paused` that ended the task before. Default: from the beginning.
    seconds : float
        After so much work, counted from the first simulation that is not complete, the task is put down. At least one
        step is made every time.
    threads : int, optional
        Of each simulation; default: as `simulate` chooses.

    Attributes
    ----------
    before : float
        Seconds of work that led to `state`.
    """

    def __init__(self, state: bytes | None = None, seconds: float = np.inf, threads: int | None = None) -> None:
        self.threads = threads
        self._seconds = seconds
        self._done: dict[str, Trajectory] = {}
        self._saved: tuple[str, Saved] | None = None
        self.before = 0.0
        if state is not None:
            self._done, self._saved, self.before = _unpacked(state)
        self._begin = time.monotonic()
        self._deadline: float | None = None
        self._token: Token[Journal | None] | None = None

    def __enter__(self) -> Journal:
        self._token = _ACTIVE.set(self)
        return self

    def __exit__(self, *error: object) -> None:
        assert self._token is not None
        _ACTIVE.reset(self._token)

    def simulation(self, label: str, run: Callable[[Saved | None, Due], Trajectory]) -> Trajectory:
        """A simulation of the task: the one that is recorded, or `run` from where it stands.

        Parameters
        ----------
        label : str
            Equal for simulations with equal results only. Not their number: a task may remember a result in its process,
            and then simulates less when it is taken up.
        run : callable

        Raises
        ------
        Paused
            When `run` was interrupted.
        """
        if label in self._done:
            return self._done[label]
        saved = None
        if self._saved is not None and self._saved[0] == label:
            saved = self._saved[1]
        if self._deadline is None:
            self._deadline = time.monotonic() + self._seconds
        moved = False

        def due() -> bool:
            nonlocal moved
            moved, before = True, moved
            return before and self._deadline is not None and time.monotonic() >= self._deadline

        try:
            trajectory = run(saved, due)
        except Interrupted as stop:
            spent = self.before + time.monotonic() - self._begin
            raise Paused(_packed(self._done, label, stop.saved, spent)) from None
        self._done[label] = trajectory
        return trajectory


_ACTIVE: ContextVar[Journal | None] = ContextVar("ntr_journal", default=None)


@contextmanager
def unrecorded() -> Iterator[None]:
    """Inside, the journal sees no simulation: for searches that make thousands, which are done again after a pause.

    A journal keeps every trajectory of its task; so many would fill the memory.
    """
    token = _ACTIVE.set(None)
    try:
        yield
    finally:
        _ACTIVE.reset(token)


def active() -> Journal | None:
    """The journal around this call, if there is one."""
    return _ACTIVE.get()


def _packed(done: Mapping[str, Trajectory], label: str, saved: Saved, seconds: float) -> bytes:
    arrays: Saved = {"label": np.array(label), "seconds": np.array(seconds)}
    arrays |= {f"saved/{name}": value for name, value in saved.items()}
    arrays["labels"] = np.array(list(done), dtype=np.str_)
    for i, trajectory in enumerate(done.values()):
        arrays |= {f"{i}/iterations": trajectory.iterations, f"{i}/final": trajectory.final}
        arrays |= {f"{i}/series/{name}": values for name, values in trajectory.series.items()}
        arrays[f"{i}/engine"] = np.array(trajectory.engine)
    return packed(arrays)


def _unpacked(state: bytes) -> tuple[dict[str, Trajectory], tuple[str, Saved], float]:
    arrays = unpacked(state)

    def below(prefix: str) -> Saved:
        return {name.removeprefix(prefix): value for name, value in arrays.items() if name.startswith(prefix)}

    try:
        done = {
            label: Trajectory(
                arrays[f"{i}/iterations"],
                below(f"{i}/series/"),
                arrays[f"{i}/final"],
                cast(Literal["numpy", "compiled"], str(arrays[f"{i}/engine"])),
            )
            for i, label in enumerate(arrays["labels"].tolist())
        }
        return done, (str(arrays["label"]), below("saved/")), float(arrays["seconds"])
    except (KeyError, TypeError) as error:
        raise ValueError(f"the saved state is no state of a task: {type(error).__name__}: {error}") from error


def packed(arrays: Mapping[str, np.ndarray]) -> bytes:
    """Arrays by name as bytes: NumPy's npz format without pickle.

    The order of the axes in memory is kept: sums of an array in another order differ in the last bit.
    """
    out: dict[str, Any] = {}
    for name, value in arrays.items():
        order = _memory_order(value)
        out[name] = value.transpose(order)
        if order != tuple(range(value.ndim)):
            out[f"order/{name}"] = np.array(order)
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **out)
    return buffer.getvalue()


def unpacked(data: bytes) -> Saved:
    """The arrays of `packed`.

    Raises
    ------
    ValueError
        If `data` is something else.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            found = {name: file[name] for name in file.files}
    except Exception as error:  # zipfile, zlib and NumPy raise many kinds on damaged bytes
        raise ValueError(f"the saved state is damaged: {type(error).__name__}: {error}") from error
    out = {name: value for name, value in found.items() if not name.startswith("order/")}
    for name, order in found.items():
        if name.startswith("order/"):
            out[name.removeprefix("order/")] = out[name.removeprefix("order/")].transpose(np.argsort(order))
    return out


def _memory_order(value: Array) -> tuple[int, ...]:
    """The axes from the slowest in memory to the fastest."""
    return tuple(sorted(range(value.ndim), key=lambda axis: -abs(value.strides[axis])))
