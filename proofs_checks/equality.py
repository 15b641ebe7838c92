"""Every method against a reference written from its source, and against other people's implementations."""

from __future__ import annotations

import importlib.metadata
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr.linalg import Array
from ntr.methods import Method
from ntr.regularizers import Zero
from proofs_checks import equality_methods as methods

STEPS = 20
SEED = 20250312


@dataclass(frozen=True)
class Deviation:
    """How far two implementations are apart.

    Attributes
    ----------
    what : str
        Whose implementation it is, with its version.
    value : float or None
        The largest |difference| of an entry of an iterate; None where the implementation is not installed.
    allowed : float
        What is expected of it; 0 is equality to the last bit.
    remark : str
        The install line of what is missing, or why the deviation is not rounding.
    """

    what: str
    value: float | None
    allowed: float
    remark: str = ""

    @property
    def equal(self) -> bool:
        """Whether the deviation is known and allowed."""
        return self.value is not None and self.value <= self.allowed


@dataclass(frozen=True)
class Row:
    """What is known of one method.

    Attributes
    ----------
    name, formula, defaults : str
    reference : Deviation
        From the reference of `equality_references`.
    parties : tuple of Deviation
        From each implementation of others.
    """

    name: str
    formula: str
    defaults: str
    reference: Deviation
    parties: tuple[Deviation, ...]

    @property
    def different(self) -> tuple[Deviation, ...]:
        """The deviations that are not allowed; what is missing is none."""
        return tuple(d for d in (self.reference, *self.parties) if d.value is not None and not d.equal)


def names() -> list[str]:
    """The methods that are compared."""
    return [entry.name for entry in methods.ENTRIES]


def rows(chosen: Iterable[str] = ()) -> list[Row]:
    """Compare the chosen methods (default: all); `ValueError` for an unknown name."""
    wanted = list(chosen)
    for name in wanted:
        if name not in names():
            raise ValueError(f"unknown method {name!r}; there are: {', '.join(map(repr, names()))}")
    return [row(entry) for entry in methods.ENTRIES if not wanted or entry.name in wanted]


def row(entry: methods.Entry) -> Row:
    """Compare one method."""
    x0, noise = inputs(entry.method.norm.shape)
    reference = Deviation(
        "reference", difference(iterates(entry.method, x0, noise), entry.reference(x0, noise)), methods.ROUNDING
    )
    parties = tuple(deviation(party, x0, noise) for party in entry.parties)
    return Row(entry.name, entry.formula, defaults(entry.maker), reference, parties)


def deviation(party: methods.Party, x0: Array, noise: Array) -> Deviation:
    """How far one of other people's implementations is from the method that stands for it."""
    try:
        theirs = party.iterates(x0, noise)
    except ModuleNotFoundError as error:
        if error.name not in methods.INSTALL:
            raise
        return Deviation(party.what, None, party.allowed, f"{error.name} is missing: {methods.INSTALL[error.name]}")
    what = f"{party.what} ({party.package} {importlib.metadata.version(party.package)})"
    return Deviation(what, difference(iterates(party.method, x0, noise), theirs), party.allowed, party.remark)


def inputs(shape: tuple[int, ...]) -> tuple[Array, Array]:
    """x_0 and the noise of every step. Entries of size 1: no sign and no singular value is near a jump."""
    random = np.random.default_rng(SEED)
    return random.normal(size=shape), random.normal(size=(STEPS, *shape))


def iterates(method: Method, x0: Array, noise: Array) -> Array:
    """x_1, x_2, ... on f = ||x||_2^2/2 with this noise; one seed."""
    g = x0 + noise[0]
    state, found = method.start(x0[None], g[None]), []
    for k, n in enumerate(noise):
        state = method.step(state, g[None] if k == 0 else state.query + n, Zero())
        found.append(state.x[0])
    return np.array(found)


def difference(one: Array, other: Array) -> float:
    """The largest |difference| of an entry; NaN if there is one, inf for other shapes."""
    return float(np.abs(one - other).max()) if one.shape == other.shape else float("inf")


def defaults(maker: Callable[..., Any]) -> str:
    """The default values of a class or preset, as they are written."""
    found = []
    for parameter in inspect.signature(maker).parameters.values():
        if parameter.default is not inspect.Parameter.empty:
            value = parameter.default.__name__ if inspect.isfunction(parameter.default) else repr(parameter.default)
            found.append(f"{parameter.name}={value}")
    return ", ".join(found) or "none"
