"""A run that is kept in a store: resumed equals uninterrupted, workers do not show, failures are tried again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ntr.store import Store
from proofs_checks import run, stored, table
from proofs_checks.check import Check
from proofs_checks.run import Plan, Results
from proofs_checks.stored import Stored
from tests.proofs_checks import planned


@pytest.fixture(scope="module")
def plan() -> Plan:
    """One of each kind, the cheapest."""
    whole = run.plan(["nonconvex_deterministic", "lemma_descent", "algebra"])
    checks = sorted(whole.checks, key=lambda check: check.case.iterations * check.case.x0.size)
    noisy = [check for check in planned.of_stem("nonconvex_momentum") if check.case.setting.sigma > 0]
    noisy = sorted(noisy, key=lambda check: check.case.iterations * check.case.x0.size)[:2]
    rates = [replace(whole.rates[0], epsilons=whole.rates[0].epsilons[:4])]
    return Plan([*checks[:2], *noisy], rates, whole.lemmas[:2], whole.claims[:1])


def kept(plan: Plan, path: Path, **options) -> tuple[Results, int]:
    with Store(path, write=True, create=True) as store:
        keeper = Stored(store)
        results = run.run(plan, most=64, keeper=keeper, **options)
        return results, keeper.reused


def records(path: Path) -> list:
    with Store(path) as store:
        return list(store.records())


def as_json(results: Results) -> str:
    found = table.as_json(results)
    for rows in found.values():
        for row in rows if isinstance(rows, list) else []:
            row.pop("seconds")
    return json.dumps(found)


@pytest.fixture(scope="module")
def reference(plan, tmp_path_factory) -> tuple[Results, Path]:
    path = tmp_path_factory.mktemp("store") / "s"
    results, reused = kept(plan, path)
    assert reused == 0
    assert results.exit_code in (0, 3), table.lines(results)
    return results, path


def test_all_kinds_come_back_as_they_were(plan, reference):
    results, path = reference
    before = records(path)
    again, reused = kept(plan, path)
    assert reused == len(before) == 8
    assert as_json(again) == as_json(results)
    assert [row.seconds for row in again.rows] == [row.seconds for row in results.rows]
    assert np.array_equal(again.lemmas[0].slack, results.lemmas[0].slack)
    assert records(path) == before


@pytest.mark.parametrize("jobs", [1, pytest.param(2, marks=pytest.mark.long)])
def test_order_and_workers_do_not_show(plan, reference, tmp_path, jobs):
    _, path = reference
    turned = Plan(plan.checks[::-1], plan.rates, plan.lemmas[::-1], plan.claims)
    kept(turned, tmp_path / "turned", jobs=jobs)
    assert records(tmp_path / "turned") == records(path)


def test_a_run_that_is_cut_off_at_every_step_gives_the_same(plan, reference, tmp_path, monkeypatch):
    class Killed(BaseException):
        pass

    def killed(self: Stored, index: int, state: bytes) -> None:
        save(self, index, state)
        raise Killed

    save = Stored.save
    monkeypatch.setattr(Stored, "save", killed)
    monkeypatch.setattr("ntr.engine.lanes.CHUNK", 400)
    kills = 0
    while True:
        try:
            results, reused = kept(plan, tmp_path / "s", seconds=0.0)
            break
        except Killed:
            kills += 1
    assert kills >= 8, "hardly cut off: the test is vacuous"
    assert reused >= 1
    assert as_json(results) == as_json(reference[0])
    assert records(tmp_path / "s") == records(reference[1])


def test_failures_are_kept_and_tried_again(plan, tmp_path, monkeypatch):
    one = Plan(plan.checks[:1], [])
    with monkeypatch.context() as context:
        context.setattr("proofs_checks.check.verify", broken)
        results, _ = kept(one, tmp_path / "s")
        assert results.rows[0].error == "SolverError: no luck"
    assert [record.status for record in records(tmp_path / "s")] == ["failed"]
    results, reused = kept(one, tmp_path / "s")
    assert reused == 0
    assert results.rows[0].status == "verified"
    assert [record.status for record in records(tmp_path / "s")] == ["verified"]


class SolverError(RuntimeError):
    pass


def broken(*arguments, **options):
    raise SolverError("no luck")


def test_every_number_of_the_run_is_in_the_key(plan, reference, tmp_path):
    """The level is split over the checks, so that a larger plan is another experiment; so are more seeds."""
    path = tmp_path / "s"
    path.write_bytes(reference[1].read_bytes())
    assert kept(Plan(plan.checks[:2], []), path)[1] == 0
    assert kept(plan._replace(lemmas=(), claims=()), path)[1] == 5, "lemmas and claims have no level"
    changed = [replace(check, case=replace(check.case, root_seed=7)) for check in plan.checks]
    assert kept(plan._replace(checks=changed), path)[1] == 4


@pytest.mark.parametrize("text", ["1", "null", '{"tuple":[]}', '{"class":"Finding","fields":{}}', "[" * 100_000])
def test_a_result_of_another_kind_is_told(plan, reference, tmp_path, text):
    """A row with its digest that no run of ours has written."""
    copy = tmp_path / "s"
    copy.write_bytes(reference[1].read_bytes())
    with Store(copy, write=True) as store:
        for record in list(store.records()):
            store.put(record._replace(result=text), store.timing(record.key), {})
        with pytest.raises(ValueError, match="the stored result"):
            run.run(plan, most=64, keeper=Stored(store))


def test_names_say_what_a_row_is(plan, reference):
    names = {record.name for record in records(reference[1])}
    assert any(name.startswith("nonconvex_deterministic/") and name.endswith(" exponents") for name in names), names
    assert any(name.startswith("lemma_descent/") for name in names), names
    check = plan.checks[0]
    assert stored.name_of(Check(check.theorem, "p", check.case, 0.25)) == f"{check.theorem.name}, p eps 0.25"
