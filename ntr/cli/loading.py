"""Objects that the user names on the command line: `module:expression`, or an installed package's entry point."""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import sys
from typing import Any, TypeVar

from ntr import debug
from ntr.conformance import check_norm
from ntr.norm import Norm

Kind = TypeVar("Kind")

NORMS = "ntr.norms"  # the entry point group of norms


def load(text: str, kind: type[Kind], option: str) -> Kind:
    """The value of `module:expression`; only that module is imported, from the current folder or the path.

    Parameters
    ----------
    text : str
        Such as ``my_norms:MyNorm((4,))``. The expression is evaluated with the names of the module.
    kind : type
        What the value must be.
    option : str
        The option, for error messages.

    Raises
    ------
    ValueError
        If the module cannot be imported or the expression not be evaluated.
    TypeError
        If the value is no `kind`.
    """
    module_name, separator, expression = text.partition(":")
    if not separator or not module_name or not expression:
        raise ValueError(f"{option} must be module:expression, got {text!r}")
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    try:
        value: Any = eval(expression, dict(vars(importlib.import_module(module_name))))
    except (Exception, SystemExit) as error:
        raise ValueError(
            f"{option} {text!r} cannot be loaded: {type(error).__name__}: {error}{debug.place(error)}"
        ) from error
    if not isinstance(value, kind):
        raise TypeError(f"{option} {text!r} must be a {kind.__name__}, got {value!r}")
    return value


def installed_norms() -> dict[str, importlib.metadata.EntryPoint]:
    """The norms of installed packages: entry points of the group `ntr.norms`, by name; nothing is imported yet."""
    return {point.name: point for point in importlib.metadata.entry_points(group=NORMS)}


def load_norm(text: str, option: str = "--norm") -> Norm:
    """A norm as `module:expression`, or by the name of an entry point whose value is a Norm, or makes one when called.

    It is not checked: see `checked_norm`.
    """
    if ":" in text:
        return load(text, Norm, option)  # type: ignore[type-abstract]  # asked with isinstance only
    points = installed_norms()
    if text not in points:
        there = ", ".join(points) or "none is installed"
        raise ValueError(
            f"{option} must be module:expression or an entry point of {NORMS} ({there}), such as 'ntr.norms:L1((4,))', "
            f"got {text!r}"
        )
    try:
        value = points[text].load()
        value = value if isinstance(value, Norm) else value()
    except (Exception, SystemExit) as error:
        raise ValueError(
            f"{option} {text!r} cannot be loaded: {type(error).__name__}: {error}{debug.place(error)}"
        ) from error
    if not isinstance(value, Norm):
        raise TypeError(f"{option} {text!r} must be a Norm, got {value!r}")
    return value


def checked_norm(text: str, option: str = "--norm") -> Norm:
    """The same, after `check_norm`: on what is no norm, or has a wrong LMO, every verdict would mislead."""
    norm = load_norm(text, option)
    check_norm(norm)
    return norm
