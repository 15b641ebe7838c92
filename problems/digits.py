"""The data set that ships with the project: handwritten digits of the UCI repository."""

from __future__ import annotations

import functools
import gzip
import hashlib
import io
import pathlib
from collections.abc import Sequence

import numpy as np

from ntr import validation
from ntr.linalg import Array

_FILE = pathlib.Path(__file__).resolve().parent / "data" / "digits.csv.gz"
_SHA256 = "09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22"


@functools.cache
def _load() -> np.ndarray:
    content = _FILE.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != _SHA256:
        raise ValueError(f"problems/data/digits.csv.gz must have the SHA-256 {_SHA256}, got {found}")
    return np.loadtxt(io.BytesIO(gzip.decompress(content)), delimiter=",", dtype=np.int64)


@functools.cache
def _select(classes: tuple[int, ...], pooling: int) -> tuple[Array, np.ndarray]:
    table = _load()
    rows = table[np.isin(table[:, -1], classes)]
    side = 8 // pooling
    images = rows[:, :-1].reshape(-1, side, pooling, side, pooling).mean(axis=(2, 4)) / 16
    features = np.ascontiguousarray(images.reshape(len(rows), side * side))
    labels = np.searchsorted(classes, rows[:, -1])
    features.flags.writeable = labels.flags.writeable = False
    return features, labels


def digits(classes: Sequence[int] = range(10), pooling: int = 1) -> tuple[Array, np.ndarray]:
    """The UCI handwritten digits (1797 images of 8 x 8 pixels), as features and labels.

    Parameters
    ----------
    classes : sequence of int
        The digits to keep, at least two different ones of 0..9; they are sorted and labelled 0, 1, ... in that order.
    pooling : {1, 2, 4}
        Side of the squares of pixels that are averaged: 64, 16 or 4 features.

    Returns
    -------
    features : array (n, 64 / pooling^2), read-only
        Pixels scaled to [0, 1], in row order.
    labels : array (n,) of int64, read-only
        The classes, 0 .. len(classes) - 1. `Logistic` takes 2 * labels - 1 of two classes.

    Raises
    ------
    ValueError
        For other classes or pooling, and if the file does not have its checksum.

    Notes
    -----
    E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository, 1998,
    doi:10.24432/C50P49, CC BY 4.0. The arrays are loaded once and shared.
    """
    kept = tuple(sorted({validation.integer(digit, "classes") for digit in classes}))
    if len(kept) < 2 or kept[-1] > 9:
        raise ValueError(f"classes must be at least two different digits of 0..9, got {tuple(classes)!r}")
    if pooling not in (1, 2, 4):
        raise ValueError(f"pooling must be 1, 2 or 4, got {pooling!r}")
    return _select(kept, int(pooling))
