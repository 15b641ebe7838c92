"""The rules that come with `ntr`, one file per kind of pair; importing this package registers them.

The last one registered is tried first: the special pairs follow the general ones.
"""

from ntr.steps import (
    any_ball,
    any_box,
    any_l1_penalty,
    any_zero,
    euclidean_ball,
    euclidean_box,
    euclidean_l1_penalty,
    maximum_box,
    maximum_l1_penalty,
)

__all__ = [
    "any_ball",
    "any_box",
    "any_l1_penalty",
    "any_zero",
    "euclidean_ball",
    "euclidean_box",
    "euclidean_l1_penalty",
    "maximum_box",
    "maximum_l1_penalty",
]
