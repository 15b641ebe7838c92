"""Every method equals its reference, a planted error does not, and what `ntr methods` says of either is right."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from ntr import methods as ours
from proofs_checks import equality, equality_methods
from proofs_checks.equality import Deviation
from proofs_checks.equality_methods import ENTRIES, ROUNDING, Party

# The frame of the others, and what is no method.
NOT_COMPARED = {"Method", "Parameters", "State", "TrustRegion", "parameters"}


def test_every_method_is_compared() -> None:
    assert {entry.maker.__name__ for entry in ENTRIES} == set(ours.__all__) - NOT_COMPARED
    assert len(set(equality.names())) == len(ENTRIES)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_a_method_equals_its_reference(entry) -> None:
    x0, noise = equality.inputs(entry.method.norm.shape)
    found, expected = equality.iterates(entry.method, x0, noise), entry.reference(x0, noise)
    worst = equality.difference(found, expected)
    assert worst <= ROUNDING, f"{entry.name}: {worst}, allowed {ROUNDING}, seed {equality.SEED}"
    assert np.abs(np.diff(found, axis=0)).max() > 0.01, "the iterates stand still: nothing is compared"


def half(value):
    """Half a parameter or schedule; None where it is no number or 0."""
    if callable(value):
        return lambda k: 0.5 * value(k)
    wanted = isinstance(value, float) and 0 < value < np.inf
    return 0.5 * value if wanted else None


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_half_of_a_parameter_is_seen(entry) -> None:
    x0, noise = equality.inputs(entry.method.norm.shape)
    expected, seen = entry.reference(x0, noise), 0
    for field in fields(entry.method):
        wrong = None if field.name in ("norm", "scale") else half(getattr(entry.method, field.name))
        if wrong is not None:
            planted = replace(entry.method, **{field.name: wrong})
            worst = equality.difference(equality.iterates(planted, x0, noise), expected)
            assert worst > ROUNDING, f"{entry.name}: {field.name} may be wrong: {worst}"
            seen += 1
    assert seen > 0


def test_rows_of_a_choice_and_an_unknown_name() -> None:
    (row,) = equality.rows(["nigt"])
    assert (row.name, row.defaults, row.parties, row.different) == ("nigt", "momentum=0.1", (), ())
    assert row.reference.equal
    with pytest.raises(ValueError, match="unknown method 'nothing'; there are: 'muon', 'newton_schulz_muon'"):
        equality.rows(["nothing"])


def test_what_is_not_installed_is_told_with_its_line() -> None:
    def missing(x0, noise):
        raise ModuleNotFoundError("No module named 'torch'", name="torch")

    found = equality.deviation(Party("Muon", "torch", missing, ENTRIES[0].method), *equality.inputs((4, 3)))
    assert (found.value, found.remark) == (None, "torch is missing: pip install torch==2.13.0")
    assert not found.equal


def test_a_module_that_nobody_knows_is_an_error() -> None:
    def broken(x0, noise):
        raise ModuleNotFoundError("No module named 'nothing'", name="nothing")

    with pytest.raises(ModuleNotFoundError, match="nothing"):
        equality.deviation(Party("Muon", "torch", broken, ENTRIES[0].method), *equality.inputs((4, 3)))


def test_other_shapes_and_nan_are_not_equal() -> None:
    assert equality.difference(np.zeros((2, 3)), np.zeros((3, 2))) == np.inf
    for value in (np.inf, float("nan"), 2 * ROUNDING):
        assert not Deviation("reference", value, ROUNDING).equal
    nan = equality.difference(np.zeros(2), np.array([0.0, np.nan]))
    assert np.isnan(nan)
    row = equality.Row("m", "", "", Deviation("reference", nan, ROUNDING), (Deviation("absent", None, 0.0),))
    assert [deviation.what for deviation in row.different] == ["reference"]


def test_defaults_as_they_are_written() -> None:
    assert equality.defaults(ours.Clipped) == "momentum=1.0"
    assert "scale=original" in equality.defaults(ours.ReleasedMuon)
    assert equality.defaults(ours.SmoothClipped) == "none"


def test_every_party_has_an_install_line() -> None:
    packages = {party.package for entry in ENTRIES for party in entry.parties}
    assert packages == {"optax", "torch", "pytorch_optimizer"} <= set(equality_methods.INSTALL)
