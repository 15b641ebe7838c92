"""What a rule of the trust-region step is, and the list of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from ntr.linalg import Array, largest
from ntr.norm import Norm
from ntr.regularizer import Regularizer


class Step(NamedTuple):
    """The result of a trust-region step.

    Attributes
    ----------
    x : Array
        argmin {<m, x> + R(x) : ||x - center|| <= radius}, shape of m.
    subgradient : Array or None
        r in dR(x) with -(m + r) in the normal cone of the ball at x: <m + r, x - center> = -radius ||m + r||_*
        (theory.md Lemma 2b). None only where no such r exists or none could be certified, for one element of the batch
        at least; never so if the centers lie in dom R (Algorithm 1).
    """

    x: Array
    subgradient: Array | None


# (norm, regularizer, m, center, radius) -> Step, or None if the rule does not fit. The arguments are validated: m and
# center are finite float64 arrays (*batch, *norm.shape), radius is positive, finite, of shape (*batch,).
Rule: TypeAlias = Callable[[Any, Any, Array, Array, Array], Step | None]

Classes: TypeAlias = type | tuple[type, ...]

_rules: list[tuple[Classes, Classes, Rule]] = []


def rule(norms: Classes, regularizers: Classes) -> Callable[[Rule], Rule]:
    """Register the function below it as the trust-region step of these norms with these regularizers.

    A class stands for its instances; `Norm` is any norm. Rules registered later are tried first, so that a user's own
    takes precedence over the ones that come with `ntr`. Registering happens when the module of the rule is imported.

    Raises
    ------
    TypeError
        If an argument is no class or tuple of classes of norms, respectively of regularizers.
    """
    for name, classes, base in (("norms", norms, Norm), ("regularizers", regularizers, Regularizer)):
        items: tuple[Any, ...] = classes if isinstance(classes, tuple) else (classes,)
        for item in items:
            if not (isinstance(item, type) and issubclass(item, base)):
                raise TypeError(f"{name} must be a subclass of {base.__name__} or a tuple of such, got {item!r}")

    def register(function: Rule) -> Rule:
        _rules.insert(0, (norms, regularizers, function))
        return function

    return register


def registered() -> tuple[tuple[Classes, Classes, Rule], ...]:
    """(norms, regularizers, rule) of every rule, in the order in which they are tried."""
    return tuple(_rules)


def first_fit(norm: Norm, regularizer: Regularizer, m: Array, center: Array, radius: Array) -> Step | None:
    """The step by the first rule that fits, or None."""
    found = _first(norm, regularizer, m, center, radius)
    return None if found is None else found[1]


def fitting(norm: Norm, regularizer: Regularizer, m: Array, center: Array, radius: Array) -> Rule | None:
    """The first rule that fits, or None."""
    found = _first(norm, regularizer, m, center, radius)
    return None if found is None else found[0]


def _first(norm: Norm, regularizer: Regularizer, m: Array, center: Array, radius: Array) -> tuple[Rule, Step] | None:
    for norms, regularizers, function in _rules:
        if isinstance(norm, norms) and isinstance(regularizer, regularizers):
            step = function(norm, regularizer, m, center, radius)
            if step is not None:
                return function, step
    return None


def rounding(center: Array, radius: Array, ndim: int) -> Array:
    """How far, relative to the radius, a ball may miss dom R by rounding of its center alone; shape (*batch,)."""
    return 1e-12 + 4 * np.finfo(np.float64).eps * largest(center, ndim) / radius


def require_meeting(distance: Array, regularizer: Regularizer, center: Array, radius: Array, slack: Array) -> None:
    """`ValueError` if a ball does not meet dom R: `distance` (*batch,) is that of the center from dom R.

    A ball that misses by no more than `slack` times its radius (`rounding` for exact distances) is taken to touch.
    """
    missing = np.asarray(distance > radius * (1 + slack))
    if missing.any():
        index = tuple(int(i) for i in np.argwhere(missing)[0])
        where = f" (batch element {index})" if index else ""
        raise ValueError(
            f"the ball must meet the domain of the regularizer{where}: radius {float(radius[index])!r} around center "
            f"{np.array2string(center[index], threshold=8)}, but the distance of the center from the domain of "
            f"{regularizer!r} is {float(distance[index])!r}"
        )
