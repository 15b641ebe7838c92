"""The cache of compiled kernels: it is hit, and it is stale when the kernel or a source of the engine has changed."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba.core import config, types

from ntr.engine import kernels

SOURCE = "def twice(x):\n    for i in range(x.shape[0]):\n        x[i] = {factor} * x[i]\n"
SIGNATURE = types.void(kernels.lanes)


def doubled(file: Path) -> tuple[Any, float]:
    """The kernel of that file, compiled as a new process would, and what it makes of 1."""
    spec = importlib.util.spec_from_file_location("user_kernel", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    kernel = kernels.compiled(module.twice, SIGNATURE)
    x = np.ones(3)
    kernel(x)
    return kernel.stats, x[0]


@pytest.fixture(params=["beside the source", "NUMBA_CACHE_DIR"])
def file(request, tmp_path, monkeypatch):
    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path / "cache") if request.param == "NUMBA_CACHE_DIR" else "")
    (tmp_path / "user_kernel.py").write_text(SOURCE.format(factor="2.0"))
    return tmp_path / "user_kernel.py"


def test_the_cache_is_hit_until_something_changes(file, monkeypatch, tmp_path):
    stats, value = doubled(file)
    assert (sum(stats.cache_hits.values()), value) == (0, 2.0)
    assert (tmp_path / ("cache" if config.CACHE_DIR else "__pycache__")).exists()
    stats, value = doubled(file)
    assert (sum(stats.cache_hits.values()), value) == (1, 2.0)
    with monkeypatch.context() as changed:
        changed.setattr(kernels, "_digest", lambda: "a source of the engine has been edited")
        stats, _ = doubled(file)
        assert sum(stats.cache_hits.values()) == 0
    file.write_text(SOURCE.format(factor="3.00"))  # of another length: its bytecode must not be taken for the old one's
    stats, value = doubled(file)
    assert (sum(stats.cache_hits.values()), value) == (0, 3.0)


def test_the_cache_is_stale_when_a_number_of_another_file_has_changed(tmp_path, monkeypatch):
    monkeypatch.setattr(config, "CACHE_DIR", "")
    monkeypatch.syspath_prepend(tmp_path)
    file = tmp_path / "user_kernel.py"
    file.write_text("from user_number import FACTOR\n" + SOURCE.format(factor="FACTOR"))
    for factor, hits in (("2.0", 0), ("2.0", 1), ("5.00", 0)):
        (tmp_path / "user_number.py").write_text(f"FACTOR = {factor}\n")
        monkeypatch.delitem(sys.modules, "user_number", raising=False)
        stats, value = doubled(file)
        assert (sum(stats.cache_hits.values()), value) == (hits, float(factor))


def test_a_kernel_typed_in_a_session_is_not_cached():
    space: dict[str, Any] = {}
    exec(SOURCE.format(factor="2.0"), space)
    x = np.ones(2)
    kernels.compiled(space["twice"], SIGNATURE)(x)
    assert x[0] == 2.0
