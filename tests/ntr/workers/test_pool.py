"""What a worker does with a task."""

from __future__ import annotations

import pytest

from ntr import sources
from ntr.workers import Slice, attempt


def test_a_worker_with_another_version_of_ntr_refuses_the_task():
    with pytest.raises(RuntimeError, match="another version of ntr"):
        attempt(abs, -1, code="another")
    assert attempt(abs, -1, code=sources.digest([])) == Slice(1)
