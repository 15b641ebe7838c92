"""The pictures of unit balls: the same bytes twice, all norms, and curves that are where they should be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from figures import combined_norm_balls, matrix_norm_balls, vector_norm_balls
from figures.draw import draw_all
from figures.norm_balls import boundary, caption, chosen
from ntr import norms
from ntr.norms.examples import Example, diagonal, entries, examples

MODULES = (vector_norm_balls, matrix_norm_balls, combined_norm_balls)


def test_every_norm_is_in_one_picture() -> None:
    drawn = [example.name for module in MODULES for example in chosen(module.FAMILIES)]
    assert sorted(drawn) == sorted(example.name for example in examples())


def test_captions_name_every_instance() -> None:
    for module in MODULES:
        for example in chosen(module.FAMILIES):
            assert f"\n{example.name}: {' '.join(repr(example.plane).split())}; " in module.caption()
    assert caption(("vectors",)) == vector_norm_balls.caption()


def test_same_bytes_twice(tmp_path: Path) -> None:
    first, second = (draw_all(["vector_norm_balls"], tmp_path / part, formats=("svg", "png")) for part in "ab")
    assert len(first) == 3
    for a, b in zip(first, second, strict=True):
        assert a.read_bytes() == b.read_bytes(), a.name


@pytest.mark.parametrize(
    ("norm", "section", "polar", "expected"),
    [
        (norms.L1((2,)), entries, False, lambda a, b: a + b),
        (norms.L1((2,)), entries, True, np.maximum),
        (norms.Spectral((2, 2)), diagonal, False, np.maximum),
        (norms.Spectral((2, 2)), diagonal, True, lambda a, b: a + b),
        (norms.Scaled(norms.L2((2,)), 2.0), entries, True, lambda a, b: np.hypot(a, b) / 2),
    ],
)
def test_curves(norm, section, polar, expected) -> None:
    points = boundary(Example("test", "vectors", norm, norm, section, ""), polar=polar)
    np.testing.assert_allclose(expected(*np.abs(points.T)), 1.0, atol=2e-6)
    np.testing.assert_array_equal(points[:360], -points[360:720])
    np.testing.assert_array_equal(points[0], points[-1])
