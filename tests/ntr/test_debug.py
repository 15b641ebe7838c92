"""Errors of the user's code: where they came from, and the whole traceback for those who ask."""

from __future__ import annotations

import json

import numpy as np
import pytest

from ntr import debug
from ntr.norms import L1


def _mine() -> None:
    raise KeyError("mine")


def _calls_ours() -> None:
    L1((3,))(np.ones(2))


def _garbage() -> None:
    json.loads(None)  # type: ignore[arg-type]


@pytest.mark.parametrize("function", [_mine, _calls_ours, _garbage])
def test_the_place_is_the_innermost_call_of_the_user(function):
    with pytest.raises((KeyError, ValueError, TypeError)) as caught:
        function()
    line = function.__code__.co_firstlineno + 1
    assert debug.place(caught.value) == f", in {function.__name__} ({__file__}, line {line})"


def test_there_is_no_place_in_code_of_ours_or_of_others():
    frames = [("ntr.norm", "/a/ntr/norm.py"), ("json", "/lib/json/__init__.py"), ("__main__", "/bin/ntr")]
    frames += [("numpy.linalg", "/x/site-packages/numpy/linalg.py"), ("", "<string>")]
    for module, file in frames:
        assert not debug._users(module, compile("0", file, "eval"))
    assert debug._users("my_theorems", compile("0", "/home/my_theorems.py", "eval"))


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (KeyError("k"), "mine/a: KeyError: 'k', in test_what"),
        (ValueError("K is 3"), "mine/a: K is 3, in test_what"),
        (ValueError("mine/a: K is 3"), "mine/a: K is 3, in test_what"),
        (SystemExit(0), "mine/a: SystemExit: 0, in test_what"),
    ],
)
def test_what_is_raised_is_named(error, message):
    with pytest.raises(ValueError, match="mine/a") as caught, debug.named("mine/a"):
        raise error
    assert str(caught.value).startswith(message)


def test_an_interrupt_passes():
    with pytest.raises(KeyboardInterrupt), debug.named("mine/a"):
        raise KeyboardInterrupt


def test_the_traceback_is_told_only_if_it_is_asked_for(monkeypatch, capsys):
    for value, told in (("", False), ("1", True)):
        monkeypatch.setenv("NTR_DEBUG", value)
        try:
            _mine()
        except KeyError:
            debug.tell()
        assert ("in _mine" in capsys.readouterr().err) is told
