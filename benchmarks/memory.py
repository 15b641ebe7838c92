"""The memory of a run, in a process of its own:  python -m benchmarks.memory PEER ITERATIONS

It prints by how many bytes the peak of the resident memory grew during the run, after a run of two seeds and two iterations
that imports and compiles everything.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

from benchmarks.peers import OURS, PEERS
from benchmarks.work import Work

ROOT = Path(__file__).resolve().parent.parent
WORK = Work("l2", (1000,), 2048)
STATE = 2 * 8 * WORK.size * WORK.seeds  # x and m
OTHERS = ("NumPy, batched", "ntr, NumPy engine", "Numba + Generator", "JAX vmap + scan", "torch, batched")


def growth(peer: str, iterations: int) -> float:
    """What the process `python -m benchmarks.memory` measures, in multiples of x and m of all seeds."""
    command = [sys.executable, "-m", "benchmarks.memory", peer, str(iterations)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return int(done.stdout.split()[-1]) / STATE


def memory() -> dict[str, float]:
    """Ours for 10 and for 1000 iterations, the others for 10, in multiples of x and m of all seeds."""
    found = {f"{OURS.name}, {k} iterations": growth(OURS.name, k) for k in (10, 1000)}
    installed = [peer.name for peer in PEERS if peer.name in OTHERS and peer.installed]
    return found | {f"{name}, 10 iterations": growth(name, 10) for name in installed}


def peak() -> int:
    """Bytes. On Linux not that of getrusage, which a child process takes over from its parent."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return 1024 * int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def main(name: str, iterations: int) -> None:
    """Run and print."""
    (peer,) = (p for p in (OURS, *PEERS) if p.name == name)
    peer.prepare(WORK.__class__("l2", (10,), 2), 2, 1)()
    run = peer.prepare(WORK, iterations, 1)
    before = peak()
    run()
    print(peak() - before)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
