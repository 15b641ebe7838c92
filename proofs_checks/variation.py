"""What can be varied of a case: its positive numbers, each by a factor.

The numbers are the fields of the method, the noise and the problem, one level into the problem (the scalar function of
`Separable`); whole arrays are scaled, such as the center of a problem, and so are x_0 and K.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from ntr import validation
from ntr.case import Case

PARTS = ("method", "noise", "problem")
SHARES = ("momentum", "weight_decay")  # in (0, 1]: a factor that leads beyond gives 1


def parameters(case: Case) -> tuple[str, ...]:
    """The names of what can be varied, such as "method.radius", "problem.scalar.slope", "x0" and "iterations".

    Only what is not 0 (and finite): a factor changes nothing else. A whole number other than K is none.
    """
    names = [f"{part}.{name}" for part in PARTS for name in _numbers(getattr(case, part))]
    for name, value in _fields(case.problem).items():
        if dataclasses.is_dataclass(value) and name not in ("regularizer", "norm"):
            names += [f"problem.{name}.{inner}" for inner in _numbers(value)]
    return (*names, *(["x0"] if np.any(case.x0) else []), "iterations")


def varied(case: Case, logs: Mapping[str, float], longest: int) -> Case:
    """The case with each parameter times the exponential of its log.

    Parameters
    ----------
    case : Case
    logs : mapping of str to float
        By names of `parameters`; what is not named stays as it is.
    longest : int
        K is at most this, and at least 1.

    Raises
    ------
    ValueError
        For an unknown name, and where the objects do not take the numbers.
    """
    known = parameters(case)
    for name, log in logs.items():
        if name not in known:
            raise ValueError(f"logs has the unknown name {name!r}; there are: {', '.join(known)}")
        factor = math.exp(validation.finite(log, name))
        part, _, rest = name.partition(".")
        if name == "iterations":
            count = min(longest, max(1, round(case.iterations * factor)))
            case = dataclasses.replace(case, iterations=count)
        elif name == "x0":
            case = dataclasses.replace(case, x0=case.x0 * factor)
        else:
            case = dataclasses.replace(case, **{part: _scaled(getattr(case, part), rest, factor)})
    return case


def _scaled(value: Any, path: str, factor: float) -> Any:
    name, _, rest = path.partition(".")
    old = getattr(value, name)
    if rest:
        return dataclasses.replace(value, **{name: _scaled(old, rest, factor)})
    new = old * factor
    return dataclasses.replace(value, **{name: min(new, 1.0) if name in SHARES else new})


def _fields(value: Any) -> dict[str, Any]:
    if not dataclasses.is_dataclass(value):
        return {}
    return {field.name: getattr(value, field.name) for field in dataclasses.fields(value) if field.init}


def _numbers(value: Any) -> list[str]:
    return [name for name, number in _fields(value).items() if _varies(number)]


def _varies(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return value.dtype.kind == "f" and bool(np.isfinite(value).all()) and bool(value.any())
    return isinstance(value, float) and math.isfinite(value) and value != 0
