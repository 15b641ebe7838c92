"""The examples are complete, pass the kit, and say truly where a solver is called."""

from __future__ import annotations

import gc
import sys

import numpy as np
import pytest

from ntr import norms
from ntr.conformance import check_norm
from ntr.norms import polytope
from ntr.norms.ball_program import BallProgram
from ntr.norms.examples import examples

EXAMPLES = {example.name: example for example in examples()}
NOT_NORMS = {"closed_dual": "which norm is the dual of which"}


def test_every_exported_norm_has_an_example():
    exported = set(norms.__all__) - set(NOT_NORMS)
    assert set(EXAMPLES) == exported
    assert len(EXAMPLES) == len(examples()), "a name occurs twice"


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_what_its_name_says(name):
    exported = getattr(norms, name)
    if isinstance(exported, type):
        for norm in (EXAMPLES[name].norm, EXAMPLES[name].plane):
            assert type(norm) is exported, f"{name}: {norm!r}"


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_kit_passes_on_every_example(name):
    check_norm(EXAMPLES[name].norm)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_kit_passes_on_what_is_drawn(name):
    check_norm(EXAMPLES[name].plane, seed=1)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_section_is_a_plane_through_zero(name):
    _, _, _, plane, section, _ = EXAMPLES[name]
    points = np.random.default_rng(0).normal(size=(6, 2))
    image = section(points)
    assert image.shape == (6, *plane.shape)
    np.testing.assert_allclose(section(2 * points - points[::-1]), 2 * image - image[::-1], rtol=1e-12, atol=1e-12)
    assert (plane(image) > 0).all()


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_polar_of_a_section_is_the_section_of_the_polar(name):
    """max <g, u>/||u|| over u in the plane is ||g||_* for every g in it: the pictures show two polar sets."""
    _, _, _, plane, section, _ = EXAMPLES[name]
    step = np.pi / 180
    angles = np.arange(180) * step
    u = section(np.stack([np.cos(angles), np.sin(angles)], axis=-1))
    g = section(np.random.default_rng(1).normal(size=(5, 2)))
    found = (np.abs((g.reshape(5, 1, -1) * u.reshape(1, len(u), -1)).sum(-1)) / plane(u)).max(axis=1)
    dual = plane.dual(g)
    assert (found <= dual * (1 + 1e-7)).all(), (found, dual)
    # a corner is missed by at most half a step, and no ball drawn here is five times as long as it is wide
    assert (found >= dual * (1 - 5 * step / 2)).all(), (found, dual)


@pytest.mark.parametrize("name", EXAMPLES)
def test_solvers_are_called_where_it_says(name, monkeypatch):
    norm, solved = EXAMPLES[name].norm, EXAMPLES[name].solved

    def refuse(*arguments, **options):
        raise RuntimeError("a solver was called")

    monkeypatch.setattr(BallProgram, "solve", refuse)
    monkeypatch.setattr(polytope, "linprog", refuse)
    x = np.random.default_rng(0).normal(size=norm.shape)
    called = []
    for what, method in (("value", norm), ("dual", norm.dual), ("LMO", norm.lmo)):
        try:
            method(x)
        except RuntimeError as error:
            assert str(error) == "a solver was called", error  # noqa: PT017
            called.append(what)
    assert ", ".join(called) == solved, f"{name}: {called}, not {solved!r}"


@pytest.mark.parametrize("name", EXAMPLES)
def test_closed_forms_have_no_python_loop_over_the_batch(name):
    """Twice the points, the same number of Python and C calls; with a solver for each point it grows."""
    norm, solved = EXAMPLES[name].norm, EXAMPLES[name].solved
    random = np.random.default_rng(0)
    counts = [_calls(norm.lmo, random.normal(size=(batch, *norm.shape))) for batch in (1, 8, 16)][1:]
    assert (counts[0] == counts[1]) is ("LMO" not in solved), f"{name}: {counts} calls for 8 and 16 points"


def _calls(function, argument):
    count = 0

    def profile(frame, event, _):
        nonlocal count
        count += event in ("call", "c_call")

    gc.disable()  # a collection in between would call back, and be counted
    sys.setprofile(profile)
    try:
        function(argument)
    finally:
        sys.setprofile(None)
        gc.enable()
    return count
