"""The tables of `benchmarks.engine`, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.first_result import GOAL, First
from benchmarks.goals import Goal
from benchmarks.growth import Cost
from benchmarks.measure import Row
from benchmarks.peers import PEERS

HOW = {
    "jax": "the extra `oracles`",
    "optax": "the extra `oracles`",
    "torch": "`.venv/bin/uv pip install torch` (CPU build)",
}


def times(rows: Sequence[Row]) -> Iterator[str]:
    """Ours in time units, the others in multiples of it."""
    yield f"| work | seeds | threads | ours | noise alone | {' | '.join(peer.name for peer in PEERS)} |"
    yield f"|{'---|' * (5 + len(PEERS))}"
    for row in rows:
        scale, unit = (1e6, "us") if row.work.geometry == "spectral" else (1e9 / row.work.size, "ns")
        cells = [
            row.work.name,
            f"{row.work.seeds}",
            f"{row.threads}",
            f"{scale * row.ours.seconds:.3g} {unit}",
            f"{row.floor.seconds / row.ours.seconds:.0%}",
        ]
        cells += [f"x {row.timings[peer.name].ratio:.3g}" if peer.name in row.timings else "" for peer in PEERS]
        yield f"| {' | '.join(cells)} |"
    yield ""
    yield from missing()


def missing() -> Iterator[str]:
    """The peers that are not installed, and how to install them."""
    for peer in PEERS:
        if not peer.installed:
            yield f"{peer.name}: missing, not measured; {peer.requires} comes with {HOW[peer.requires]}"


def goal_table(goals: Sequence[Goal]) -> Iterator[str]:
    """Every row of the goal."""
    yield "| peer | work | threads | wanted | reached | noise alone would reach | |"
    yield f"|{'---|' * 7}"
    for goal in goals:
        verdict = "met" if goal.met else f"missed by {1 - goal.reached / goal.wanted:.0%}"
        yield (
            f"| {goal.peer} | {goal.row.work.name} | {goal.row.threads} | x {goal.wanted:g} | x {goal.reached:.3g} | "
            f"x {goal.most:.3g} | {verdict} |"
        )


def growth_table(costs: Sequence[Cost]) -> Iterator[str]:
    """ns per seed, iteration and coordinate, along each axis."""
    yield "| grows | | ours, ns | NumPy batched, ns |"
    yield f"|{'---|' * 4}"
    for cost in costs:
        theirs = "" if cost.numpy is None else f"{cost.numpy:.3g}"
        yield f"| {cost.axis} | {cost.at:,} | {cost.ours:.3g} | {theirs} |"


def memory_table(memory: dict[str, float]) -> Iterator[str]:
    """Peaks."""
    yield "| | peak / (x and m of all seeds) |"
    yield "|---|---|"
    for name, multiple in memory.items():
        yield f"| {name} | {multiple:.3g} |"


def first_table(firsts: Sequence[First]) -> Iterator[str]:
    """New processes."""
    yield "| first result of a new process | wall s | processor s | wanted | |"
    yield f"|{'---|' * 5}"
    for first in firsts:
        verdict = "met" if first.met else "missed"
        yield (
            f"| {first.kind}, {first.state} | {first.wall:.3g} | {first.processor:.3g} | {GOAL[first.state]:g} | {verdict} |"
        )
