"""kill -9 of the coordinator: a few times here, a hundred times in `make faults`."""

from __future__ import annotations

import pytest

from tests.faults import kills


@pytest.mark.long
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_survives_kills(tmp_path, jobs, capsys):
    counts = kills.run(5, tmp_path, seed=jobs, jobs=jobs)
    with capsys.disabled():
        print(f"\n{counts}")
    assert counts.complete >= 1
