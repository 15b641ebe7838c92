"""The data set that ships with the project."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from problems import digits
from problems import digits as digits_function


def test_all_of_it() -> None:
    features, labels = digits()
    assert features.shape == (1797, 64)
    assert features.min() == 0
    assert features.max() == 1
    assert np.array_equal(np.bincount(labels), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    assert digits()[0] is features, "loaded once"
    with pytest.raises(ValueError, match="read-only"):
        features[0, 0] = 1.0


def test_first_image() -> None:
    """The first line of the file: a zero."""
    features, labels = digits()
    assert labels[0] == 0
    assert np.array_equal(16 * features[0, :8], [0, 0, 5, 13, 9, 1, 0, 0])


def test_classes_and_pooling() -> None:
    whole, names = digits()
    features, labels = digits(classes=(8, 3), pooling=2)
    assert features.shape == (357, 16)
    assert np.array_equal(labels, (names[np.isin(names, (3, 8))] == 8).astype(int))
    image = whole[names == 3][0].reshape(8, 8)
    first = features[np.flatnonzero(labels == 0)[0]].reshape(4, 4)
    assert first[1, 2] == pytest.approx(image[2:4, 4:6].mean())


def test_checksum_is_verified(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    module: Any = __import__("sys").modules["problems.digits"]
    changed = tmp_path / "digits.csv.gz"
    changed.write_bytes(gzip.compress(b"1,2,3\n"))
    monkeypatch.setattr(module, "_FILE", changed)
    module._load.cache_clear()
    try:
        with pytest.raises(ValueError, match="SHA-256"):
            module._load()
    finally:
        module._load.cache_clear()


@pytest.mark.parametrize(
    "arguments",
    [{"classes": (3,)}, {"classes": (1, 10)}, {"classes": (-1, 1)}, {"pooling": 3}, {"pooling": 8}],
    ids=str,
)
def test_bad_input(arguments: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"classes|pooling"):
        digits_function(**arguments)
