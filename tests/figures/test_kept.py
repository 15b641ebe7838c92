"""The numbers of figures: computed once, again from scratch, and again when they differ."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from figures.kept import keeping, measured, remember
from ntr.case import Case
from ntr.methods import TrustRegion
from ntr.norms import L2
from ntr.store import StoreError
from ntr.theorems.nonconvex_deterministic import STATEMENTS
from problems import Gaussian, Quadratic

CALLS = []


def counted(value: float) -> tuple[float, np.ndarray]:
    """The value and an array; every call is noted."""
    CALLS.append(value)
    return value, np.arange(3.0) * value


@pytest.fixture
def store(tmp_path: Path) -> Path:
    CALLS.clear()
    return tmp_path / "numbers.sqlite"


def test_computed_once(store: Path) -> None:
    for _ in range(2):
        with keeping(store):
            value, array = remember(counted, 0.1)
            assert value == 0.1
            np.testing.assert_array_equal(array, [0.0, 0.1, 0.2])
    assert CALLS == [0.1]
    with keeping(store):
        remember(counted, 0.2)
    assert CALLS == [0.1, 0.2]


def test_from_scratch_computes_again_and_replaces(store: Path) -> None:
    for from_scratch in (False, True, False):
        with keeping(store, from_scratch):
            remember(counted, 0.1)
    assert CALLS == [0.1, 0.1]


def test_without_a_store_everything_is_computed() -> None:
    CALLS.clear()
    remember(counted, 0.1)
    remember(counted, 0.1)
    assert CALLS == [0.1, 0.1]


def test_what_has_no_key_is_computed_every_time(store: Path) -> None:
    with keeping(store):
        assert remember(len, [1, 2]) == 2
        assert [remember(lambda: 3), remember(lambda: 4)] == [3, 4]


def test_a_run_is_the_same_from_the_store(store: Path) -> None:
    case = Case(Quadratic(np.eye(1)), Gaussian(0.0), TrustRegion(L2((1,)), 0.1), np.ones(1), 20, range(1))
    fresh = measured(STATEMENTS[0], case)
    for _ in range(2):
        with keeping(store):
            again = measured(STATEMENTS[0], case)
        for a, b in zip(fresh, again, strict=True):
            np.testing.assert_array_equal(a, b)


def test_a_foreign_file_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("mine")
    with pytest.raises(StoreError, match=r"notes\.txt"), keeping(file):
        remember(counted, 0.1)
    assert file.read_text() == "mine"
