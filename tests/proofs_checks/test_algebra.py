"""The claims are proved by sympy and hold on random rationals; wrong ones are not; and they speak about the code's tunings."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import sympy

from ntr import star_convex
from ntr.inexact_lmo import certified_accuracy
from ntr.methods import Clipped, parameters
from ntr.theorems import dual_noise
from proofs_checks import (
    algebra_facts,
    algebra_inexact,
    algebra_last_iterate,
    algebra_nonconvex,
    claims,
    run,
)
from proofs_checks.algebra import Claim, Tuning, check, prove
from proofs_checks.check import Check
from tests.proofs_checks import planned

MODULES = (algebra_facts, algebra_nonconvex, algebra_last_iterate, algebra_inexact)
CLAIMS = [claim for module in MODULES for claim in module.CLAIMS]
TUNINGS = {tuning.theorem: tuning for module in MODULES[1:] for tuning in module.TUNINGS}


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_claim_is_proved(claim):
    assert prove(claim) == []


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
@pytest.mark.parametrize("seed", [0, 1])
def test_claim_holds_on_random_rationals(claim, seed):
    assert check(claim, seed=seed, count=100) == []


def test_names_are_unique():
    names = [claim.name for claim in CLAIMS]
    assert len(set(names)) == len(names)
    assert all(claim.statement and claim.source for claim in CLAIMS)


# --- wrong claims ----------------------------------------------------------------------------------------------------


def wrong(tuning: Tuning, **factors: Fraction) -> Claim:
    """The tuning with some of its parameters multiplied: a planted error."""

    def parameters_of(**values):
        found = tuning.parameters(**values)
        return {**found, **{name: factor * found[name] for name, factor in factors.items()}}

    return replace(tuning, parameters=parameters_of).claim()


@pytest.mark.parametrize("name", [name for name in TUNINGS if "deterministic" not in name])
@pytest.mark.parametrize("factors", [{"noise": Fraction(11, 10)}, {"eta": Fraction(3, 2)}], ids=["noise", "eta"])
def test_a_wrong_tuning_is_caught(name, factors):
    """10 % more noise than alpha allows, or half as large a radius again (K with it): exactly evaluated, and not provable."""
    claim = wrong(TUNINGS[name], **factors)
    found = next((lines for seed in range(5) if (lines := check(claim, seed=seed))), [])
    assert found, name
    assert name in found[0]
    assert "seed" in found[0]
    if name in ("nonconvex_momentum/paper", "star_convex_decay/paper", "constrained_gap/sharp"):
        assert prove(claim)


@pytest.mark.parametrize("name", ["paper", "gap", "zero"])
@pytest.mark.parametrize("factors", [{"K": Fraction(9, 10)}, {"L": Fraction(11, 10)}], ids=["K", "L"])
def test_a_wrong_deterministic_tuning_is_caught(name, factors):
    claim = wrong(TUNINGS[f"nonconvex_deterministic/{name}"], **factors)
    assert check(claim, count=400)


def test_the_paper_sum_is_31_32_and_no_less():
    tuning = TUNINGS["nonconvex_momentum/paper"]
    assert tuning.share == Fraction(31, 32)
    tight = replace(tuning, share=Fraction(30, 32)).claim()
    zero = dict.fromkeys(tuning.free, Fraction(0)) | {"eps": Fraction(1), "L": Fraction(1)}
    assert tuning.claim().slacks(**zero) == {"share eps - bound": 0}
    assert tight.slacks(**zero)["share eps - bound"] == Fraction(-1, 32)
    assert check(tight, count=2000)


@pytest.mark.parametrize(
    ("slacks", "free"),
    [
        (lambda x, y: {"xy - x": x * y - x}, ("x", "y")),
        (lambda x, y: {"x - y": x - y}, ("x", "y")),
        (lambda x, y: {"identity": (x + y) ** 2 - x**2 - y**2 - 3 * x * y}, ("x", "y")),
        (lambda x, y: {"negative": -1 / (1 + x + y)}, ("x", "y")),
    ],
)
def test_false_claims_are_not_proved_and_have_counterexamples(slacks, free):
    claim = Claim("false", "", "", free, slacks)
    assert prove(claim)
    assert check(claim)


def test_a_float_is_refused():
    claim = Claim("float", "", "", ("x",), lambda x: {"x": float(x)})
    with pytest.raises(TypeError, match="float, x: must be rational"):
        check(claim)


# --- square roots of 2 and 3, and what is not rational, by sympy -----------------------------------------------------


def test_the_tuned_euclidean_radius_and_its_inverse():
    """psi is the inverse of phi/eta on both branches, and they meet at t = 3 L eta/2."""
    t = sympy.Symbol("t", positive=True)  # L = eta = 1
    first, second = sympy.sqrt(1 + 4 * t**2 / 3), t + sympy.Rational(1, 2)
    assert sympy.simplify(sympy.sqrt(3) / 2 * sympy.sqrt(first**2 - 1) - t) == 0
    assert sympy.simplify(second - sympy.Rational(1, 2) - t) == 0
    assert first.subs(t, sympy.Rational(3, 2)) == second.subs(t, sympy.Rational(3, 2)) == 2
    assert sympy.diff(first, t).subs(t, sympy.Rational(3, 2)) == 1  # and with equal slopes


def test_h_is_concave_in_the_radius_with_its_maximum_at_the_tuned_one():
    eps, L, eta = sympy.symbols("eps L eta", positive=True)
    h = eta * eps - L**2 * eta**3 / (4 * eps)
    (best,) = sympy.solve(sympy.diff(h, eta), eta)
    assert sympy.simplify(best - 2 * eps / (sympy.sqrt(3) * L)) == 0
    assert sympy.simplify(h.subs(eta, best) - 4 * eps**2 / (3 * sympy.sqrt(3) * L)) == 0


def test_a_counterexample_refutes_in_a_run():
    claim = Claim("false", "", "", ("x", "y"), lambda x, y: {"x - y": x - y})
    row = claims.run_claim(claim)
    assert row.status == "refuted"
    assert claims.as_json(row)["counterexamples"]
    right = claims.run_claim(CLAIMS[0])
    assert right.status == "verified"
    assert "1 verified, 1 refuted" in claims.lines([row, right])[-1]
    assert claims.lines([row, right])[0].startswith("refuted: false, x - y: -")
    assert run.Results([], [], claims=[right]).exit_code == 0
    assert run.Results([], [], claims=[row, right]).exit_code == 1


def test_the_run_holds_all_claims():
    assert [claim.name for claim in claims.CLAIMS] == [claim.name for claim in CLAIMS]
    assert run.plan(["algebra"]).claims == claims.CLAIMS
    assert not run.plan(["lemma_lyapunov"]).claims


# --- the code --------------------------------------------------------------------------------------------------------


def tuned_checks() -> list[Check]:
    """Every form that has a claim, at its own parameters for the settings of the tuned runs of its stem, where it has any."""
    found = []
    for stem in run.STEMS:
        for item in planned.of_stem(run.name_of(stem)):
            if item.target is None:
                continue
            for form in stem.STATEMENTS:
                if form.name not in TUNINGS:
                    continue
                try:
                    case = form.tuned(item.case.setting, item.target)
                except ValueError:  # this form has no tuning for the setting: no comparator, no H
                    assert form is not item.theorem
                    continue
                if not form.violated(case):
                    found.append(Check(form, item.problem, case, item.target))
    return found


def values(item: Check, terms: dict[str, float]) -> dict[str, float]:
    """The parameters of a tuning as floats, from the case that the code tuned."""
    theorem, setting, method = item.theorem, item.case.setting, item.case.method
    eta, a, decay = (method.radius, method.momentum, 0.0) if isinstance(method, Clipped) else parameters(method)
    delta, tau = certified_accuracy(setting.lmo, setting.norm)
    K = float(item.case.iterations)
    found = {
        "a": a,
        "eta": eta,
        "K": K,
        "eps": item.target,
        "noise": setting.dual_deviation,
        "kept": 1 - delta,
        "tau": tau,
    }
    if theorem.form in ("paper", "simple"):
        found["root"] = math.sqrt(a)
    elif theorem.form == "sharp" and theorem.stem.startswith("nonconvex"):
        found["root"] = math.sqrt(a / (2 - a))
    else:
        found["root"] = math.sqrt(a * (2 - a))
    if theorem.stem == "generalized_smoothness":
        found["L0"], found["L1"] = setting.generalized_smoothness
    else:
        found["L"] = setting.smoothness
    if setting.constants.H is not None:
        found["H"] = setting.constants.H.value
    if theorem.stem == "dual_noise":
        found["noise"] = getattr(dual_noise.levels(setting), theorem.form).value
    if decay > 0:
        found["D"] = eta / decay
    if "initial" in terms:  # a bound of the last iterate
        if theorem.stem == "star_convex_clipping":
            objective = theorem.form == "objective"
            reference = (star_convex.on_domain_objective if objective else star_convex.on_domain)(setting)
            found["D"] = reference.reach
        contraction = 1 - eta / found["D"]
        found["X"] = contraction ** (K if theorem.form == "paper" else K - 1)
        found["Phi"] = terms["initial"] / contraction**K
        found["eps"] -= terms["comparator"]
    else:
        left = 1.0
        if theorem.stem == "generalized_smoothness":
            left = 1 - found["L1"] * eta * (2 / a - 1.5)
        scale = found["D"] if theorem.stem == "constrained_gap" else 1.0
        found["gap"] = terms["descent"] * eta * K * found["kept"] * left / scale
    return found


def test_the_claims_are_about_the_tunings_of_the_code():
    """The bound of the code <= the terms of the claim at the code's own parameters <= epsilon."""
    seen = set()
    for item in tuned_checks():
        name = item.theorem.name
        terms = {
            key: float(np.squeeze(value))
            for key, value in item.theorem.terms(item.case, np.array([float(item.case.iterations)])).items()
        }
        given = values(item, terms)
        claimed = sum(TUNINGS[name].terms(given).values())
        bound = sum(terms.values()) - terms.get("comparator", 0.0)
        assert bound <= claimed * (1 + 1e-9), (name, item.problem, bound, claimed)
        assert claimed <= float(TUNINGS[name].share) * given["eps"] * (1 + 1e-9), (name, item.problem, claimed, given)
        seen.add(name)
    missing = set(TUNINGS) - seen
    assert not missing, f"no tuned run of {missing}"
