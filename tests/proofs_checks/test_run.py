"""The plan of a run: the default one is a part of the full one, and both can be built."""

from __future__ import annotations

from ntr.journal import Journal
from proofs_checks import claims, run


def test_the_full_plan_has_every_theorem_and_norm_of_the_default_one_and_more():
    default, full = run.plan(), run.plan(full=True)
    assert len(full.checks) > len(default.checks)
    for plan in (default, full):
        assert {check.theorem.stem for check in plan.checks} >= set(map(run.name_of, run.STEMS))
    kinds = [{(c.theorem.name, type(c.case.method.norm).__name__) for c in plan.checks} for plan in (default, full)]
    assert kinds[0] <= kinds[1], kinds[0] - kinds[1]
    assert {rate.theorem.name for rate in default.rates} <= {rate.theorem.name for rate in full.rates}


def test_an_interrupt_leaves_what_is_done():
    plan = run.Plan([], [], (), claims.CLAIMS[:3])

    def interrupt(done, total, note):
        if done == 2:
            raise KeyboardInterrupt

    results = run.run(plan, progress=interrupt)
    assert [row.claim.name for row in results.claims] == [claim.name for claim in claims.CLAIMS[:2]]
    assert (results.unfinished, results.exit_code) == (1, 130), "nothing is called verified that was not run"
    assert run.run(plan).exit_code == 0


def test_the_time_of_a_check_counts_what_it_took_before_it_was_put_down():
    task = (claims.run_claim, claims.CLAIMS[0])
    journal = Journal()
    journal.before = 1000.0
    with journal:
        assert 1000 <= run._call(task).seconds < 2000
    assert run._call(task).seconds < 1000, "without a journal there is nothing before"
