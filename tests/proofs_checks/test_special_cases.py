"""Muon, normalized SGD and signSGD: each is itself, none is another, and each lowers its own sizes only."""

from __future__ import annotations

import pytest

from ntr.methods import muon, normalized_sgd, sign_sgd
from proofs_checks import equality_references as references
from proofs_checks.equality import difference, inputs, iterates
from proofs_checks.special_cases import SHAPE, SPECIALS, findings, lowers, matches

PRESETS = (muon, normalized_sgd, sign_sgd)


def test_all_claims_hold():
    assert [found.status for found in findings(1e-3)] == ["verified"] * 6


@pytest.mark.parametrize("special", SPECIALS, ids=lambda s: s.name)
@pytest.mark.parametrize("other", SPECIALS, ids=lambda s: s.name)
def test_no_method_is_taken_for_another(special, other):
    """The planted error: the wrong norm."""
    same = special is other
    assert (matches(special, other).status == "verified") == same
    assert (lowers(special, other.sizes).status == "verified") == same


@pytest.mark.parametrize(
    ("special", "preset"), list(zip(SPECIALS, PRESETS, strict=True)), ids=lambda p: getattr(p, "name", "")
)
def test_the_presets_are_the_same_bits(special, preset):
    x0, noise = inputs(SHAPE)
    named = preset(SHAPE, references.eta, 1 - references.MU, references.DECAY)
    assert difference(iterates(named, x0, noise), iterates(special.method(), x0, noise)) == 0
