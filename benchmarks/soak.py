"""Memory and file handles of a long run:  python -m benchmarks.soak [--hours H] [ARGUMENT...]

Starts `ntr verify --full ARGUMENT...` in a process of its own and looks at it, and at its workers, every ten seconds, until it
ends or H hours have passed (then it is stopped). Prints a table of quarters, stores every sample in benchmarks/results/soak.json
and draws soak.svg. Reads /proc, so it needs Linux.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
import matplotlib.pyplot as plt

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
EVERY = 10.0  # seconds


class Sample(NamedTuple):
    """At one moment.

    Attributes
    ----------
    seconds : float
        Since the start, by the wall clock.
    processor : float
        Seconds of processor time of all processes that live.
    processes : int
        The coordinator and those below it.
    coordinator, workers : float
        Resident memory in MiB: of the coordinator, and of the largest of the others.
    handles : int
        Open files of all processes.
    """

    seconds: float
    processor: float
    processes: int
    coordinator: float
    workers: float
    handles: int


def family(parent: int) -> list[int]:
    """This process and all below it that live."""
    below: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has ended meanwhile
                continue
            below.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [parent]
    for process in found:
        found += below.get(process, [])
    return found


def usage(process: int) -> tuple[float, float, int]:
    """Resident MiB, seconds of processor time and open files of a process; nothing where it has ended."""
    folder = Path("/proc") / str(process)
    try:
        resident = int((folder / "status").read_text().partition("VmRSS:")[2].split()[0]) / 1024
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
        return resident, (int(fields[11]) + int(fields[12])) / 100, sum(1 for _ in (folder / "fd").iterdir())
    except (OSError, IndexError):
        return 0.0, 0.0, 0


def sample(parent: int, start: float) -> Sample:
    """The whole family."""
    first, *others = (usage(process) for process in family(parent))
    everyone = [first, *others]
    return Sample(
        seconds=time.monotonic() - start,
        processor=sum(one[1] for one in everyone),
        processes=len(everyone),
        coordinator=first[0],
        workers=max((one[0] for one in others), default=0.0),
        handles=sum(one[2] for one in everyone),
    )


def watch(arguments: list[str], hours: float) -> tuple[list[Sample], int | None]:
    """The samples, and the exit code if the run ended by itself."""
    start = time.monotonic()
    run = subprocess.Popen([sys.executable, "-m", "ntr.cli", "verify", "--full", *arguments], cwd=ROOT)
    samples: list[Sample] = []
    while run.poll() is None and time.monotonic() - start < 3600 * hours:
        time.sleep(EVERY)
        if run.poll() is None:
            samples.append(sample(run.pid, start))
    ended = run.poll()
    if ended is None:
        run.terminate()  # what is stored stays; SIGINT is ignored where a shell started this in the background
        run.wait()
    return samples, ended


def draw(samples: list[Sample], file: Path) -> None:
    """Memory and handles over time."""
    hours = [one.seconds / 3600 for one in samples]
    with plt.style.context("ntr.theory"), mpl.rc_context({"svg.hashsalt": "ntr"}):
        figure, (memory, handles) = plt.subplots(2, 1, figsize=(7, 5), sharex=True, layout="constrained")
        memory.plot(hours, [one.coordinator for one in samples], label="coordinator")
        memory.plot(hours, [one.workers for one in samples], label="largest worker")
        memory.set(ylabel="resident memory, MiB", ylim=(0, None))
        memory.legend()
        handles.plot(hours, [one.handles for one in samples], label="open files, all processes")
        handles.plot(hours, [one.processes for one in samples], label="processes")
        handles.set(xlabel="hours", ylim=(0, None))
        handles.legend()
        figure.savefig(file, metadata={"Date": None, "Creator": None})
        plt.close(figure)


def table(samples: list[Sample]) -> str:
    """The most of every quarter of the run."""
    lines = [
        "| until, minutes | coordinator, MiB | largest worker, MiB | open files | processes |",
        "|---|---|---|---|---|",
    ]
    for quarter in range(4):
        some = samples[len(samples) * quarter // 4 : len(samples) * (quarter + 1) // 4]
        if some:
            most = [max(one[i] for one in some) for i in range(len(Sample._fields))]
            lines.append(f"| {most[0] / 60:.0f} | {most[3]:.0f} | {most[4]:.0f} | {most[5]:.0f} | {most[2]:.0f} |")
    return "\n".join(lines)


def main() -> int:
    """Run, print, store; the exit code of the run, 0 where it was stopped."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--hours", type=float, default=1.0, help="the longest it may take (default: 1)")
    options, arguments = parser.parse_known_args()
    samples, ended = watch(arguments, options.hours)
    stored = {"ended": ended, "fields": Sample._fields, "samples": samples}
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "soak.json").write_text(json.dumps(stored) + "\n")
    draw(samples, RESULTS / "soak.svg")
    print(table(samples))
    return ended or 0


if __name__ == "__main__":
    sys.exit(main())
