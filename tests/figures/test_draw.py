"""Figures: the same bytes twice, captions with the parameters, clear errors."""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt
import pytest

from figures import nonconvex_momentum
from figures.draw import FIGURES, draw_all, summaries
from ntr.norms import LInf


def test_same_bytes_twice(tmp_path: Path) -> None:
    first, second = (draw_all(["nonconvex_deterministic"], tmp_path / part) for part in "ab")
    assert [f.name for f in first] == [f"nonconvex_deterministic.{kind}" for kind in ("svg", "pdf", "png", "txt")]
    for a, b in zip(first, second, strict=True):
        assert a.read_bytes() == b.read_bytes(), a.name


def test_the_bytes_of_a_format_do_not_depend_on_the_others(tmp_path: Path) -> None:
    for kinds in (["png"], ["svg", "png"]):
        draw_all(["special_cases"], tmp_path / "".join(kinds), formats=kinds)
    one, two = (tmp_path / part / "special_cases.png" for part in ("png", "svgpng"))
    assert one.read_bytes() == two.read_bytes()


def test_caption_names_parameters_and_seeds() -> None:
    text = nonconvex_momentum.caption()
    for _, case in nonconvex_momentum.panels():
        seeds = ("seeds 0 to 255", "root seed 0")
        for part in (
            repr(case.method),
            repr(case.noise),
            "center=array(",
            "x0 = array(",
            f"K = {case.iterations}",
            *seeds,
        ):
            assert part in text, (part, text)


def test_unknown_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unknown figure 'nothing'; there are: nonconvex_deterministic"):
        draw_all(["nothing"], tmp_path)


def test_unknown_format(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="formats must be among svg, pdf, png, got 'gif'"):
        draw_all(["nonconvex_momentum"], tmp_path, formats=["gif"])


def test_a_norm_goes_only_to_figures_that_take_one(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="figure 'nonconvex_momentum' takes no norm; these do: "):
        draw_all(["nonconvex_momentum"], tmp_path, norm=LInf((2,)))


def test_every_figure_says_what_it_shows() -> None:
    shown = summaries()
    assert len(shown) == len(FIGURES)
    assert all(summary.endswith(".") for summary in shown.values()), shown


def test_the_style_is_found_by_its_name() -> None:
    with plt.style.context("ntr.theory"):
        assert plt.rcParams["svg.hashsalt"] == "ntr"
