"""Planted errors: `verify` must refute them on the catalogue, and refutes nothing without them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ntr.case import Case
from proofs_checks import (
    mutants,
    mutants_bounds,
    mutants_table,
    run,
    tight_cases,
    tight_extrapolation,
    tight_last_iterate,
)
from proofs_checks.check import Check, run_check
from proofs_checks.mutant import Mutant, run_mutant
from proofs_checks.mutants_changes import Drop, WrongTerms
from proofs_checks.mutants_constants import Factor, factors
from proofs_checks.mutants_terms import believing
from tests.proofs_checks import planned

LEVEL = run.LEVEL / 1000  # its share in a run of the default catalogue

# A few of every family, those whose first check refutes in no time; `test_every_mistake` runs all.
SAMPLE = {
    ("nonconvex_deterministic", "twice the radius"),
    ("nonconvex_deterministic", "no normalization: x - eta m"),
    ("nonconvex_deterministic", "the LMO of l_2"),
    ("nonconvex_deterministic", "gradients ten steps late"),
    ("nonconvex_deterministic", "off by one: k = 1..K for k < K"),
    ("nonconvex_deterministic", "||.||_2 for the dual norm (hides: half of the descent)"),
    ("nonconvex_deterministic/zero", "no term of curvature"),
    ("nonconvex_deterministic/zero", "descent: K -> K^2"),
    ("nonconvex_deterministic/zero_min", "no term of first step"),
    ("star_convex_decay", "m_0 = 0"),
    ("star_convex_decay", "decay inside: (1 - beta)(x + eta d)"),
    ("star_convex_decay", "mean over k < K for the last iterate"),
    ("star_convex_decay/sharp", "noise: sqrt(alpha) -> alpha"),
    ("star_convex_decay/sharp", "noise: rho dropped"),
    ("star_convex_decay/sharp", "no term of drift"),
    ("star_convex_decay/sharp", "no term of initial noise"),
    ("star_convex_decay/sharp", "curvature: kappa = 1"),
    ("nonconvex_deterministic/gap", "tuned, K/2"),
    ("nonconvex_deterministic/gap", "tuned, 2 eta"),
    ("star_convex_decay/sharp", "tuned, K/2"),
    ("star_convex_decay/sharp", "tuned, alpha = 1"),
}


def hinted(mutant: Mutant) -> list[Check]:
    """The checks that `ntr mutants` tries."""
    return mutants.candidates(mutant, planned.of_stem(mutant.stem), full=False)


def find(theorem: str, mistake: str) -> Mutant:
    """The mutant of that name."""
    (found,) = [m for m in mutants.everything() if (m.theorem, m.mistake) == (theorem, mistake)]
    return found


@pytest.mark.parametrize(("theorem", "mistake"), sorted(SAMPLE))
def test_a_mistake_is_refuted(theorem, mistake):
    mutant = find(theorem, mistake)
    row = run_mutant(mutant, hinted(mutant), LEVEL)
    assert row.status == "killed", (row.tried, row.errors)
    assert row.killer is not None
    assert row.killer.check.theorem.name.startswith(theorem)


def test_the_honest_checks_of_the_sample_are_verified():
    """What refutes a mistake verifies the theorem without it."""
    checks = {id(check): check for name in SAMPLE for check in hinted(find(*name))}
    rows = [run_check(check, LEVEL) for check in checks.values()]
    assert len(rows) > 20
    wrong = [
        (row.check.theorem.name, row.check.problem, row.status, row.error) for row in rows if row.status != "verified"
    ]
    assert not wrong


def test_what_changes_nothing_survives():
    """Nothing is called killed that is true: the right theorem with every hint survives, and the exit code says so."""
    right = Mutant("bounds", "nonconvex_deterministic/zero", "none", lambda check: check, ("quadratic, two-cycle",))
    row = run_mutant(right, hinted(right), LEVEL)
    assert (row.status, row.tried, row.killer) == ("survived", 1, None)
    assert mutants.Results([row], []).exit_code == 1
    excused = run_mutant(replace(right, harmless="it is true"), hinted(right), LEVEL)
    assert excused.status == "harmless"
    assert mutants.Results([excused], []).exit_code == 0
    text = "\n".join(mutants_table.lines(mutants.Results([row, excused], [])))
    assert "bounds, 2 mistakes: 0 killed, 1 harmless, 0 open, 1 survived" in text
    assert "it is true" in text


def test_a_check_that_fails_kills_nothing():
    broken = Mutant(
        "bounds", "nonconvex_deterministic/zero", "no terms", WrongTerms(lambda terms: lambda case, iterations: {"all": 0.0}),
        ("quadratic, two-cycle",),
    )  # fmt: skip
    row = run_mutant(broken, hinted(broken), LEVEL)
    assert row.status == "survived"
    assert "the bound must be positive" in row.errors[0]


def test_honest_code_hides_nothing():
    seen = Mutant(
        "code", "nonconvex_deterministic/zero", "none", lambda check: check, ("slope, descent",),
        masked=WrongTerms(Drop("descent")),
    )  # fmt: skip
    assert run_mutant(seen, hinted(seen), LEVEL).status == "survived"


def test_every_term_of_every_form_has_a_mutant():
    for module in run.STEMS:
        for theorem in module.STATEMENTS:
            check = next(c for c in planned.of_stem(theorem.stem) if c.theorem.name == theorem.name)
            terms = check.theorem.terms(check.case, np.array([float(check.case.iterations)]))
            if theorem.name in mutants_bounds.SINGLE:
                assert len(terms) == 1, theorem.name
            else:
                assert set(terms) == set(mutants_bounds.TERMS[theorem.name]), theorem.name


def test_names_are_unique_and_every_hint_is_a_problem_of_the_catalogue():
    listed = mutants.everything()
    names = [(mutant.theorem, mutant.mistake) for mutant in listed]
    assert len(set(names)) == len(names)
    problems = {check.problem for check in planned.everything()}
    missing = {hint for mutant in listed for hint in mutant.hints} - problems
    assert not missing
    alone = [(m.theorem, m.mistake) for m in listed if m.harmless is None and not hinted(m)]
    assert not alone, "no hint of these is among the checks of the theorem"


def test_factors_of_constants():
    """1 would be the right constant: L and Delta_0 of T1 are caught when they are 1 % too small."""
    module = run.STEMS[0]
    theorem = next(t for t in module.STATEMENTS if t.form == "zero")
    hard = [c for c in planned.of_stem(theorem.stem) if c.problem in ("quadratic, two-cycle", "slope, descent")]
    found = {factor.symbol: factor for factor in factors(theorem, hard, LEVEL)}
    assert set(found) == {"L", "Delta_0"}
    assert all(0.98 < factor.share < 1 and factor.status == "killed" for factor in found.values()), found
    assert factors(theorem, [], LEVEL)[0].status == "survived", "without a check nothing is caught"
    assert mutants.Results([], [Factor("a/b", "L", 0.0, None, 0.0)]).exit_code == 1


def test_beliefs_change_the_bound_and_not_the_case():
    case = tight_cases.two_cycle(tight_cases.QUADRATIC)
    believed: Case = believing(case, smoothness=0.25)
    assert (believed.setting.smoothness, case.setting.smoothness) == (0.25, 1.0)
    assert believed.setting.initial_gap == case.setting.initial_gap
    assert believing(case, domain_radius=3.0).setting.domain_radius == 3.0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"stems": ("nothing",)}, "unknown theorem 'nothing'; there are: nonconvex_deterministic"),
        ({"family": "nothing"}, "unknown family 'nothing'; there are: methods, constants, bounds, code, parameters"),
    ],
)
def test_unknown_names(arguments, message):
    with pytest.raises(ValueError, match=message):
        mutants.plan(**arguments)


@pytest.mark.long
@pytest.mark.parametrize("stem", [run.name_of(module) for module in run.STEMS])
def test_every_mistake(stem):
    results = mutants.run_tasks(mutants.plan([stem]), level=LEVEL)
    assert not [(row.mutant.theorem, row.mutant.mistake) for row in results.rows if row.status == "survived"]
    assert not [factor for factor in results.factors if factor.status == "survived"]


@pytest.mark.long
def test_every_tight_case_is_nearly_tight():
    """measured/bound at its largest, for the sharpest form: within 12 % with noise at momentum 1, and for the cycles."""
    theorems = {check.theorem.name: check.theorem for check in planned.everything()}
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
