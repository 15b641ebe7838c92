"""Settings of every test: no display, one BLAS thread for each worker, the same examples on every run."""

from __future__ import annotations

import os

# Read when the libraries are loaded, hence before the imports below. pytest-xdist fills the cores with workers already.
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(variable, "1")
os.environ.setdefault("JAX_PLATFORMS", "cpu")  # an oracle must not look for a GPU

import matplotlib  # noqa: E402
from hypothesis import settings  # noqa: E402

matplotlib.use("Agg")

# No deadline: the first call of a compiled kernel takes seconds, and a shared machine is slow at times.
settings.register_profile("deterministic", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("deterministic")
