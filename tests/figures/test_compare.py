"""The figure of a comparison: lines that can be told apart, nothing that is not finite, the same bytes."""

from __future__ import annotations

from functools import partial

import matplotlib.pyplot as plt
import numpy as np
import pytest

from figures.compare import caption, draw, write
from ntr.methods import SGDM, sign_sgd
from ntr.norms import L2
from problems import Gaussian, LogCosh, Separable
from proofs_checks.compare import Contender, Search, Task, compare

TASK = Task("small", Separable(LogCosh(), [1.0, -2.0]), Gaussian(0.3), np.zeros(2), 12)
SEARCH = Search(budget=5, tuning_seeds=1, seeds=3)


@pytest.fixture(scope="module")
def outcomes():
    names = ["sign", "sign(momentum=0.1)", *(f"sgd{i}" for i in range(7))]
    makers = [partial(sign_sgd, (2,)), partial(sign_sgd, (2,), momentum=0.1), *(partial(SGDM, (2,)) for _ in range(7))]
    return compare(TASK, [Contender(n, "radius", m) for n, m in zip(names, makers, strict=True)], L2((2,)), SEARCH)


def test_every_method_has_a_line_of_its_own(outcomes) -> None:
    figure = draw(TASK, outcomes)
    shown = [line for line in figure.axes[0].get_lines() if not line.get_label().startswith("_")]
    assert len(shown) == 9
    assert len({(line.get_color(), line.get_linestyle()) for line in shown}) == 9
    colours = {line.get_color() for line in shown if line.get_label().startswith("sign")}
    assert len(colours) == 1
    values = {line.get_label().partition(",")[0]: line.get_ydata() for line in shown}
    for outcome in outcomes:
        assert np.array_equal(values[outcome.contender], np.median(outcome.loss, axis=1))
    plt.close(figure)


def test_what_broke_off_has_no_line(outcomes) -> None:
    broken = outcomes[0]._replace(loss=np.full((1, 3), np.inf), gradient=np.full((1, 3), np.inf))
    figure = draw(TASK, [broken, *outcomes[1:3]])
    labels = [line.get_label() for line in figure.axes[0].get_lines()]
    assert sum(not label.startswith("_") for label in labels) == 2
    plt.close(figure)


def test_the_same_bytes_and_a_caption(outcomes, tmp_path) -> None:
    for name in ("a.svg", "b.svg"):
        write(tmp_path / name, TASK, L2((2,)), SEARCH, outcomes[:2])
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    text = (tmp_path / "a.txt").read_text()
    assert text == caption(TASK, L2((2,)), SEARCH, outcomes[:2])
    for outcome in outcomes[:2]:
        assert f"{outcome.contender}: {outcome.method!r}" in text
