"""Every lemma holds on its cases; and with a planted error it is refuted there, by name, step and seed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
import pytest

from ntr.case import Case, Setting
from proofs_checks import (
    lemma_boundedness,
    lemma_descent,
    lemma_extrapolated_error,
    lemma_inexact_lmo,
    lemma_lyapunov,
    lemma_master,
    lemma_momentum_error,
    lemma_star_convex_contraction,
    lemma_step_optimality,
    lemma_two_point,
    lemmas,
)
from proofs_checks.lemma import LemmaCheck, LemmaRow, Sides, run_lemma
from proofs_checks.transitions import Transition

NAMES = {lemma.name: module for module in lemmas.MODULES for lemma in module.LEMMAS}
NO_RIGHT = {"lemma_step_optimality/alignment", "lemma_step_optimality/subgradient"}  # their right sides are 0


@dataclass(frozen=True)
class Scaled:
    """The sides of a lemma with the right one multiplied."""

    sides: Callable[[Case, Transition], Sides]
    factor: float

    def __call__(self, case: Case, transition: Transition) -> Sides:
        sides = self.sides(case, transition)
        return sides._replace(right=self.factor * sides.right)


def of(name: str) -> list[LemmaCheck]:
    """The default checks of a lemma, those of equality first."""
    return [check for check in NAMES[name].checks() if check.lemma.name == name][::-1]


def refuting(checks: Iterable[LemmaCheck]) -> LemmaRow:
    """The first check that refutes."""
    rows = []
    for check in checks:
        rows.append(run_lemma(check))
        assert rows[-1].status != "failed", rows[-1].message
        if rows[-1].status == "refuted":
            return rows[-1]
    raise AssertionError("nothing refutes: " + str([(row.check.problem, row.closest) for row in rows]))


def assert_names(row: LemmaRow, name: str) -> None:
    """The message says which lemma, which step and which seed."""
    k, seed = row.worst
    column = 0 if seed is None else seed - row.check.case.seeds.start
    assert row.slack[k, column] < 0
    where = "mean over all samples" if seed is None else f"seed {seed}"
    assert re.match(rf"{name}, .*: step k = {k}, {where}: right - left = -", row.message), row.message


@pytest.mark.parametrize("module", lemmas.MODULES, ids=lambda module: module.STEM)
def test_every_lemma_holds_on_its_cases(module):
    rows = [run_lemma(check) for check in module.checks()]
    assert {row.check.lemma for row in rows} == set(module.LEMMAS), "a lemma without a case"
    wrong = [row.message for row in rows if row.status != "verified"]
    assert not wrong, wrong


@pytest.mark.parametrize("name", [name for name in NAMES if name not in NO_RIGHT])
def test_a_right_side_that_is_a_fifth_smaller_is_refuted(name):
    planted = [replace(check, lemma=replace(check.lemma, sides=Scaled(check.lemma.sides, 0.8))) for check in of(name)]
    assert_names(refuting(planted), name)


@pytest.mark.parametrize(
    ("name", "constant", "factor"),
    [
        ("lemma_descent/smoothness", "smoothness", 0.99),
        ("lemma_descent/lipschitz", "smoothness", 0.99),
        ("lemma_descent/decrease", "smoothness", 0.99),
        ("lemma_descent/residual", "smoothness", 0.9),
        ("lemma_two_point/forward", "smoothness", 0.99),
        ("lemma_two_point/backward", "smoothness", 0.99),
        ("lemma_momentum_error/current", "smoothness", 0.99),
        ("lemma_momentum_error/before", "smoothness", 0.99),
        ("lemma_momentum_error/paper_object", "smoothness", 0.99),
        ("lemma_momentum_error/paper", "smoothness", 0.99),
        ("lemma_momentum_error/current", "dual_deviation", 0.99),
        ("lemma_momentum_error/paper_object", "dual_deviation", 0.99),
        ("lemma_extrapolated_error/current", "second_smoothness", 0.99),
        ("lemma_extrapolated_error/before", "second_smoothness", 0.99),
        ("lemma_extrapolated_error/current", "dual_deviation", 0.99),
        ("lemma_master/pathwise", "smoothness", 0.99),
        ("lemma_master/conditional", "smoothness", 0.99),
        ("lemma_star_convex_contraction/clipping", "smoothness", 0.5),
        ("lemma_star_convex_contraction/decay", "smoothness", 0.5),
        ("lemma_lyapunov/decrease", "smoothness", 0.99),
        ("lemma_inexact_lmo/pathwise", "smoothness", 0.99),
        ("lemma_inexact_lmo/conditional", "smoothness", 0.99),
        ("lemma_inexact_lmo/decay", "smoothness", 0.5),
    ],
)
def test_a_constant_that_is_too_small_is_refuted(name, constant, factor, monkeypatch):
    honest = getattr(Setting, constant).func
    monkeypatch.setattr(Setting, constant, property(lambda setting: factor * honest(setting)))
    assert_names(refuting(of(name)), name)


def smaller(factor: float) -> Callable[..., object]:
    """A planted factor on what a function of the module returns."""
    return lambda honest: lambda *arguments: factor * honest(*arguments)


def no_noise(honest: Callable[..., float]) -> Callable[..., float]:
    """sqrt(a/(2-a)) without its transient."""
    return lambda a, k: np.sqrt(a / (2 - a)) + 0.0 * k


def without_decay(honest: Callable[..., float]) -> Callable[..., float]:
    """kappa = 1."""
    return lambda case: case.method.accuracy.tau * case.method.radius


def wrong_subgradient(honest: Callable[..., tuple]) -> Callable[..., tuple]:
    """r one and a half times as large."""
    return lambda transition: (transition.after.m, 1.5 * honest(transition)[1])


def next_gradient(honest: Callable[..., tuple]) -> Callable[..., tuple]:
    """m taken from before the step."""
    return lambda transition: (transition.before.m, honest(transition)[1])


@pytest.mark.parametrize(
    ("module", "form", "function", "plant"),
    [
        (lemma_step_optimality, "alignment", "_parts", wrong_subgradient),
        (lemma_step_optimality, "alignment", "_parts", next_gradient),
        (lemma_step_optimality, "subgradient", "_parts", wrong_subgradient),
        (lemma_boundedness, "step", "longest_step", without_decay),
        (lemma_momentum_error, "current", "longest_step", without_decay),
        (lemma_momentum_error, "current", "noise_scale", no_noise),
        (lemma_momentum_error, "paper_object", "noise_scale", no_noise),
        (lemma_momentum_error, "before", "expected_error", smaller(1.01)),
        (lemma_extrapolated_error, "current", "longest_step", smaller(0.99)),
        (lemma_extrapolated_error, "current", "noise_scale", no_noise),
        (lemma_master, "conditional", "_comparator", None),
        (lemma_star_convex_contraction, "decay", "_conditional_errors", smaller(0.9)),
        (lemma_star_convex_contraction, "clipping", "_conditional_errors", smaller(0.9)),
        (lemma_star_convex_contraction, "clipping_pathwise", "_pathwise_errors", smaller(0.5)),
        (lemma_star_convex_contraction, "decay_pathwise", "_pathwise_errors", smaller(0.5)),
        (lemma_inexact_lmo, "conditional", "_conditional_errors", smaller(0.9)),
        (lemma_inexact_lmo, "decay", "_conditional_errors", smaller(0.9)),
    ],
)
def test_a_wrong_formula_is_refuted(module, form, function, plant, monkeypatch):
    honest = getattr(module, function)
    if plant is None:  # y beyond the ball, as if theta eta were twice as large
        plant = farther
    monkeypatch.setattr(module, function, plant(honest))
    name = f"{module.STEM}/{form}"
    assert_names(refuting(of(name)), name)


def farther(honest: Callable[..., np.ndarray]) -> Callable[..., np.ndarray]:
    """The comparator of the master inequality from a ball of twice the radius."""
    return lambda case, transition, share: honest(case, transition, 2 * share)


def planted(name: str, sides: Callable[[Case, Transition], Sides]) -> Iterable[LemmaCheck]:
    return [replace(check, lemma=replace(check.lemma, sides=sides)) for check in of(name)]


def wrong_sign(case: Case, transition: Transition) -> Sides:
    """Lemma 1 with +<grad f, .>."""
    sides = lemma_descent.LEMMAS[0].sides(case, transition)
    start, end = case.problem.value(transition.before.x), case.problem.value(transition.after.x)
    linear = (transition.gradient * transition.move).reshape(len(start), -1).sum(axis=1)
    return sides._replace(left=np.abs(end - start + linear))


def without_error(case: Case, transition: Transition) -> Sides:
    """The decrease of F without eta ||e_k||."""
    sides = next(lemma.sides for lemma in lemma_descent.LEMMAS if lemma.form == "decrease")(case, transition)
    return sides._replace(right=np.full_like(sides.right, case.setting.smoothness * case.method.radius**2 / 2))


def doubled_square(case: Case, transition: Transition) -> Sides:
    """(1.1) with ||grad f(x) - grad f(y)||^2/(2L)."""
    sides = lemma_two_point.LEMMAS[0].sides(case, transition)
    difference = transition.following - transition.gradient
    square = (difference**2).reshape(len(difference), -1).sum(axis=1) / (4 * case.setting.smoothness)
    return sides._replace(left=sides.left + square)


def half_weight(case: Case, transition: Transition) -> Sides:
    """V_k with eta (1-a)/(2a)."""
    a, radius, norm = case.method.momentum, case.method.radius, case.method.norm
    sides = lemma_lyapunov.LEMMAS[0].sides(case, transition)
    removed = radius * (1 - a) / (2 * a) * (norm.dual(transition.after.m) - norm.dual(transition.before.m))
    return sides._replace(left=sides.left - removed)


def without_expected_error(case: Case, transition: Transition) -> Sides:
    """(1.2) without theta eta ||E_k e_k||."""
    honest = next(lemma.sides for lemma in lemma_master.LEMMAS if lemma.form == "conditional")
    sides = honest(case, transition)
    removed = case.method.radius * case.method.norm.dual(lemma_master.expected_error(case, transition))
    return sides._replace(right=sides.right - removed)


def one_error(case: Case, transition: Transition) -> Sides:
    """(1.3) with eta ||e_k|| in place of 2 eta ||e_k||: what holds on average only."""
    sides = lemma_master.LEMMAS[0].sides(case, transition)
    return sides._replace(right=sides.right - case.method.radius * case.method.norm.dual(transition.error))


@pytest.mark.parametrize(
    ("name", "sides"),
    [
        ("lemma_descent/smoothness", wrong_sign),
        ("lemma_descent/decrease", without_error),
        ("lemma_two_point/forward", doubled_square),
        ("lemma_lyapunov/decrease", half_weight),
        ("lemma_master/pathwise", one_error),
        ("lemma_master/conditional", without_expected_error),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_wrong_statement_is_refuted(name, sides):
    assert_names(refuting(planted(name, sides)), name)
