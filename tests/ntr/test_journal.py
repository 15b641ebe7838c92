"""A task that is put down after every step gives the same, bit for bit, as one that is not."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from ntr import Case, TrustRegion, simulate
from ntr.journal import Journal, Paused, active, packed, unpacked
from ntr.methods import Adam, Lion, OrthogonalSGDM
from ntr.norms import L2, LInf, Spectral
from ntr.observables import gradient_norm, objective
from ntr.regularizers import L1Penalty
from ntr.trajectory import Trajectory
from problems import Gaussian, Minibatch, Quadratic, Saturating, Separable, Softmax

MATRIX = Separable(Saturating(), np.arange(1.0, 13).reshape(4, 3))
PENALIZED = Separable(Saturating(), np.arange(1.0, 5), regularizer=L1Penalty(0.1))
QUADRATIC = Quadratic(np.diag([1.0, 2.0, 3.0]))
SOFTMAX = Softmax(np.arange(12.0).reshape(6, 2) / 12, np.array([0, 1, 2, 0, 1, 2]))


def shrinking(k: int) -> float:
    return 0.5 / (k + 1)


CASES = {
    "lanes": Case(QUADRATIC, Gaussian(0.5), TrustRegion(L2((3,)), 0.1, momentum=0.3), np.ones(3), 20, 70),
    "lanes extrapolated": Case(
        QUADRATIC, Gaussian(0.5), TrustRegion(LInf((3,)), shrinking, momentum=0.3, extrapolate=True), np.ones(3), 20, 3
    ),
    "lanes spectral": Case(
        MATRIX, Gaussian(0.1), TrustRegion(Spectral((4, 3)), 0.1, momentum=0.3), MATRIX.center * 2, 9, 5
    ),
    "lanes composite": Case(PENALIZED, Gaussian(0.5), TrustRegion(L2((4,)), 0.1, momentum=0.5), np.ones(4), 25, 3),
    "lanes minibatch": Case(
        SOFTMAX, Minibatch(2), TrustRegion(L2(SOFTMAX.shape), 0.1, momentum=0.5), np.ones(SOFTMAX.shape), 9, 3
    ),
    "lanes orthogonal": Case(
        MATRIX, Gaussian(0.1), OrthogonalSGDM(Spectral((4, 3)), 0.1, 0.3), np.zeros((4, 3)), 12, 3
    ),
    "adam": Case(QUADRATIC, Gaussian(0.5), Adam((3,), 0.1), np.ones(3), 25, 3),
    "lion": Case(QUADRATIC, Gaussian(0.5), Lion(LInf((3,)), 0.1), np.ones(3), 25, 3),
}


def task(case: Case, engine: str) -> list[Trajectory]:
    """Two simulations, the second of which depends on the first, as in `verify`."""
    norm = case.method.norm
    record = {
        "f": objective(case.problem),
        **{reduce: gradient_norm(norm, reduce) for reduce in ("mean", "min", "last")},
    }
    first = simulate(case, record=record, engine=engine)
    return [first, simulate(case, checkpoints=[1 + len(first.series)], record=record, engine=engine)]


def paused_and_resumed(case: Case, engine: str, threads: int = 1) -> tuple[list[Trajectory], int]:
    """The result of `task`, put down before every step, and how often it was."""
    state, count = None, 0
    while True:
        try:
            with Journal(state, seconds=0.0, threads=threads):
                return task(case, engine), count
        except Paused as pause:
            state, count = pause.state, count + 1


@pytest.mark.parametrize("engine", ["numpy", "auto"])
@pytest.mark.parametrize("name", CASES)
def test_resumed_is_uninterrupted_bit_for_bit(name, engine, monkeypatch):
    monkeypatch.setattr("ntr.engine.lanes.MOST", 1)  # a call of the driver for every step
    case = CASES[name]
    whole = task(case, engine)
    parts, count = paused_and_resumed(case, engine)
    assert count >= 2 * case.iterations - 2, "hardly paused: the test is vacuous"
    for one, other in zip(whole, parts, strict=True):
        assert one.engine == other.engine
        assert np.array_equal(one.iterations, other.iterations)
        assert np.array_equal(one.final, other.final)
        for key, values in one.series.items():
            assert np.array_equal(values, other.series[key]), key
    assert (whole[0].engine == "compiled") == (engine == "auto" and name.startswith("lanes")), whole[0].engine


def test_a_run_may_go_on_with_another_number_of_threads(monkeypatch):
    monkeypatch.setattr("ntr.engine.lanes.MOST", 64 * 3 * 20)
    case = CASES["lanes"]
    with pytest.raises(Paused) as pause, Journal(seconds=0.0, threads=2):
        task(case, "auto")
    with Journal(pause.value.state, threads=1):
        resumed = task(case, "auto")
    assert np.array_equal(resumed[0].final, simulate(case).final)


def test_without_a_deadline_nothing_is_paused_and_the_journal_ends_with_its_block():
    with Journal():
        assert active() is not None
        task(CASES["lion"], "numpy")
    assert active() is None


def test_a_task_that_remembers_a_result_in_its_process_gets_no_other_one_in_its_place():
    """The first simulation is remembered, so that the second is the first one that is asked for when it goes on."""
    first, second = CASES["lion"], CASES["adam"]
    remembered = {}

    def remembering() -> np.ndarray:
        if "first" not in remembered:
            remembered["first"] = simulate(first, engine="numpy").final
        return remembered["first"] + simulate(second, engine="numpy").final

    state, count = None, 0
    while True:
        try:
            with Journal(state, seconds=0.0):
                found = remembering()
            break
        except Paused as pause:
            state, count = pause.state, count + 1
    assert count > 30
    assert np.array_equal(found, simulate(first, engine="numpy").final + simulate(second, engine="numpy").final)


def test_the_work_of_all_slices_is_counted(monkeypatch):
    now = itertools.count()
    monkeypatch.setattr("ntr.journal.time.monotonic", lambda: float(next(now)))
    state, before = None, [0.0]
    for _ in range(3):
        with pytest.raises(Paused) as pause, Journal(state, seconds=0.0):
            simulate(CASES["adam"], engine="numpy")
        state = pause.value.state
        before.append(Journal(state).before)
    assert all(
        later >= earlier + 2 for earlier, later in itertools.pairwise(before)
    )  # the clock was read twice or more


def test_what_has_no_name_is_not_put_down():
    case = Case(QUADRATIC, Gaussian(0.5), TrustRegion(L2((3,)), lambda k: 0.1), np.ones(3), 5, 2)
    with Journal(seconds=0.0):
        final = simulate(case).final
    assert np.array_equal(final, simulate(case).final)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_the_order_in_memory_is_kept(order):
    value = np.arange(24.0).reshape(2, 3, 4).transpose(order)
    back = unpacked(packed({"a": value, "b": np.array(3)}))["a"]
    assert np.array_equal(back, value)
    assert np.argsort(back.strides).tolist() == np.argsort(value.strides).tolist()


@pytest.mark.parametrize("damage", [b"", b"nothing", packed({"count": np.zeros(100)})[:-50], bytes(100)])
def test_damaged_bytes_are_refused(damage):
    with pytest.raises(ValueError, match="the saved state is damaged"):
        unpacked(damage)


def test_no_pickle_is_loaded():
    import io

    buffer = io.BytesIO()
    np.savez(buffer, a=np.array([object()]))
    with pytest.raises(ValueError, match="damaged"):
        unpacked(buffer.getvalue())


def test_a_state_of_something_else_is_told():
    for arrays in (
        {},
        {"a": np.ones(2)},
        {"labels": np.array("x")},
        {"labels": np.array(["x"]), "label": np.array("y")},
    ):
        with pytest.raises(ValueError, match="the saved state is no state of a task"):
            Journal(packed(arrays))
