"""The README's own norm passes the kit, and theorems run on it."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

from ntr.conformance import check_norm
from proofs_checks import run

README = Path(__file__).resolve().parent.parent / "README.md"


def test_the_norm_of_the_readme(tmp_path, monkeypatch):
    code = re.search(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert code is not None
    assert code[1].count("\n") < 30
    (tmp_path / "readme_norms.py").write_text(code[1], encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    norm = importlib.import_module("readme_norms").WeightedL1((1.0, 2.0, 0.5))
    check_norm(norm)
    plan = run.plan(norm=norm)
    assert {check.theorem.stem for check in plan.checks} == set(map(run.name_of, run.STEMS))
    results = run.run(run.Plan(plan.checks[:2] + plan.checks[-2:], []))
    assert [row.status for row in results.rows] == ["verified"] * 4
