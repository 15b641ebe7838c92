"""The conformance kit of norms is itself checked, with planted bugs."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.bound import Bound
from ntr.conformance import ConformanceError, check_norm, embedding_lower_bound
from ntr.conformance.norm import CHECKS
from ntr.norms import L1, L2, LInf, Lp, Nuclear, Spectral
from tests.ntr.conformance.norm_mutants import PLANTED, E, M, Mutant, V


def failures(norm):
    with pytest.raises(ConformanceError) as caught:
        check_norm(norm)
    return caught.value.failures


@pytest.mark.parametrize("name", PLANTED)
def test_planted_bug_is_caught_by_the_check_that_names_it(name):
    mutant, check = PLANTED[name]
    found = failures(mutant)
    assert check in found, f"{name}: caught by {sorted(found)}, not by {check!r}"


def test_every_check_catches_something():
    """Each check is the one that names some bug: none is idle."""
    assert {check for _, check in PLANTED.values()} == set(CHECKS)


def test_mutants_are_right_without_their_mutation():
    for base in (L1(V), Spectral(M)):
        check_norm(Mutant(base))


# ---------------------------------------------------------------- the report


def test_the_report_names_check_values_tolerance_and_seed():
    with pytest.raises(AssertionError) as caught:
        check_norm(Mutant(L2(V), lmo_=lambda n, g: 0.5 * n.lmo(g)), seed=11)
    message = str(caught.value)
    assert "[duality] -<g, lmo(g)>: got" in message
    for part in ("Mutant(base=L2(shape=(4,))", "expected", "allowed", "seed 11", "at ["):
        assert part in message, message


def test_returns_the_names_of_the_checks():
    assert check_norm(L1(V)) == tuple(CHECKS)


def test_excluded_checks_do_not_run():
    loose = Mutant(LInf(V), embedding_=lambda n, p: Bound(2 * n.embedding(p).value, True))
    assert check_norm(loose, exclude={"embedding": "upper bound marked exact, issue 12"}) == tuple(
        name for name in CHECKS if name != "embedding"
    )


@pytest.mark.parametrize("exclude", [{"dualty": "typo"}, {"duality": ""}])
def test_exclusions_must_be_known_and_have_a_reason(exclude):
    with pytest.raises(ValueError, match="exclude must"):
        check_norm(L1(V), exclude=exclude)


def test_a_tolerance_for_approximate_norms():
    rounded = Mutant(L2(V), lmo_=lambda n, g: (1 - 1e-5) * n.lmo(g))
    assert "duality" in failures(rounded)
    check_norm(rounded, tolerance=1e-4)
    with pytest.raises(ValueError, match="tolerance must be positive"):
        check_norm(rounded, tolerance=0)


def test_only_norms():
    with pytest.raises(TypeError, match=r"instance of ntr\.norm\.Norm, got 3"):
        check_norm(3)


@pytest.mark.parametrize("seed", range(1, 6))
@pytest.mark.parametrize("norm", [L1(V), LInf(M), Lp(E, 2.5), Spectral((2, 3)), Nuclear((3, 2))], ids=repr)
def test_right_norms_pass_for_every_seed(norm, seed):
    check_norm(norm, seed=seed)


# ---------------------------------------------------------------- the search


def test_the_search_finds_what_random_points_miss():
    norm = L1((30,))
    points = np.random.default_rng(0).normal(size=(2000, 30))
    random = (L2((30,))(points) / norm(points)).max()
    assert random < 0.5
    assert embedding_lower_bound(norm, 2)[0] == pytest.approx(1, rel=1e-12)


def test_the_search_never_leaves_the_ball():
    cheating = Mutant(L2(V), lmo_=lambda n, g: 2 * n.lmo(g))
    value, u = embedding_lower_bound(cheating, 3)
    assert value == pytest.approx(1, rel=1e-12)
    assert L2(V)(u) <= 1 + 1e-14


def test_the_search_depends_on_the_seed_only():
    first, second = (embedding_lower_bound(Lp(V, 2.5), 3, seed=5) for _ in range(2))
    assert first[0] == second[0]
    np.testing.assert_array_equal(first[1], second[1])
