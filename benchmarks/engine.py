"""The compiled engine against everything that could take its place, on the same work, in one process.

    .venv/bin/python -m benchmarks.engine [--full] [--part PART...] [--verify]

Parts: `peers` (times and goals), `pieces` (where our time goes), `growth`, `memory`, `first` (a new process). The tables are
printed as Markdown; the numbers are stored in benchmarks/results/quick.json or full.json, with a figure beside. How times are
taken: `benchmarks.measure`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks import first_result, pieces, report
from benchmarks.engine_figure import draw
from benchmarks.goals import goals
from benchmarks.growth import growth
from benchmarks.measure import Row, measure
from benchmarks.memory import memory
from benchmarks.peers import PEERS
from benchmarks.work import Work

RESULTS = Path(__file__).resolve().parent / "results"
PARTS = ("peers", "pieces", "growth", "memory", "first")
WORKS = (
    *(Work("l2", (d,), 512) for d in (10, 100, 1000)),
    *(Work("linf", (d,), 512, "rademacher") for d in (100, 1000)),
    Work("spectral", (8, 8), 512),
    Work("spectral", (32, 32), 64),
    Work("spectral", (64, 32), 64),
    Work("spectral", (128, 128), 16),
)


def compared(full: bool) -> list[Row]:
    """Every work on one and on two threads; told on standard error as it comes."""
    rounds, budget = (7, 0.2) if full else (3, 0.06)
    rows = []
    for work in WORKS:
        for threads in (1, 2):
            if threads <= (os.cpu_count() or 1):
                rows.append(measure(work, threads, PEERS, rounds, budget))
                print(f"{work.name}, {threads} threads: done", file=sys.stderr, flush=True)
    return rows


def machine() -> dict[str, Any]:
    """What the numbers depend on."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "processor": models[0] if models else platform.processor(),
        "processors": os.cpu_count(),
        "load of the last minute": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
    }


def row_json(row: Row) -> dict[str, Any]:
    """For the file."""
    timings = {name: timing._asdict() for name, timing in row.timings.items()}
    return {"work": row.work.name, "seeds": row.work.seeds, "threads": row.threads, "timings": timings}


def show(title: str, lines: Iterable[str]) -> None:
    """A table."""
    print(f"\n### {title}\n", *lines, sep="\n", flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Run, print, store."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--full", action="store_true", help="more rounds of longer runs")
    parser.add_argument("--part", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--verify", action="store_true", help="also what `ntr verify` compiles, 10 minutes")
    options = parser.parse_args(arguments)
    file = RESULTS / ("full.json" if options.full else "quick.json")
    stored: dict[str, Any] = {"machine": machine()}
    print(", ".join(f"{key}: {value}" for key, value in stored["machine"].items()))
    if "peers" in options.part:
        rows = compared(options.full)
        reached = goals(rows)
        show("Times", report.times(rows))
        show("Goals", report.goal_table(reached))
        stored["peers"] = [row_json(row) for row in rows]
        stored["goals"] = [
            {
                "peer": g.peer,
                "work": g.row.work.name,
                "threads": g.row.threads,
                "wanted": g.wanted,
                "reached": g.reached,
            }
            for g in reached
        ]
    if "pieces" in options.part:
        found = pieces.pieces(WORKS, 7 if options.full else 3)
        show("Where an iteration goes: ns per seed and coordinate, one thread", pieces.table(found))
        stored["pieces"] = [piece._asdict() for piece in found]
    if "growth" in options.part:
        costs = growth(not options.full, 5 if options.full else 3)
        show("Growth", report.growth_table(costs))
        stored["growth"] = [cost._asdict() for cost in costs]
    if "memory" in options.part:
        stored["memory"] = memory()
        show("Memory", report.memory_table(stored["memory"]))
    if "first" in options.part:
        firsts = first_result.first_results(3 if options.full else 1)
        show("First result", report.first_table(firsts))
        stored["first"] = [first._asdict() for first in firsts]
    if options.verify:
        stored["verify"] = first_result.verify([])
        total, compiling = stored["verify"]["total"], stored["verify"]["compiling"]
        show(
            "ntr verify, nothing compiled before",
            [f"{total:.0f} s of the processor, of them compiling {compiling:.0f} s"],
        )
    RESULTS.mkdir(exist_ok=True)
    if file.exists():  # the parts that were measured before
        stored = json.loads(file.read_text()) | stored
    file.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    if {"peers", "growth"} <= stored.keys():
        draw(stored, file.with_suffix(".svg"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
