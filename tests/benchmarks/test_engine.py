"""The benchmark of the engine: what it says follows from what was measured."""

from __future__ import annotations

import math
import os

import numpy as np
import pytest

from benchmarks import first_result, growth, measure, memory, pieces, report
from benchmarks.engine_figure import draw
from benchmarks.goals import VECTORS, goals, wanted
from benchmarks.measure import Row, Timing
from benchmarks.peers import FLOOR, OURS, PEERS
from benchmarks.work import Peer, Work

WORK = Work("l2", (10,), 4)
NUMPY = next(peer for peer in PEERS if peer.name == "NumPy, batched")


def row(ratio: float, work: Work = WORK, threads: int = 1) -> Row:
    """Ours takes 2, the noise 1, every peer `ratio` times ours."""
    timings = {OURS.name: Timing(2.0, 1.0, 5, 3.0), FLOOR.name: Timing(1.0, 0.5, 5, 3.0)}
    return Row(work, threads, timings | {name: Timing(2 * ratio, ratio, 5, 3.0) for name in VECTORS})


def test_a_goal_is_met_or_missed_by_how_much():
    found = {goal.peer: goal for goal in goals([row(9.0)])}
    assert set(found) == set(VECTORS)
    assert not found["NumPy, batched"].met
    assert found["JAX vmap + scan"].met
    assert found["NumPy, batched"].most == 18.0
    lines = list(report.goal_table(list(found.values())))
    assert len(lines) == 2 + len(found)
    assert "missed by 25%" in next(line for line in lines if "NumPy" in line)


@pytest.mark.parametrize(
    ("peer", "work", "threads", "goal"),
    [
        ("NumPy, batched", WORK, 1, 12.0),
        ("NumPy, batched", Work("l2", (100,), 4), 1, 8.0),
        ("NumPy, batched", Work("l2", (100,), 4), 2, 15.0),
        ("NumPy, batched", Work("linf", (100,), 4, "rademacher"), 1, 12.0),
        ("optax muon", Work("spectral", (8, 8), 4), 1, 2.0),
        ("torch, batched", Work("spectral", (128, 128), 4), 1, 2.2),
        ("torch, batched", Work("spectral", (128, 128), 4), 2, None),
        ("NumPy, per seed", WORK, 1, None),
    ],
)
def test_goals(peer, work, threads, goal):
    assert wanted(peer, work, threads) == goal


def test_measure_takes_all_in_turns():
    found = measure.measure(WORK, 1, [NUMPY], rounds=2, budget=1e-3)
    assert list(found.timings) == [OURS.name, FLOOR.name, NUMPY.name]
    assert found.timings[NUMPY.name].ratio > 0
    assert found.floor.seconds < found.timings[NUMPY.name].seconds
    assert all(name in next(report.times([found])) for name in ("ours", NUMPY.name))


@pytest.mark.skipif(not measure.TASKS.exists(), reason="the threads of a process can be restricted on Linux only")
def test_a_run_has_taken_time():
    def run() -> None:
        np.linalg.svd(np.ones((40, 40)))

    one, two = measure.spent(run, 1), measure.spent(run, 2)
    assert one.wall > 0
    assert two.processor > 0


def test_processors_are_given_back():
    before = os.sched_getaffinity(0)
    with measure.processors(1):
        assert len(os.sched_getaffinity(0)) == 1
    assert os.sched_getaffinity(0) == before


def test_a_peer_that_is_not_installed_is_listed(monkeypatch):
    absent = Peer("absent", NUMPY.prepare, requires="torch_that_is_not_there")
    assert not absent.can(WORK)
    monkeypatch.setattr(report, "PEERS", (absent,))
    monkeypatch.setitem(report.HOW, absent.requires, "its own line")
    assert list(report.missing()) == ["absent: missing, not measured; torch_that_is_not_there comes with its own line"]


def test_the_other_tables():
    cost = growth._cost("seeds", 2, 3, 2, 4, 1, 1)
    assert cost.ours > 0
    assert cost.numpy > 0
    assert len(list(report.growth_table([cost]))) == 3
    first = first_result.First("l2", "warm", 1.0, 3.0)
    assert not first.met
    assert "missed" in list(report.first_table([first]))[-1]
    assert "2.5" in list(report.memory_table({"ours": 2.5}))[-1]
    assert memory.peak() > 2**20


def test_the_figure_is_a_function_of_the_numbers(tmp_path):
    timings = {OURS.name: {"ratio": 1.0}, NUMPY.name: {"ratio": 9.0}}
    stored = {
        "peers": [{"work": WORK.name, "threads": 1, "timings": timings}],
        "goals": [{"peer": NUMPY.name, "work": WORK.name, "threads": 1, "wanted": 12.0, "reached": 9.0}],
        "growth": [{"axis": "seeds", "at": 8, "ours": 3.0, "numpy": None}],
    }
    for name in ("a.svg", "b.svg"):
        draw(stored, tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


@pytest.mark.long
@pytest.mark.parametrize("name", [OURS.name, NUMPY.name])
def test_memory_in_a_process_of_its_own(name):
    assert 0.5 < memory.growth(name, 2) < 20


@pytest.mark.long
def test_first_results():
    found = first_result.first_results(1)
    assert {(first.kind, first.state) for first in found} == {
        (kind, state) for kind in first_result.KINDS for state in first_result.GOAL
    }
    assert all(first.processor > 0 for first in found)


def test_pieces_of_an_iteration():
    found = pieces.pieces((Work("l2", (10,), 4), Work("spectral", (3, 2), 4)), rounds=1, budget=1e-4)
    names = {(piece.work, piece.kernel) for piece in found}
    assert {("l2 10 gaussian", "step"), ("spectral 3x2 gaussian", "polar factor (two in an iteration)")} <= names
    assert len(found) == 4 + 3 + 3
    assert all(math.isfinite(piece.nanoseconds) for piece in found)  # a difference of two times may come out negative
    assert len(list(pieces.table(found))) == 2 + len(found)
