"""Tuning and comparison: the same budget for all, other seeds for the test, the best value found, errors."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from ntr import Case, simulate
from ntr.methods import SGDM, normalized_sgd, scg, sign_sgd
from ntr.norms import L2, LInf
from ntr.observables import gradient_norm, objective
from problems import Gaussian, Quadratic
from proofs_checks import compare_table
from proofs_checks.compare import Contender, Search, Task, Trial, compare, run, tune
from proofs_checks.compare_table import as_json, constraint, lines, mean, ranked
from proofs_checks.compare_tasks import TASKS, digits

PROBLEM = Quadratic(np.diag([1.0, 2.0, 0.5]), [1.0, -1.0, 2.0])
TASK = Task("small", PROBLEM, Gaussian(0.3), np.zeros(3), 20)
SEARCH = Search(budget=7, tuning_seeds=2, seeds=4)
SGD = Contender("sgd", "radius", partial(SGDM, (3,)))
SIGN = Contender("sign", "radius", partial(sign_sgd, (3,)))


@pytest.fixture(scope="module")
def outcomes():
    """Two methods, tuned."""
    return compare(TASK, [SGD, SIGN], L2((3,)), SEARCH)


@pytest.mark.parametrize("best", [1e-6, 3e-3, 0.2, 40.0, 1e5])
def test_the_search_finds_a_minimum_wherever_it_is(best: float) -> None:
    """Of (log value - log best)^2: within the last ratio of its place, with exactly the budget, beyond the grid too."""
    search = Search(budget=20, low=1e-3, high=10.0)
    contender = Contender("c", "radius", partial(SGDM, (3,)))
    trials = tune(contender, search, lambda method: np.log(method.radius / best) ** 2)
    assert len(trials) == 20
    assert len({trial.value for trial in trials}) == 20
    found = min(trials, key=lambda trial: trial.loss).value
    assert abs(np.log(found / best)) < np.log(2.0), (found, best)


def test_values_that_fail_are_worse_than_any_other_and_keep_their_reason() -> None:
    contender = Contender("scg", "step", partial(scg, L2((3,))))
    trials = tune(contender, SEARCH, lambda method: -method.radius)  # the longer the better, but step <= 1
    failed = [trial for trial in trials if trial.failure]
    assert len(trials) == 7
    assert failed
    assert all(
        trial.value > 1 and trial.loss == np.inf and "weight_decay must lie" in trial.failure for trial in failed
    )
    assert min(trials, key=lambda trial: trial.loss).value <= 1


def test_a_loss_that_is_not_finite_is_a_failure() -> None:
    trials = tune(SGD, SEARCH, lambda method: np.nan if method.radius > 1 else method.radius)
    assert all((trial.loss == np.inf) == (trial.value > 1) == bool(trial.failure) for trial in trials)


def test_the_reported_numbers_are_those_of_a_run_on_the_other_seeds(outcomes) -> None:
    for outcome in outcomes:
        tuned = min(outcome.trials, key=lambda trial: trial.loss)
        assert outcome.best == tuned.value
        record = {"F": objective(PROBLEM), "gradient": gradient_norm(L2((3,)), "last")}
        again = Case(PROBLEM, TASK.noise, outcome.method, TASK.x0, 20, range(2, 6))
        trajectory = simulate(again, record=record, engine="numpy")
        assert np.array_equal(trajectory.series["F"], outcome.loss)
        assert np.array_equal(trajectory.series["gradient"], outcome.gradient)
        chosen = simulate(replace(again, seeds=range(2)), checkpoints=[20], record=record, engine="numpy")
        assert chosen.series["F"].mean() == tuned.loss


def test_the_gradient_is_in_the_common_norm_whatever_the_engine() -> None:
    """signSGD has kernels of its own norm, which must not be asked."""
    one, other = (run(TASK, norm, SEARCH, SIGN) for norm in (L2((3,)), LInf((3,))))
    assert np.array_equal(one.loss, other.loss)
    assert (other.gradient > one.gradient).all()


def test_a_method_does_not_depend_on_the_others_or_on_jobs(outcomes) -> None:
    alone = compare(TASK, [SIGN], L2((3,)), SEARCH)[0]
    assert alone.trials == outcomes[1].trials
    assert np.array_equal(alone.loss, outcomes[1].loss)


def test_held_out_problems_choose_and_judge() -> None:
    """The one that chooses has its minimum at 0, where the start is: no step is the best. The other one is reported."""
    at_start, far = Quadratic(np.eye(3), np.zeros(3)), Quadratic(np.eye(3), np.full(3, 100.0))
    outcome = run(replace(TASK, selection=at_start, judgement=far), L2((3,)), SEARCH, SGD)
    assert outcome.best == min(trial.value for trial in outcome.trials)
    assert outcome.loss[-1].min() > 1e3


def test_the_digits_are_split_and_named() -> None:
    task = digits()
    assert task.problem.samples + task.selection.samples + task.judgement.samples == 1797
    rows = [set(map(bytes, p.features)) for p in (task.problem, task.selection, task.judgement)]
    assert not rows[0] & rows[1]
    assert not rows[0] & rows[2]
    assert not rows[1] & rows[2]
    assert [make.__name__ for make in TASKS] == ["digits", "quadratic", "saturating"]
    for make in TASKS:
        assert make().problem.gradient(make().x0).any()


def test_means_and_limits() -> None:
    assert mean(np.full(5, 2.0)) == (2.0, 2.0, 2.0)
    assert mean(np.array([3.0])) == (3.0, -np.inf, np.inf)  # one seed has no limits
    assert mean(np.array([1.0, np.inf])) == (np.inf, np.inf, np.inf)
    found = mean(np.array([1.0, 2.0, 3.0]))  # t of 2 degrees at 2.5 %: 4.303, standard error 1/sqrt 3
    np.testing.assert_allclose(found, (2.0, 2 - 4.30265 / 3**0.5, 2 + 4.30265 / 3**0.5), rtol=1e-5)


def test_table_and_json(outcomes) -> None:
    text = lines(TASK, L2((3,)), SEARCH, outcomes)
    assert text[0] == "small; Gaussian(sigma=0.3); 20 iterations"
    assert "7 values each, by F at the end, seeds 0 to 1; reported: seeds 2 to 5, root seed 0" in text[1]
    first, second = ranked(outcomes)
    assert first.loss[-1].mean() <= second.loss[-1].mean()
    assert [line.split()[0] for line in text[-2:]] == [first.contender, second.contender]
    stored = as_json(TASK, L2((3,)), SEARCH, outcomes)
    assert [entry["method"] for entry in stored["methods"]] == [first.contender, second.contender]
    assert len(stored["methods"][0]["trials"]) == 7
    assert stored["loss"] == compare_table.loss_name(TASK) == "F"


def test_a_best_value_at_the_end_is_told(outcomes) -> None:
    search = replace(SEARCH, low=1e-9, high=1e-8, budget=5)
    outcome = run(TASK, L2((3,)), search, SGD)
    assert outcome.best == max(trial.value for trial in outcome.trials)
    text = lines(TASK, L2((3,)), search, [outcome])
    assert f"radius {outcome.best:.3g} (end)" in text[-3]
    assert text[-1].startswith("(end): the best value is at the end")
    assert as_json(TASK, L2((3,)), search, [outcome])["methods"][0]["at_end"]
    assert "(end)" not in "".join(lines(TASK, L2((3,)), SEARCH, outcomes))


def test_the_constraint_of_weight_decay() -> None:
    outcome = run(TASK, L2((3,)), SEARCH, Contender("scg", "step", lambda step: scg(L2((3,)), step, 0.5)))
    assert constraint(outcome).startswith("||x|| <= 0.5, reached 0.")
    assert outcome.size.max() <= 0.5 * (1 + 1e-12)
    assert constraint(run(TASK, L2((3,)), SEARCH, SGD)) == ""


def test_a_run_that_breaks_off_in_the_test_is_reported_as_inf(monkeypatch) -> None:
    monkeypatch.setattr("proofs_checks.compare.tune", lambda *_: [Trial(1e200, 1.0)])
    outcome = run(replace(TASK, iterations=400), L2((3,)), SEARCH, SGD)
    assert np.isinf(outcome.loss).all()
    assert "[inf, inf]" in lines(TASK, L2((3,)), SEARCH, [outcome])[-3]
    assert as_json(TASK, L2((3,)), SEARCH, [outcome])["methods"][0]["loss"] == [None] * 3


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Search(budget=4), "budget must be at least 5"),
        (lambda: Search(low=2.0, high=1.0), "low must be less than high, got 2.0 and 1.0"),
        (lambda: Search(low=0.0), "low must be positive"),
        (lambda: Search(tuning_seeds=0), "tuning_seeds must be at least 1"),
        (lambda: Search(seeds=0), "seeds must be at least 1"),
        (lambda: replace(TASK, iterations=0), "iterations must be at least 1"),
        (lambda: replace(TASK, x0=np.zeros(2)), "x0 must have shape"),
        (lambda: replace(TASK, judgement=Quadratic(np.eye(2))), "judgement must have the shape"),
        (lambda: compare(TASK, [], L2((3,)), SEARCH), "at least one method"),
        (lambda: compare(TASK, [SGD, SGD], L2((3,)), SEARCH), "every method must be there once"),
        (lambda: compare(TASK, [SGD], L2((2,)), SEARCH), "the norm has shape"),
        (lambda: compare(replace(TASK, x0=[1.0, -1.0, 2.0]), [SGD], L2((3,)), SEARCH), "the gradient at x0 is 0"),
        (
            lambda: run(TASK, L2((3,)), SEARCH, Contender("n", "radius", lambda v: normalized_sgd((3,), v, -1.0))),
            "n: every radius fails, the last one so: momentum",
        ),
    ],
)
def test_bad_arguments(make, message) -> None:
    with pytest.raises(ValueError, match=message):
        make()
