"""The trust-region step: arguments, choice of the rule, batches."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from ntr.norms import L1, L2, LInf, Lp, Schatten, Spectral
from ntr.regularizers import Ball, Box, L1Penalty, Zero
from ntr.step import Step, trust_region_step
from ntr.steps import (
    any_ball,
    any_separable,
    any_zero,
    euclidean_ball,
    euclidean_prox,
    euclidean_separable,
    lp_separable,
    maximum_separable,
    rule,
    sum_separable,
)

M = np.array([1.0, -2.0])
C = np.array([0.5, 0.1])


def chosen(norm, regularizer):
    """The module whose rule made the step."""
    m, c = np.ones((1, *norm.shape)), np.zeros((1, *norm.shape))
    for norms, regularizers, function in rule._rules:
        if (
            isinstance(norm, norms)
            and isinstance(regularizer, regularizers)
            and function(norm, regularizer, m, c, np.ones(1))
        ):
            return sys.modules[function.__module__]
    return None


@pytest.mark.parametrize(
    ("norm", "regularizer", "module"),
    [
        (Spectral((2, 2)), Zero(), any_zero),
        (LInf((2,)), Zero(), any_zero),
        (LInf((2,)), L1Penalty(1), maximum_separable),
        (Lp((2,), np.inf), L1Penalty(1), maximum_separable),
        (LInf((2,)), Box(-1, 1), maximum_separable),
        (LInf((2,)), Ball(L2((2,)), 9), any_ball),
        (L2((2,)), L1Penalty(1), euclidean_separable),
        (Lp((2,), 2), L1Penalty(1), euclidean_separable),
        (Schatten((2, 2), 2), L1Penalty(1), euclidean_separable),
        (L2((2,)), Box(-1, 1), euclidean_separable),
        (L2((2,)), Ball(Lp((2,), 2), 1), euclidean_ball),
        (L2((2,)), Ball(L1((2,)), 9), euclidean_prox),
        (L2((2,)), Ball(LInf((2,)), 9), euclidean_separable),
        (L2((2,)), Ball(Lp((2,), 3), 9), any_ball),
        (L1((2,)), L1Penalty(1), sum_separable),
        (Lp((2,), 1), Box(-1, 1), sum_separable),
        (Lp((2,), 3), L1Penalty(1e-9), lp_separable),
        (Lp((2,), 3), Box(-9, 9), lp_separable),
        (Lp((2,), 1.01), Box(-9, 9), any_separable),
        (Schatten((2, 2), 3), Box(-9, 9), any_separable),
    ],
    ids=repr,
)
def test_the_most_special_rule_is_chosen(norm, regularizer, module):
    assert chosen(norm, regularizer) is module


def test_no_batch_one_radius():
    step = trust_region_step(LInf((2,)), Zero(), M, C, 0.5)
    assert step.x.tolist() == [0.0, 0.6]
    assert step.subgradient.tolist() == [0.0, 0.0]
    assert isinstance(step, Step)


def test_lists_and_integers_are_arrays():
    assert trust_region_step(LInf((2,)), Box(-1, 1), [1, -2], [0, 0], 3).x.tolist() == [-1.0, 1.0]


@pytest.mark.parametrize("regularizer", [Zero(), L1Penalty(0.3), Box(-1, 1), Ball(L2((2,)), 1.0)], ids=repr)
def test_one_radius_per_element_of_any_batch(regularizer):
    rng = np.random.default_rng(0)
    m, c = rng.normal(size=(3, 4, 2)), rng.uniform(-0.5, 0.5, size=(3, 4, 2))
    radius = rng.uniform(0.1, 2.0, size=(3, 4))
    together = trust_region_step(L2((2,)), regularizer, m, c, radius)
    for index in np.ndindex(3, 4):
        alone = trust_region_step(L2((2,)), regularizer, m[index], c[index], radius[index])
        assert alone.x.tobytes() == together.x[index].tobytes()
        assert alone.subgradient.tobytes() == together.subgradient[index].tobytes()


def test_an_empty_batch_is_an_empty_step():
    nothing = np.empty((0, 2))
    for regularizer in (Zero(), L1Penalty(1), Box(-1, 1), Ball(L2((2,)), 1)):
        for norm in (L2((2,)), LInf((2,)), L1((2,))):
            assert trust_region_step(norm, regularizer, nothing, nothing, 1.0).x.shape == (0, 2)


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        ((np.array([1.0, np.nan]), C, 1.0), "m must be finite"),
        ((np.array([1.0, np.inf]), C, 1.0), "m must be finite"),
        ((M, np.array([1.0, -np.inf]), 1.0), "center must be finite"),
        ((np.ones(3), C, 1.0), "m must have trailing axes"),
        ((M, np.ones(3), 1.0), "center must have trailing axes"),
        ((np.ones((2, 2)), C, 1.0), "center must have the shape of m"),
        ((M, C, 0.0), "radius must be positive"),
        ((M, C, -1.0), "radius must be positive"),
        ((M, C, np.nan), "radius must be positive"),
        ((M, C, np.inf), "radius must be positive"),
        ((M, C, np.ones(2)), "radius must be a number or of shape"),
        ((np.ones((2, 2)), np.ones((2, 2)), np.array([1.0, 0.0])), "radius must be positive"),
        ((np.ones((2, 2)), np.ones((2, 2)), np.ones(3)), "radius must be a number or of shape"),
    ],
)
def test_bad_values(arguments, what):
    with pytest.raises(ValueError, match=what):
        trust_region_step(L2((2,)), L1Penalty(1.0), *arguments)


@pytest.mark.parametrize(
    ("norm", "regularizer", "radius", "what"),
    [("l2", Zero(), 1.0, "norm"), (L2((2,)), None, 1.0, "regularizer"), (L2((2,)), Zero(), "far", "radius")],
)
def test_bad_types(norm, regularizer, radius, what):
    with pytest.raises(TypeError, match=what):
        trust_region_step(norm, regularizer, M, C, radius)
