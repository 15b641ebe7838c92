"""The small drawings: lengths are shares of the bound, two checkpoints are points, nothing leaves the frame."""

from __future__ import annotations

import re

import numpy as np

from figures.report.drawing import HEIGHT, WIDTH, course, meter
from ntr.theorem import Verdict


def verdict(iterations: list[int], measured: list[float], bound: list[float]) -> Verdict:
    values = np.array(measured)
    return Verdict(
        "t",
        "verified",
        np.array(iterations),
        values,
        values / 2,
        np.full(values.shape, np.inf),
        np.array(bound),
        "certified",
        4,
    )


def numbers(path: str) -> list[float]:
    return [float(text) for text in re.findall(r"-?\d+(?:\.\d+)?", path)]


def test_a_bar_is_stacked_to_100_at_the_bound_and_marked_at_the_measured_value() -> None:
    made = meter({"a": 3.0, "b": 1.0}, measured=2.0, bound=4.0)
    assert [(r.get("x"), r.get("width")) for r in made.iter("rect")] == [("0.0", "75.0"), ("75.0", "25.0")]
    assert made[-1].get("d") == "M50.0 0V10"


def test_what_is_beyond_the_bar_is_cut() -> None:
    made = meter({"a": 9.0, "b": 1.0}, measured=50.0, bound=4.0)
    assert sum(float(r.get("width", "nan")) for r in made.iter("rect")) == 120
    assert made[-1].get("d") == "M119.0 0V10"


def test_a_course_stays_in_its_frame_with_infinite_limits_and_zeros() -> None:
    paths = [path.get("d", "") for path in course(verdict([1, 10, 100], [4.0, 1.0, 0.0], [8.0, 4.0, 2.0])).iter("path")]
    assert len(paths) == 3
    for path in paths:
        xs, ys = numbers(path)[::2], numbers(path)[1::2]
        assert 0 <= min(xs) <= max(xs) <= WIDTH
        assert 0 <= min(ys) <= max(ys) <= HEIGHT


def test_the_ends_of_a_tuned_run_are_points() -> None:
    made = course(verdict([1, 400], [4.0, 0.2], [0.5, 0.5]))
    assert len(list(made.iter("circle"))) == 2
    assert [path.get("class") for path in made.iter("path")] == ["bound"]
    assert len(list(course(verdict([1], [4.0], [5.0])).iter("circle"))) == 1
