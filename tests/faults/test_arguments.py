"""Whatever is typed: exit code 0, 1, 2 or 3, a message of one line, no traceback, and no code that was not named."""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ntr import cli
from ntr.cli.loading import load
from ntr.norm import Norm
from ntr.store import Record, Store
from ntr.store.store import Timing

COMMANDS = [module.__name__.rpartition(".")[2].replace("_", "-") for module in cli.COMMANDS]
# No command gets to its work by these: an unknown theorem, norm or figure is told before it. `completion` and `doctor` have
# no such argument, and do nothing that takes time.
WORDS = st.sampled_from(
    [
        "nothing",
        "a:b",
        "os:system",
        ":",
        "math:",
        ":pi",
        "math:pi",
        "math:1/0",
        "",
        "-1",
        "nan",
        "../x",
        "\x00",
        "é\ud800",
        "-",
        "--",
    ]
) | st.text(max_size=8)
OPTIONS = st.sampled_from(
    ["--norm", "--seeds", "--json", "--jobs", "--store", "--resume", "--checkpoint", "--bad", "--cases"]
)


def outcome(arguments: list[str]) -> tuple[int, str]:
    """The exit code and what was written to standard error, which takes half of a surrogate pair, unlike pytest's."""
    error = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace", write_through=True)
    with redirect_stderr(error), redirect_stdout(io.StringIO()):
        try:
            code = cli.main(arguments)
        except SystemExit as end:  # argparse
            code = int(end.code or 0)
    error.seek(0)
    return code, error.read()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(OPTIONS | WORDS, max_size=5))
@example(["--norm", "os:system('touch here')"])
@example(["--norm", "math:pi"])
@example(["--seeds", "nan"])
@example(["--checkpoint", "nan"])
@example(["--store", "."])
@example(["--store", "\x00"])
@example(["--json", "\x00"])
@example(["--norm", "\x00:\x00"])
def test_verify_tells_every_wrong_use(tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    code, error = outcome(["verify", "nothing_of_this_name", *words])
    assert code in (0, 2), error  # 0: --help
    assert "Traceback" not in error
    assert code == 0 or error.strip()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["list", "show", "export", "prune", "check", "nothing"]),
    st.lists(WORDS, max_size=3),
    st.binary(max_size=300),
)
@example("list", ["é\ud800"], b"")
@example("check", ["FILE", "--recover"], b"SQLite format 3\x00")
@example("list", ["FILE"], b"SQLite format 3\x00" + bytes(52) + b"ntr1" * 12)
def test_store_tells_every_wrong_use(tmp_path, monkeypatch, action, words, content):
    monkeypatch.chdir(tmp_path)
    Path("FILE").write_bytes(content)
    code, error = outcome(["store", action, "FILE", *words])
    assert code in (0, 2), error
    assert "Traceback" not in error
    assert Path("FILE").read_bytes() == content, "a foreign file was changed"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)
TEXTS = JSON.map(json.dumps) | st.text(max_size=6) | st.sampled_from(["[" * 100_000, "\x1b[31m", '{"key": 1}', "\x00"])


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(*[TEXTS] * 8), min_size=1, max_size=2))
@example([("a",) * 8])
@example([("a", "\x1b[31m", "verified", "[" * 100_000, "1", "{}", "{}", "[" * 100_000)])
@example([("a", "b", "failed", "[1]", "1", "{}", "1", "[1]")])
def test_a_store_of_a_stranger_is_read_or_told(tmp_path, monkeypatch, rows):
    """Rows that have their digest, and mean nothing."""
    monkeypatch.chdir(tmp_path)
    for file in tmp_path.iterdir():
        file.unlink()
    with Store("FILE", write=True, create=True) as store:
        for row in rows:
            record = Record(*(text.encode("utf-8", "replace").decode() for text in row[:7]))
            store.put(record, Timing(0.0, row[3], row[7]), {})
            store._connection.execute("UPDATE codes SET modules = ?", (row[7].encode("utf-8", "replace").decode(),))
    for words in (
        ["list"],
        ["show", rows[0][0][:5]],
        ["export", "--out", "a.csv"],
        ["export", "--timings"],
        ["prune", "--old-code", "--failed"],
        ["check"],
    ):
        code, error = outcome(["store", words[0], "FILE", *words[1:]])
        assert code in (0, 2), (words, error)
        assert "Traceback" not in error


@given(WORDS | st.builds("{}:{}".format, WORDS, WORDS))
@example("math:pi")
@example("math:__import__('nothing')")
@example("a.b.c:d")
@example(".:x")
@example("..a:x")
@example("math:(")
@example("math:\x00")
@example("math:[0]*10**20")
@example("math:exit()")
def test_an_expression_is_loaded_or_told(text):
    with pytest.raises((ValueError, TypeError), match="--norm"):
        load(text, Norm, "--norm")


def test_only_the_module_that_was_named_is_imported(tmp_path, monkeypatch):
    """Not another file of the folder, and none at all for what is no module:expression."""
    monkeypatch.chdir(tmp_path)
    for name in ("arguments_named", "arguments_other"):
        Path(f"{name}.py").write_text(f"open('{name}.ran', 'w').close()\n")
    for words in (["lemma_descent", "--norm", "arguments_other"], ["arguments_other"], ["--norm", "arguments_named:3"]):
        code, error = outcome(["verify", *words])
        assert code == 2, error
    assert [file.name for file in tmp_path.glob("*.ran")] == ["arguments_named.ran"]
    assert "arguments_other" not in sys.modules


@pytest.mark.parametrize("command", COMMANDS)
def test_an_unknown_option_is_wrong_use(command):
    code, error = outcome([command, "--no-such-option"])
    assert code == 2
    assert "Traceback" not in error
