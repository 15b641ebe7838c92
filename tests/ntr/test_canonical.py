"""Keys: equal for equal experiments, different for every other number, and refused for what has no name."""

from __future__ import annotations

import functools
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

import cvxpy as cp
import numpy as np
import pytest

from ntr import Case, TrustRegion
from ntr.canonical import Undescribable, canonical
from ntr.norms import L2, CvxNorm, KSupport, LInf
from problems import Gaussian, Quadratic


class Pair(NamedTuple):
    first: float
    second: float


def halved(k: int) -> float:
    return 0.5 ** (k + 1)


def case(**changes) -> Case:
    fields = {
        "problem": Quadratic(np.eye(3)),
        "noise": Gaussian(0.5),
        "method": TrustRegion(L2((3,)), 0.1, momentum=0.5),
    }
    return Case(**{**fields, "x0": np.ones(3), "iterations": 10, "seeds": 4, **changes})


def test_equal_cases_have_equal_keys_in_any_order_and_with_cached_constants():
    first, second = case(), case()
    second.setting.constants  # noqa: B018  # a cached property must not show
    assert canonical(first).key == canonical(second).key
    assert len(canonical(first).key) == 64


@pytest.mark.parametrize(
    "changes",
    [
        {"problem": Quadratic(np.diag([1.0, 1.0, np.nextafter(1.0, 2.0)]))},
        {"noise": Gaussian(np.nextafter(0.5, 1.0))},
        {"method": TrustRegion(LInf((3,)), 0.1, momentum=0.5)},
        {"method": TrustRegion(L2((3,)), 0.1, momentum=1.0)},
        {"method": TrustRegion(L2((3,)), halved, momentum=0.5)},
        {"x0": np.array([1.0, 1.0, 1.5])},
        {"iterations": 11},
        {"seeds": 5},
        {"seeds": range(1, 5)},
        {"root_seed": 1},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_every_number_counts(changes):
    assert canonical(case()).key != canonical(case(**changes)).key


def test_the_kinds_of_values():
    values = (
        1,
        1.0,
        True,
        "1",
        None,
        np.float64(1.0),
        np.int64(1),
        Fraction(1),
        range(1),
        (1,),
        {1: 1},
        {1},
        Pair(1, 1),
    )
    more = (np.ones(1), np.ones(1, np.float32), np.ones((1, 1)), int, np.sin, halved, functools.partial(halved, 1))
    keys = [canonical(value).key for value in (*values, *more)]
    assert keys[1] == keys[5], "np.float64 is the float"
    assert len(set(keys)) == len(keys) - 1
    assert canonical({"a": 1, "b": 2}).key == canonical({"b": 2, "a": 1}).key
    assert canonical(case().problem.gradient).data["method"] == "Quadratic.gradient"


def test_the_modules_are_those_of_the_classes():
    found = canonical(case())
    assert {"problems.quadratic", "ntr.norms.l2", "ntr.methods.trust_region"} <= found.modules
    assert canonical(case(method=TrustRegion(KSupport((3,), 2), 0.1))).code != found.code


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            case(method=TrustRegion(CvxNorm((3,), lambda x: cp.norm1(x)), 0.1)),
            "case.method.norm.expression cannot be described",
        ),
        (case(method=TrustRegion(L2((3,)), lambda k: 0.1)), "give a function or class a name in a module"),
        ([1, object()], r"case\[1\] cannot be described: .* got builtins.object"),
        (np.array([None]), "an array of objects"),
        ({"a": [lambda: 0]}, r"case\['a'\]\[0\] cannot be described"),
    ],
    ids=["lambda", "schedule", "object", "array", "nested"],
)
def test_what_has_no_name_is_refused(value, message):
    with pytest.raises(Undescribable, match=message):
        canonical(value)


def test_a_closure_and_a_local_class_are_refused():
    @functools.cache
    def local(k: int) -> float:
        return 0.1

    class Local(NamedTuple):
        x: int

    for value in (local, Local(1), Local):
        with pytest.raises(Undescribable, match="not to be found in the module"):
            canonical(value)


def test_a_change_of_one_field_of_a_frozen_value_is_seen():
    method = TrustRegion(L2((3,)), 0.1, momentum=0.5)
    assert canonical(method).key != canonical(replace(method, extrapolate=True)).key
