"""All explanations: which there are, and which of them a run takes."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Sequence
from types import ModuleType

from ntr.norm import Norm
from proofs_checks import (
    clipping_vs_decay,
    digits,
    embedding,
    geometry,
    muon_vs_osgdm,
    newton_schulz,
    special_cases,
    trajectories,
    weight_decay,
)
from proofs_checks.explanation import Explanation

MODULES: tuple[ModuleType, ...] = (
    muon_vs_osgdm,
    weight_decay,
    special_cases,
    clipping_vs_decay,
    newton_schulz,
    embedding,
    geometry,
    trajectories,
    digits,
)


def name_of(module: ModuleType) -> str:
    """The name of an explanation."""
    return module.__name__.rpartition(".")[2]


NAMES = tuple(map(name_of, MODULES))


def chosen(stems: Sequence[str] = (), norm: str | Norm | None = None) -> list[Explanation]:
    """The explanations of a run.

    Parameters
    ----------
    stems : sequence of str
        What the run was asked for; those that are no explanations are left to others. Empty: all explanations.
    norm : str or Norm, optional
        A norm of your own goes to those that take one. With a norm only the named ones run.

    Raises
    ------
    ValueError
        If a named explanation takes no norm, and there is one; or if the norm is not of the plane.
    """
    taken = [module for module in MODULES if name_of(module) in stems or not (stems or norm is not None)]
    if norm is None:
        return [Explanation(name_of(module), module.findings) for module in taken]
    takers = [
        name_of(m) for m in MODULES if isinstance(norm, Norm) and "norm" in inspect.signature(m.findings).parameters
    ]
    for module in taken:
        if name_of(module) not in takers:
            there = f"of your own only {', '.join(takers)}" if takers else "none does by its name"
            raise ValueError(f"explanation {name_of(module)!r} takes no norm, got {norm!r} ({there})")
    if taken and isinstance(norm, Norm):
        geometry.shown(norm)  # all that take one are pictures of the plane: told before the work
    return [Explanation(name_of(module), functools.partial(module.findings, norm=norm)) for module in taken]
