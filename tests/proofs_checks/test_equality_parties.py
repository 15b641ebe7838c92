"""Other people's implementations equal our methods. One test a package, so that one process imports it."""

from __future__ import annotations

import importlib.util

import pytest

from proofs_checks import equality
from proofs_checks.equality_methods import ENTRIES, INSTALL, ROUNDING

# Whose deviation is more than rounding, and why.
LOOSE = {
    "Muon": "its Newton-Schulz steps are in bfloat16",
    "SCION, Row": "1e-8 stands in its denominators",
    "SCION, Col, constrained": "1e-8 stands in its denominators",
}


@pytest.mark.parametrize("package", ["optax", "torch", "pytorch_optimizer"])
def test_implementations_are_equal(package: str) -> None:
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is missing: {INSTALL[package]}")
    parties = [party for entry in ENTRIES for party in entry.parties if party.package == package]
    assert parties
    for party in parties:
        x0, noise = equality.inputs(party.method.norm.shape)
        found = equality.deviation(party, x0, noise)
        assert found.equal, f"{found.what}: {found.value}, allowed {found.allowed}, seed {equality.SEED}"
        assert (party.allowed > ROUNDING) == (party.what in LOOSE), party.what
        assert party.remark == LOOSE.get(party.what, "")


def test_the_quintic_in_bfloat16_is_not_equal_to_rounding() -> None:
    """What the tolerance of torch's Muon is for; were it in double precision, the row could ask for rounding."""
    if importlib.util.find_spec("torch") is None:
        pytest.skip(f"torch is missing: {INSTALL['torch']}")
    (party,) = (party for entry in ENTRIES for party in entry.parties if party.what == "Muon")
    found = equality.deviation(party, *equality.inputs(party.method.norm.shape))
    assert found.value is not None
    assert found.value > 1e-6
