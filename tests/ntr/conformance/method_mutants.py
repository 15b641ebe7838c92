"""Methods with one bug each, which `check_method` must catch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from ntr.methods import State
from ntr.norms import LInf
from ntr.regularizers import Zero

NORM = LInf((2, 3))


@dataclass(frozen=True)
class Planted:
    """signSGD with momentum .3, with a hook at each place; honest with the defaults."""

    change_start: Any = None  # (state) -> state
    change_gradient: Any = None  # (state, g) -> g
    change: Any = None  # (old, state, g) -> state
    allow: bool = False  # a regularizer without a composite step
    composite: bool = False
    memory: list = field(default_factory=list)

    norm: ClassVar[LInf] = NORM

    def start(self, x0, g0):
        state = State(0, x0, g0, x0, None, (np.zeros(x0.shape[:1]),))
        return state if self.change_start is None else self.change_start(state)

    def step(self, state, g, regularizer):
        if not isinstance(regularizer, Zero) and not (self.allow or self.composite):
            raise TypeError("no composite step")
        seen = g if self.change_gradient is None else self.change_gradient(state, g)
        m = state.m + 0.3 * (seen - state.m)
        x = state.x + 0.1 * self.norm.lmo(m)
        following = State(state.k + 1, x, m, x, None, (state.extra[0] + 1,))
        return following if self.change is None else self.change(self, state, following, g)


def overwrites_gradient(state, g):
    g *= 1.0 + 1e-9
    return g


def overwrites_iterate(method, old, state, g):
    """x is updated in place, as torch does: every earlier state changes with it."""
    old.x[...] = state.x
    return state._replace(x=old.x, query=old.x)


def remembers(method, old, state, g):
    """A step length that depends on how often the object was called."""
    method.memory.append(1)
    x = old.x + 0.1 / len(method.memory) * NORM.lmo(state.m)
    return state._replace(x=x, query=x)


def mixes_seeds(method, old, state, g):
    x = state.x * (1 + 2.3e-16) if len(g) > 1 else state.x
    return state._replace(x=x, query=x)


def largest_of_all(method, old, state, g):
    """A normalization over the batch instead of the seed."""
    x = old.x - 0.1 * state.m / np.abs(state.m).max()
    return state._replace(x=x, query=x)


def unguarded(method, old, state, g):
    with np.errstate(invalid="ignore"):
        x = old.x - 0.1 * state.m / np.sqrt((state.m**2).sum(axis=(1, 2), keepdims=True))
    return state._replace(x=x, query=x)


def squares(method, old, state, g):
    """The fourth power overflows long before g does."""
    with np.errstate(over="ignore", invalid="ignore"):
        x = old.x - 0.1 * np.sign(state.m) * state.m**4 / (1 + state.m**4)
    return state._replace(x=x, query=x)


def hides_nan(state, g):
    return np.nan_to_num(g)


def spreads_nan(method, old, state, g):
    x = state.x + 0 * g.sum()
    return state._replace(x=x, query=x)


PLANTED = {
    "k does not count": (Planted(change=lambda a, old, s, g: s._replace(k=0)), "form"),
    "single precision": (Planted(change=lambda a, old, s, g: s._replace(m=s.m.astype(np.float32))), "form"),
    "extra without seeds": (Planted(change=lambda a, old, s, g: s._replace(extra=(np.ones(7),))), "form"),
    "query of another shape": (Planted(change=lambda a, old, s, g: s._replace(query=s.x[..., :1])), "form"),
    "momentum from 0": (Planted(change_start=lambda s: s._replace(m=0 * s.m)), "start"),
    "start away from x_0": (Planted(change_start=lambda s: s._replace(x=s.x + 1, query=s.x)), "start"),
    "query is a copy": (Planted(change_start=lambda s: s._replace(query=s.x.copy())), "start"),
    "last bits depend on the batch": (Planted(change=mixes_seeds), "batch"),
    "normalized over the batch": (Planted(change=largest_of_all), "batch"),
    "remembers outside the state": (Planted(change=remembers), "repeatable"),
    "overwrites g": (Planted(change_gradient=overwrites_gradient), "arguments"),
    "overwrites x": (Planted(change=overwrites_iterate), "arguments"),
    "0 / 0": (Planted(change=unguarded), "zero_gradient"),
    "overflows": (Planted(change=squares), "magnitudes"),
    "NaN is 0": (Planted(change_gradient=hides_nan), "nan"),
    "NaN in all seeds": (Planted(change=spreads_nan), "nan"),
    "ignores the regularizer": (Planted(allow=True), "regularizer"),
    "calls itself composite": (Planted(composite=True), "regularizer"),
}

HONEST = Planted()
