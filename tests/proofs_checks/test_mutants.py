"""Planted errors: the catalogue that `ntr verify` runs must refute them, and refutes nothing without them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pytest

from ntr.case import Setting
from ntr.theorem import Theorem
from ntr.theorems import dual_noise
from problems import Quadratic, Separable
from proofs_checks import run, tight_cases, tight_extrapolation, tight_last_iterate
from proofs_checks.check import Check, run_check
from tests.proofs_checks import planned

TIGHT = re.compile("tight|two-cycle|oscillation|overshoot|alternation|far query|slow descent")
LEVEL = run.LEVEL / 1000  # its share in a run of the default catalogue


@pytest.fixture(autouse=True, scope="module")
def honest_plan() -> None:
    """The plan is made before anything is planted: it is the same for every test."""
    planned.everything()


def tight_checks() -> list[Check]:
    """The nearly tight cases of the default plan, all forms."""
    return [check for check in planned.everything() if TIGHT.search(check.problem)]


def statuses(checks: list[Check]) -> dict[str, str]:
    return {f"{c.theorem.name}, {c.problem}": run_check(replace(c, case=replace(c.case)), LEVEL).status for c in checks}


@dataclass(frozen=True)
class Without:
    """The terms of a theorem with some of them left out: picklable, as terms must be."""

    terms: Callable
    names: tuple[str, ...]

    def __call__(self, case, iterations):
        return {name: term for name, term in self.terms(case, iterations).items() if name not in self.names}


def dropped(theorem: Theorem, *names: str) -> Theorem:
    return replace(theorem, terms=Without(theorem.terms, names))


def test_nothing_true_is_refuted():
    found = statuses(tight_checks())
    assert len(found) >= 20
    assert set(found.values()) == {"verified"}, found


@pytest.mark.parametrize(
    ("name", "terms", "problem"),
    [
        ("nonconvex_momentum/paper", ("noise", "initial noise"), "Huber slope, tight noise"),
        ("nonconvex_momentum/sharp", ("noise",), "Huber slope, tight noise"),
        ("nonconvex_momentum/zero", ("noise",), "Huber slope, tight noise"),
        ("nonconvex_momentum/zero", ("drift",), "quadratic, oscillation"),
        ("nonconvex_momentum/sharp", ("drift",), "quadratic, oscillation"),
        ("nonconvex_momentum/paper", ("drift",), "quadratic, oscillation"),
        ("nonconvex_momentum/zero", ("curvature",), "quadratic, two-cycle"),
        ("nonconvex_deterministic/zero", ("curvature",), "quadratic, two-cycle"),
        ("nonconvex_deterministic/gap", ("curvature",), "log cosh, two-cycle"),
        ("nonconvex_deterministic/paper", ("curvature",), "quadratic, two-cycle"),
        ("nonconvex_deterministic/zero", ("descent",), "saturating"),
        ("star_convex_decay/sharp", ("noise",), "linear, tight noise"),
        ("star_convex_decay/paper", ("noise",), "linear, tight noise"),
        ("star_convex_decay/sharp", ("drift",), "quadratic, overshoot"),
        ("star_convex_decay/paper", ("drift",), "quadratic, overshoot"),
        ("star_convex_decay/sharp", ("curvature",), "quadratic, alternation"),
        ("star_convex_decay/sharp", ("initial",), "quadratic, alternation"),
        ("star_convex_decay/objective", ("noise",), "linear, tight noise"),
        ("star_convex_decay/objective", ("drift",), "quadratic, overshoot"),
        ("star_convex_decay/objective", ("curvature",), "quadratic, alternation from edge to edge"),
        ("star_convex_decay/sharp", ("initial noise",), "linear, tight noise of g_0"),
        ("star_convex_decay/paper", ("initial noise",), "linear, tight noise of g_0"),
        ("star_convex_clipping/paper", ("noise",), "linear + box, tight noise"),
        ("star_convex_clipping/sharp", ("noise",), "linear + box, tight noise"),
        ("star_convex_clipping/objective", ("noise",), "linear + box, tight noise"),
        ("star_convex_clipping/paper", ("drift",), "quadratic + box, overshoot"),
        ("star_convex_clipping/sharp", ("drift",), "quadratic + box, overshoot"),
        ("star_convex_clipping/objective", ("drift",), "quadratic + box, overshoot"),
        ("star_convex_clipping/sharp", ("curvature",), "quadratic + box, alternation"),
        ("star_convex_clipping/objective", ("curvature",), "quadratic + box, alternation"),
        ("star_convex_clipping/sharp", ("initial",), "linear + box, tight noise of g_0"),
        ("star_convex_clipping/sharp", ("initial noise",), "linear + box, tight noise of g_0"),
        ("star_convex_clipping/paper", ("initial noise",), "linear + box, tight noise of g_0"),
        ("star_convex_extrapolation/paper", ("noise",), "linear, tight noise"),
        ("star_convex_extrapolation/sharp", ("noise",), "linear, tight noise"),
        ("star_convex_extrapolation/objective", ("noise",), "linear, tight noise"),
        ("star_convex_extrapolation/paper", ("drift",), "log cosh, overshoot"),
        ("star_convex_extrapolation/sharp", ("drift",), "log cosh, overshoot"),
        ("star_convex_extrapolation/objective", ("drift",), "log cosh, overshoot"),
        ("star_convex_extrapolation/paper", ("curvature",), "quadratic, alternation from edge to edge"),
        ("star_convex_extrapolation/sharp", ("curvature",), "quadratic, alternation from edge to edge"),
        ("star_convex_extrapolation/objective", ("curvature",), "quadratic, alternation from edge to edge"),
        ("star_convex_extrapolation/sharp", ("initial",), "linear, tight noise of g_0"),
        ("star_convex_extrapolation/sharp", ("initial noise",), "linear, tight noise of g_0"),
        ("star_convex_extrapolation/paper", ("initial noise",), "linear, tight noise of g_0"),
        ("nonconvex_extrapolation/paper", ("noise", "initial noise"), "log cosh, tight noise"),
        ("nonconvex_extrapolation/sharp", ("noise",), "log cosh, tight noise"),
        ("nonconvex_extrapolation/gap", ("noise",), "log cosh, tight noise"),
        ("nonconvex_extrapolation/zero", ("noise",), "log cosh, tight noise"),
        ("nonconvex_extrapolation/paper", ("drift",), "cosine, oscillation"),
        ("nonconvex_extrapolation/sharp", ("drift",), "cosine, oscillation"),
        ("nonconvex_extrapolation/zero", ("drift",), "cosine, oscillation"),
        ("nonconvex_extrapolation/paper", ("curvature",), "quadratic, two-cycle"),
        ("nonconvex_extrapolation/sharp", ("curvature",), "quadratic, two-cycle"),
        ("nonconvex_extrapolation/zero", ("curvature",), "quadratic, two-cycle"),
        ("nonconvex_extrapolation/zero", ("descent",), "saturating"),
        ("constrained_gap/sharp", ("noise",), "linear, tight noise"),
        ("constrained_gap/paper", ("noise", "initial noise"), "linear, tight noise"),
        ("constrained_gap/extrapolated", ("noise",), "linear, tight noise"),
        ("constrained_gap/sharp", ("curvature",), "quadratic, two-cycle of the ball"),
        ("constrained_gap/extrapolated", ("curvature",), "quadratic, two-cycle of the ball"),
        ("constrained_gap/sharp", ("drift",), "quadratic, overshoot"),
        ("constrained_gap/paper", ("drift",), "quadratic, overshoot"),
        ("constrained_gap/extrapolated", ("drift",), "log cosh, far query"),
        ("constrained_gap/sharp", ("descent",), "linear, tight descent"),
        ("constrained_gap/paper", ("descent",), "linear, tight descent"),
        ("dual_noise/weighted", ("noise",), "Huber slope, tight structured noise"),
        ("dual_noise/weighted", ("noise",), "Huber slope, tight low-rank noise"),
        ("dual_noise/type_two", ("noise",), "Huber slope, tight noise, d = 1"),
        ("dual_noise/gaussian", ("noise",), "Huber slope, slow descent"),
        ("inexact_lmo/zero", ("descent",), "Huber slope, short steps"),
        ("inexact_lmo/zero", ("noise",), "Huber slope, one-sided, tight noise"),
        ("inexact_lmo/zero", ("curvature",), "quadratic, two-cycle of half steps"),
        ("inexact_lmo/zero", ("drift",), "quadratic, oscillation of half steps"),
        ("inexact_lmo/replaced", ("noise",), "Huber slope, one-sided long, tight noise"),
        ("inexact_lmo/extrapolation", ("noise",), "Huber slope, extrapolated, tight noise"),
        ("inexact_lmo/extrapolation", ("curvature",), "quadratic, extrapolated two-cycle"),
        ("inexact_lmo/extrapolation", ("drift",), "saturating, oscillation of far queries"),
        ("inexact_lmo/decay", ("noise",), "Huber slope, one-sided decay, tight noise"),
        ("inexact_lmo/decay", ("drift",), "quadratic, overshoot of half steps"),
        ("inexact_lmo/decay", ("curvature",), "quadratic, alternation of half steps"),
        ("generalized_smoothness/stochastic", ("descent",), "Huber slope, small steps, descent"),
        ("generalized_smoothness/stochastic", ("noise",), "Huber slope, clipped, tight noise"),
        ("generalized_smoothness/stochastic", ("curvature",), "quadratic, two-cycle"),
        ("generalized_smoothness/stochastic", ("drift",), "quadratic, clipped oscillation"),
        ("generalized_smoothness/stochastic", ("clipping",), "Huber slope, half clipped, descent"),
    ],
)
def test_a_missing_term_is_refuted(name, terms, problem):
    checks = [c for c in planned.of_stem(name.split("/")[0]) if c.theorem.name == name and c.problem == problem]
    found = [run_check(replace(c, theorem=dropped(c.theorem, *terms)), LEVEL) for c in checks if c.target is None]
    assert "refuted" in [row.status for row in found], [(row.status, row.error, row.verdict) for row in found]


@pytest.mark.parametrize("factor", [0.5, 0.25], ids=["half", "rho dropped for d = 16"])
@pytest.mark.parametrize(
    "name",
    [
        "nonconvex_momentum/zero",
        "nonconvex_momentum/gap",
        "nonconvex_extrapolation/zero",
        "star_convex_clipping/sharp",
        "star_convex_decay/sharp",
        "star_convex_extrapolation/sharp",
        "constrained_gap/sharp",
    ],
)
def test_a_noise_level_that_is_too_small_is_refuted(name, factor, monkeypatch):
    monkeypatch.setattr(Setting, "dual_deviation", property(lambda setting: factor * setting.norm.rho * setting.sigma))
    found = statuses(
        [check for check in tight_checks() if check.theorem.name == name and check.problem.endswith("tight noise")]
    )
    assert set(found.values()) == {"refuted"}, found


@pytest.mark.parametrize("problem", [Quadratic, Separable], ids=lambda cls: cls.__name__)
@pytest.mark.parametrize(
    "name", ["nonconvex_deterministic/zero", "nonconvex_deterministic/gap", "nonconvex_momentum/zero"]
)
def test_a_halved_smoothness_is_refuted(name, problem, monkeypatch):
    honest = problem.constants

    def halved(self, norm):
        constants = honest(self, norm)
        return constants._replace(L=constants.L._replace(value=constants.L.value / 2))

    monkeypatch.setattr(problem, "constants", halved)
    found = statuses([c for c in tight_checks() if c.theorem.name == name and "two-cycle" in c.problem])
    assert "refuted" in found.values(), found


@pytest.mark.parametrize(
    "name",
    [
        "star_convex_clipping/sharp",
        "star_convex_decay/sharp",
        "star_convex_extrapolation/sharp",
        "star_convex_extrapolation/paper",
        "nonconvex_extrapolation/zero",
    ],
)
def test_a_halved_smoothness_is_refuted_from_edge_to_edge(name, monkeypatch):
    """T3, T4 and T6: the floors L D eta/2 and 2 L D eta are attained within 2 %."""
    checks = [c for c in tight_checks() if c.theorem.name == name and "quadratic" in c.problem]
    monkeypatch.setattr(Setting, "smoothness", property(lambda setting: setting.constants.L.value / 2))
    found = statuses(checks)
    assert "refuted" in found.values(), found


@pytest.mark.parametrize(
    ("name", "problem", "share"),
    [
        ("nonconvex_extrapolation/zero", "oscillation", 0.4),
        ("nonconvex_extrapolation/sharp", "oscillation", 0.3),
        ("nonconvex_extrapolation/paper", "oscillation", 0.3),
        ("star_convex_extrapolation/sharp", "overshoot", 0.02),
    ],
)
def test_a_second_order_smoothness_that_is_too_small_is_refuted(name, problem, share, monkeypatch):
    """The drift is a sum of two errors, which no case known attains together: H/2 passes, these shares do not."""
    checks = [c for c in tight_checks() if c.theorem.name == name and problem in c.problem]
    monkeypatch.setattr(Setting, "second_smoothness", property(lambda setting: share * setting.constants.H.value))
    found = statuses(checks)
    assert set(found.values()) == {"refuted"}, found


def test_t7_with_a_halved_smoothness_is_refuted(monkeypatch):
    honest = Quadratic.constants

    def halved(self, norm):
        constants = honest(self, norm)
        return constants._replace(L=constants.L._replace(value=constants.L.value / 2))

    monkeypatch.setattr(Quadratic, "constants", halved)
    for form in ("sharp", "extrapolated"):
        found = statuses(
            [c for c in tight_checks() if c.theorem.name == f"constrained_gap/{form}" and "two-cycle" in c.problem]
        )
        assert set(found.values()) == {"refuted"}, found


@pytest.mark.parametrize(
    ("name", "problem", "factor"),
    [
        ("dual_noise/weighted", "tight structured noise", 0.5),
        ("dual_noise/weighted", "tight low-rank noise", 0.5),
        ("dual_noise/type_two", "tight noise, d = 1", 0.5),
        ("dual_noise/gaussian", "slow descent", 0.2),
        ("dual_noise/error", "linear", 0.95),
        ("dual_noise/error", "linear", 1.05),
    ],
)
def test_t9_with_a_wrong_level_is_refuted(name, problem, factor, monkeypatch):
    honest = dual_noise.levels

    def scaled(setting):
        levels = honest(setting)
        known = {kind: getattr(levels, kind) for kind in ("weighted", "type_two", "gaussian")}
        return levels._replace(
            **{kind: b._replace(value=factor * b.value) for kind, b in known.items() if b is not None}
        )

    checks = [c for c in planned.of_stem("dual_noise") if c.theorem.name == name and problem in c.problem]
    monkeypatch.setattr(dual_noise, "levels", scaled)
    found = [run_check(replace(c, case=replace(c.case)), LEVEL).status for c in checks]
    assert found, (name, problem)
    assert set(found) == {"refuted"}, found


def test_t9_with_the_variance_of_another_momentum_is_refuted(monkeypatch):
    """sqrt(alpha) for s_k: the error of a momentum that starts at the exact gradient, roughly."""
    checks = [c for c in planned.of_stem("dual_noise") if c.theorem.form == "error" and c.case.method.momentum < 1]
    monkeypatch.setattr(dual_noise, "noise_scale", lambda a, k: np.sqrt(a) + 0 * k)
    assert {run_check(replace(c, case=replace(c.case)), LEVEL).status for c in checks} == {"refuted"}


def test_every_tight_case_is_nearly_tight():
    """measured/bound at its largest, for the sharpest form: within 12 % with noise at momentum 1, and for the cycles."""
    theorems = {check.theorem.name: check.theorem for check in tight_checks()}
    for name, case in (
        ("nonconvex_momentum/zero", tight_cases.tight_noise()),
        ("star_convex_decay/sharp", tight_cases.tight_noise_decay()),
        ("nonconvex_deterministic/zero", tight_cases.two_cycle(tight_cases.QUADRATIC)),
        ("constrained_gap/sharp", tight_cases.tight_noise_gap()),
        ("constrained_gap/sharp", tight_cases.antipodal()),
        ("constrained_gap/sharp", tight_cases.edge_descent()),
        ("nonconvex_extrapolation/zero", tight_extrapolation.tight_noise()),
        ("nonconvex_extrapolation/zero", tight_extrapolation.two_cycle()),
        ("star_convex_clipping/sharp", tight_last_iterate.tight_noise_clipping()),
        ("star_convex_clipping/sharp", tight_last_iterate.edge_to_edge_clipping()),
        ("star_convex_decay/sharp", tight_last_iterate.edge_to_edge_decay()),
        ("star_convex_extrapolation/sharp", tight_last_iterate.tight_noise_extrapolation()),
        ("star_convex_extrapolation/sharp", tight_last_iterate.edge_to_edge_extrapolation()),
    ):
        row = run_check(Check(theorems[name], "", case), LEVEL)
        assert row.verdict is not None, row.error
        assert (row.verdict.measured / row.verdict.bound)[row.worst] > 0.88, name
