"""The checks of every theorem and of every step of their proofs, and the statistics under their verdicts."""

from proofs_checks.own_theorem import check_theorem

__all__ = ["check_theorem"]
