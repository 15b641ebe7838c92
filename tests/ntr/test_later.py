"""CVXPY is not imported before it is needed."""

import subprocess
import sys

import cvxpy
import pytest

from ntr import later

PROGRAM = """
import sys, numpy as np, ntr, ntr.norms, ntr.regularizers, problems
ntr.norms.L2((2,)).lmo(np.ones(2))
assert "cvxpy" not in sys.modules
ntr.norms.L2((2,)).cvx(np.ones(2))
assert "cvxpy" in sys.modules
"""


def test_a_new_process_does_not_import_it():
    subprocess.run([sys.executable, "-c", PROGRAM], check=True)


def test_its_names_are_those_of_cvxpy():
    assert later.norm1 is cvxpy.norm1
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = later.no_such_name
