"""Compiled twins of rules: which kernel computes the step of a case, if any does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from ntr.engine.kernels import CompositeKernel
from ntr.linalg import Array
from ntr.norm import Norm
from ntr.regularizer import Regularizer
from ntr.steps.rule import Rule, fitting

Twin: TypeAlias = Callable[..., CompositeKernel]  # of a norm and a regularizer

_twins: dict[Rule, Twin] = {}


def twin(rule: Rule) -> Callable[[Twin], Twin]:
    """Register the function below it: it gives the kernel that computes what `rule` does, where the rule fits."""

    def register(function: Twin) -> Twin:
        _twins[rule] = function
        return function

    return register


def composite_kernel(norm: Norm, regularizer: Regularizer, x0: Array, decays: bool) -> CompositeKernel | None:
    """The twin of the first rule that fits the norm and the regularizer; None if it has none.

    x_0 lies in dom R. None also where a center could lie outside: under weight decay they stay inside if 0 lies there.
    """
    if decays and not np.isfinite(regularizer(np.zeros_like(x0), x0.ndim)):
        return None
    rule = fitting(norm, regularizer, np.zeros_like(x0), x0, np.ones(()))
    return _twins[rule](norm, regularizer) if rule in _twins else None
