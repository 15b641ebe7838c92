"""A disk that is full, a store that cannot be written: a message, and nothing is lost."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ntr import cli
from ntr.store import Record, Store, StoreError
from ntr.store.store import Timing


@pytest.fixture
def disk(tmp_path) -> Iterator[Path]:
    """A file system of 200 kB in memory."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", folder], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"cannot mount here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", folder], check=True)


def remount(disk: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", disk], check=True)


def record(i: int) -> Record:
    return Record(f"{i:064x}", "name", "verified", "{}", "x" * 5000, "{}", "code")


def fill(path: Path, first: int = 0) -> int:
    """Put records until the disk is full; how many there are."""
    with Store(path, write=True, create=True) as store:
        for i in range(first, first + 100):
            store.put(record(i), Timing(0.0, "", ""), {})
    return first + 100


def test_a_full_disk_loses_nothing_that_was_finished(disk):
    with pytest.raises(StoreError, match="the disk is full"):
        fill(disk / "s")
    with Store(disk / "s") as store:
        assert store.check().sound
        found = list(store.records())
    assert found == [record(i) for i in range(len(found))]
    assert len(found) >= 3
    remount(disk, "size=4m")
    fill(disk / "s", len(found))
    with Store(disk / "s") as store:
        assert list(store.records()) == [record(i) for i in range(len(found) + 100)]


def test_a_disk_that_is_full_from_the_beginning(disk):
    (disk / "other").write_bytes(bytes(190_000))
    with pytest.raises(StoreError, match="the disk is full"):
        fill(disk / "s")
    assert not (disk / "s").exists() or (disk / "s").stat().st_size == 0


def test_verify_on_a_full_disk_says_so_and_goes_on_later(disk, capsys):
    arguments = ["verify", "lemma_descent", "--norm", "L2", "--jobs", "1", "--store", str(disk / "s"), "--resume"]
    (disk / "other").write_bytes(bytes(100_000))
    assert cli.main(arguments) == 2
    assert "the disk is full" in capsys.readouterr().err
    with Store(disk / "s") as store:
        kept = len(store)
        assert store.check().sound
    remount(disk, "size=20m")
    assert cli.main(arguments) == 0
    assert f"{kept} results were in" in capsys.readouterr().err or kept == 0


def test_a_store_that_cannot_be_written_is_told_before_the_work(disk, capsys):
    fill_some = disk / "s"
    with Store(fill_some, write=True, create=True) as store:
        store.put(record(1), Timing(0.0, "", ""), {})
    before = fill_some.read_bytes()
    remount(disk, "ro")
    assert cli.main(["verify", "lemma_descent", "--jobs", "1", "--store", str(fill_some), "--resume"]) == 2
    assert "cannot be written" in capsys.readouterr().err
    with Store(fill_some) as store:  # reading still works
        assert list(store.records()) == [record(1)]
    assert fill_some.read_bytes() == before
    remount(disk, "rw")
