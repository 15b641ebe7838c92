"""A real Dask cluster on this machine, one of whose workers is killed: the store is the same, byte for byte."""

from __future__ import annotations

import io
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ntr import sweep
from ntr.store import Store
from ntr.store.export import write_csv
from ntr.workers import Cluster
from proofs_checks import run
from proofs_checks.stored import Stored
from tests.faults import kills

ROOT = Path(__file__).resolve().parents[3]


def start(*arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard"]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.fixture
def cluster(tmp_path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler, and two workers of one thread each."""
    pytest.importorskip("distributed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    processes = [start("scheduler", "--host", "127.0.0.1", "--port", str(port))]
    for i in (1, 2):
        folder = str(tmp_path / f"worker{i}")
        processes.append(start("worker", address, "--nthreads", "1", "--no-nanny", "--local-directory", folder))
    yield address, processes[1:]
    for process in processes:
        process.kill()
        process.wait()


def export(path: Path) -> bytes:
    with Store(path) as store:
        out = io.StringIO(newline="")
        write_csv(store, out)
    return out.getvalue().encode()


@pytest.mark.long
def test_serial_parallel_and_dask_stores_export_to_equal_bytes_though_a_worker_is_killed(cluster, tmp_path):
    address, workers = cluster
    plan = kills.plan()

    def kept(name: str, **options) -> bytes:
        with Store(tmp_path / name, write=True, create=True) as store:
            run.run(plan, most=64, keeper=Stored(store), seconds=0.2, **options)
        return export(tmp_path / name)

    serial = kept("serial")
    assert kept("parallel", jobs=2) == serial
    done = []

    def progress(finished: int, total: int, note: str) -> None:
        done.append(finished)
        if finished == 5:
            workers[0].send_signal(signal.SIGKILL)

    with Cluster(address, patience=60) as pool:
        assert kept("dask", pool=pool, progress=progress) == serial
    assert workers[0].wait(10) == -signal.SIGKILL
    assert done[-1] == len(plan.checks) + len(plan.lemmas) + len(plan.claims) > 10
    assert b",failed," not in serial


def slow_square(number: int) -> int:
    time.sleep(0.2)
    return number**2


@pytest.mark.long
def test_workers_that_come_and_go(cluster, tmp_path):
    """Both workers die, one after the other, and another one joins."""
    address, workers = cluster
    later = []

    def change() -> None:
        workers[0].kill()
        later.append(
            start("worker", address, "--nthreads", "1", "--no-nanny", "--local-directory", str(tmp_path / "new"))
        )
        time.sleep(2)
        workers[1].kill()

    with Cluster(address, patience=60) as pool:
        thread = threading.Timer(1.0, change)
        thread.start()
        try:
            results = dict(sweep.run(slow_square, range(40), pool=pool))
        finally:
            thread.join()
            later[0].kill()
            later[0].wait()
    assert results == {n: n**2 for n in range(40)}


def test_no_scheduler_is_told_at_once():
    pytest.importorskip("distributed")
    with pytest.raises(OSError, match=r"no Dask scheduler answers at 'tcp://127.0.0.1:1'"):
        Cluster("tcp://127.0.0.1:1", patience=1)


@pytest.mark.parametrize("address", ["", "nonsense", "nonsense://", "tcp://127.0.0.1", "127.0.0.1:x", "a b:1"])
def test_what_is_no_address_is_told_at_once(address):
    with pytest.raises(ValueError, match=r"must look like tcp://127\.0\.0\.1:8786, got "):
        Cluster(address)


def test_without_dask_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ImportError, match=r"pip install -e '\.\[dask\]'"):
        Cluster("tcp://127.0.0.1:1")
