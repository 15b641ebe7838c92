"""Progress: a bar for people, a few lines for logs."""

from __future__ import annotations

import sys

import pytest

from ntr.cli.progress import EVERY, Progress


def test_a_log_gets_a_line_a_minute(capsys):
    now = [5.0]
    progress = Progress(lambda: now[0])
    for done, seconds in ((1, EVERY / 2), (2, EVERY), (3, EVERY), (4, 2 * EVERY), (5, 2.5 * EVERY)):
        now[0] = 5.0 + seconds
        progress(done, 5, "1 failed" if done == 4 else "")
    assert capsys.readouterr().err == "2/5\n4/5: 1 failed\n"


def test_a_terminal_gets_a_bar(capsys, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    progress = Progress()
    progress(1, 2, "half")
    progress(2, 2)
    assert capsys.readouterr().err == f"\r[{'#' * 20}{'.' * 20}] 1/2: half\x1b[K\r[{'#' * 40}] 2/2\x1b[K\n"
