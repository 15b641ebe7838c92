"""Methods, problems and noises that the user names to `ntr compare`."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from ntr import debug, lmos, methods, norms
from ntr.cli.loading import load
from ntr.methods import Method, released_muon
from ntr.norm import Norm
from ntr.problem import Problem

MODULE = re.compile(r"[A-Za-z_][\w.]*:")  # how `module:expression` begins
CALL = re.compile(r"(\w+)(?:\((.*)\))?", re.DOTALL)
TUNED = ("step", "radius", "penalty", "constant")  # the first of these that a method has, and that is not given
GEOMETRY = ("shape", "norm", "problem")  # the first parameter of every method
NAMES = sorted(set(methods.__all__) - {"Method", "Parameters", "State", "parameters"}, key=str.lower)


def contender(text: str, problem: Problem, norm: Norm) -> Any:
    """The method `text` with one open parameter, a `proofs_checks.compare.Contender`.

    Parameters
    ----------
    text : str
        The name of a class or preset of `ntr.methods`, with arguments by keyword where others than the defaults are
        wanted: ``Lion``, ``muon(momentum=0.1)``. Their names are looked up in `ntr.methods`, `ntr.norms`, `ntr.lmos`.
        Or ``module:expression``, a function value -> Method: ``my_methods:make``.
    problem : Problem
        Gives the shape.
    norm : Norm
        Of the methods that take one.

    Raises
    ------
    ValueError
        If there is no such method, it cannot be evaluated, or parameters are unknown, missing or leave none open.
    """
    from proofs_checks.compare import Contender

    if MODULE.match(text):
        make: Any = load(text, object, "METHOD")
        if not callable(make):
            raise TypeError(f"METHOD {text!r} must be a function value -> Method, got {make!r}")
        return Contender(text, "value", functools.partial(_checked, make, text))
    call = CALL.fullmatch(text)
    if call is None or call[1] not in NAMES:
        raise ValueError(f"METHOD must be module:expression or one of {', '.join(NAMES)}, got {text!r}")
    maker = getattr(methods, call[1])
    names = {**vars(methods), **vars(norms), **vars(lmos), **vars(released_muon)}
    try:
        given = eval(f"dict({call[2] or ''})", names)
    except (Exception, SystemExit) as error:
        raise ValueError(f"METHOD {text!r} cannot be evaluated: {type(error).__name__}: {error}") from error
    parameters = inspect.signature(maker).parameters
    for name in given:
        if name not in parameters:
            raise ValueError(f"METHOD {text!r}: {call[1]} has no {name}, only {', '.join(parameters)}")
    open_ones = [name for name in TUNED if name in parameters and name not in given]
    if not open_ones:
        raise ValueError(f"METHOD {text!r} must leave {' or '.join(n for n in TUNED if n in parameters)} open")
    geometry = {"shape": problem.shape, "norm": norm, "problem": problem}
    fixed = {name: geometry[name] for name in GEOMETRY if name in parameters} | given
    for name, parameter in parameters.items():
        if parameter.default is parameter.empty and name not in fixed and name != open_ones[0]:
            raise ValueError(f"METHOD {text!r} needs {name}: {call[1]}({name}=...)")
    return Contender(text, open_ones[0], functools.partial(_made, maker, fixed, open_ones[0]))


def _made(maker: Callable[..., Method], fixed: dict[str, Any], name: str, value: float) -> Method:
    return maker(**fixed, **{name: value})


def _checked(make: Callable[[float], Any], text: str, value: float) -> Method:
    try:
        method = make(value)
    except ValueError:  # a value that the method does not allow
        raise
    except (Exception, SystemExit) as error:
        raise TypeError(
            f"METHOD {text!r} must be a function value -> Method; called with {value:g} it raised "
            f"{type(error).__name__}: {error}{debug.place(error)}"
        ) from error
    for member in ("norm", "start", "step", "composite"):
        if not hasattr(method, member):
            raise TypeError(f"METHOD {text!r} must be a function value -> Method, got {method!r} at {value:g}")
    return method


def task(text: str, x0: str | None = None) -> Any:
    """The `proofs_checks.compare.Task` of that name, or of a problem as ``module:expression``.

    For a problem the noise is Gaussian(1), the start `x0`, and there are 300 iterations.

    x0 is a number for all entries or a `module:expression` for an array; 0 where it is not given. `ValueError` for an
    unknown name, `TypeError` for a value that is neither a Problem nor a Task.
    """
    from problems import Gaussian
    from proofs_checks.compare import Task
    from proofs_checks.compare_tasks import TASKS

    if not MODULE.match(text):
        named = {make.__name__: make for make in TASKS}
        if text not in named:
            raise ValueError(f"--problem must be module:expression or one of {', '.join(named)}, got {text!r}")
        found = named[text]()
    else:
        value = load(text, object, "--problem")
        if isinstance(value, Problem):
            value = Task(text.partition(":")[2], value, Gaussian(1.0), np.zeros(value.shape), 300)
        if not isinstance(value, Task):
            raise TypeError(f"--problem {text!r} must be a Problem or a Task, got {value!r}")
        found = value
    return found if x0 is None else replace(found, x0=_point(x0, found.problem.shape))


def _point(text: str, shape: tuple[int, ...]) -> Any:
    if MODULE.match(text):
        return load(text, object, "--x0")
    try:
        return np.full(shape, float(text))
    except ValueError as error:
        raise ValueError(f"--x0 must be a number or module:expression, got {text!r}") from error


def norm_for(text: str | None, shape: tuple[int, ...]) -> Norm:
    """The norm as ``module:expression``, or a class of `ntr.norms` that needs a shape only; None: spectral, l_2 of vectors."""
    if text is None:
        return norms.Spectral(shape) if len(shape) == 2 else norms.L2(shape)
    if MODULE.match(text):
        return load(text, Norm, "--norm")  # type: ignore[type-abstract]  # asked with isinstance only
    maker = getattr(norms, text, None) if text in norms.__all__ else None
    if not callable(maker):
        raise ValueError(f"--norm must be module:expression or a class of ntr.norms, got {text!r}")
    try:
        norm = maker(shape)
    except TypeError as error:
        raise ValueError(f"--norm {text} needs more than a shape: give it as ntr.norms:{text}(...)") from error
    if not isinstance(norm, Norm):
        raise ValueError(f"--norm must be module:expression or a class of ntr.norms, got {text!r}")
    return norm
