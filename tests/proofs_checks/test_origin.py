"""What the paper states, what refines it and what is beyond it are told apart."""

from __future__ import annotations

from dataclasses import replace

from ntr.theorems import constrained_gap, nonconvex_momentum
from proofs_checks import beyond, run
from proofs_checks.origin import MEANING, Origin, legend, origin


def test_every_statement_has_an_origin():
    found = {theorem.name: origin(theorem) for module in run.STEMS for theorem in module.STATEMENTS}
    assert [name for name, one in found.items() if one is Origin.PAPER] == [
        f"{run.name_of(module)}/paper" for module in run.PAPER
    ]
    assert {name.partition("/")[0] for name, one in found.items() if one is Origin.BEYOND} == {
        run.name_of(module) for module in run.OURS
    }
    assert not {Origin.NEIGHBOUR, Origin.OWN} & set(found.values())
    assert {origin(theorem) for theorem in beyond.STATEMENTS} == {Origin.NEIGHBOUR}
    assert origin(replace(nonconvex_momentum.THEOREM, stem="mine")) is Origin.OWN


def test_nothing_that_is_run_by_default_is_called_your_own():
    found = {check.theorem.stem: origin(check.theorem) for check in run.plan().checks}
    assert Origin.OWN not in found.values()
    assert found["lemma_momentum_error"] is Origin.STEP


def test_the_legend_explains_what_occurs():
    text = legend([constrained_gap.THEOREM, nonconvex_momentum.THEOREM, constrained_gap.THEOREM])
    assert text == f"from: paper = {MEANING[Origin.PAPER]}; beyond = {MEANING[Origin.BEYOND]}"
