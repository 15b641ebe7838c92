"""The rules that come with `ntr`, one file per kind of pair; importing this package registers them.

The last one registered is tried first: the special pairs follow the general ones. docs/steps.md lists them.
"""

from ntr.steps import any_ball, any_separable, euclidean_prox, invariant_origin  # isort: skip
from ntr.steps import euclidean_ball, lp_separable, sum_simplex, sum_separable, euclidean_separable  # isort: skip
from ntr.steps import maximum_separable, any_zero  # isort: skip
from ntr.steps import ball_kernel, maximum_kernel, power_kernel, simplex_kernel, sum_kernel  # isort: skip

__all__ = [
    "any_ball",
    "any_separable",
    "any_zero",
    "ball_kernel",
    "euclidean_ball",
    "euclidean_prox",
    "euclidean_separable",
    "invariant_origin",
    "lp_separable",
    "maximum_kernel",
    "maximum_separable",
    "power_kernel",
    "simplex_kernel",
    "sum_kernel",
    "sum_separable",
    "sum_simplex",
]
