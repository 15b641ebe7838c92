"""The checks of every theorem and of every step of their proofs, and the statistics under their verdicts."""
