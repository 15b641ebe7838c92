"""Clipping against decay: the constants, the ball, and what is refuted when they are taken to be the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from proofs_checks.clipping_vs_decay import SHARES, THEOREMS, path, prescribed, same_constants, stays


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("assumed", SHARES)
def test_the_ratio_of_the_constants(share, assumed):
    """The planted error: D of T3 taken for another distance."""
    assert (same_constants(share, assumed).status == "verified") == (share == assumed)


@pytest.mark.parametrize("kind", THEOREMS)
def test_the_rate_is_between_its_neighbours(kind):
    ratio = prescribed(kind, 0.5, 0.01) / prescribed(kind, 0.5, 0.02)
    assert 2**3 < ratio < 2**3.5, ratio


@pytest.mark.parametrize("kind", THEOREMS)
def test_both_stay_in_the_ball(kind):
    case = path(kind, 1.5, iterations=60)
    assert stays(kind, case).status == "verified"


def test_a_smaller_decay_leaves_the_ball():
    case = path("decay", 1.5, iterations=60)
    loose = replace(case, method=replace(case.method, weight_decay=case.method.weight_decay / 2))
    assert stays("decay", loose).status == "refuted"
