"""The heat map of the atlas: every theorem and class of the cells is there, with its number."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest

from figures import tightness_atlas
from proofs_checks import run
from proofs_checks.atlas import Cell

CELLS = (
    Cell("nonconvex_momentum/zero", "slope", "LInf", "1", "Rademacher", 0.92, 100),
    Cell("nonconvex_momentum/zero", "quadratic", "Schatten3", "[0.1, 1)", "none", 0.25, 10),
    Cell("mine/own", "quadratic", "L2", "1", "none", 1.0, 1),
)


def test_numbers_and_labels():
    figure = tightness_atlas.draw(CELLS)
    figure.canvas.draw()
    norm, momentum, noise = figure.axes[:3]
    assert [text.get_text() for text in norm.get_yticklabels()] == ["T2 zero", "mine own"]
    assert [text.get_text() for text in norm.get_xticklabels()] == [r"$\ell_2$", r"$\ell_\infty$", "$S_{3}$"]
    assert [text.get_text() for text in momentum.get_xticklabels()] == ["$1$", "$[0.1, 1)$"]
    assert [text.get_text() for text in noise.get_xticklabels()] == [r"$\sigma=0$", "Rademacher"]
    assert sorted(text.get_text() for text in norm.texts) == [".25", ".92", "1.00"]
    plt.close(figure)


def test_caption_names_the_cases():
    assert "nonconvex_momentum/zero, LInf: 0.920 (slope, K = 100)" in tightness_atlas.caption(CELLS)


def test_every_theorem_has_its_number():
    assert set(tightness_atlas.NUMBERS) == set(map(run.name_of, run.STEMS))


@pytest.mark.long
def test_the_catalogue():
    assert {cell.theorem.partition("/")[0] for cell in tightness_atlas.cells()} == set(tightness_atlas.NUMBERS)
