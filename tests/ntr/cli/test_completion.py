"""`ntr completion`: the script is understood by the shell, and completes commands, theorems and figures."""

from __future__ import annotations

import contextlib
import importlib
import io
import shutil
import subprocess

import pytest

from ntr import cli


@pytest.fixture(scope="module")
def script(tmp_path_factory):
    """The script of bash, as a file."""
    pytest.importorskip("shtab", reason="ntr completion needs shtab")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert cli.main(["completion", "bash"]) == 0
    file = tmp_path_factory.mktemp("completion") / "ntr.bash"
    file.write_text(out.getvalue(), encoding="utf-8")
    return file


def completed(script, *words):
    """What bash offers for the last of these words."""
    array = " ".join(f"'{word}'" for word in words)
    code = (
        f"source {script}; COMP_WORDS=({array}); COMP_CWORD={len(words) - 1}; "
        "_shtab_ntr; printf '%s\\n' \"${COMPREPLY[@]}\""
    )
    run = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=True)
    return run.stdout.split()


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("ntr", "ver"), ["verify"]),
        (("ntr", "verify", "star_convex_d"), ["star_convex_decay"]),
        (("ntr", "verify", "lemma_lyap"), ["lemma_lyapunov"]),
        (("ntr", "figures", "muon"), ["muon_vs_osgdm"]),
        (("ntr", "norms", "KyFanD"), ["KyFanDual"]),
        (("ntr", "report", "--no-mach"), ["--no-machine"]),
    ],
)
def test_bash_completes(script, words, expected):
    assert completed(script, *words) == expected


def test_an_unknown_shell_is_wrong_usage():
    with pytest.raises(SystemExit) as error:
        cli.main(["completion", "fish"])
    assert error.value.code == 2


def test_without_shtab_the_line_that_installs_it_is_told(monkeypatch, capsys):
    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    assert cli.main(["completion", "bash"]) == 2
    assert "pip install -e '.[completion]'" in capsys.readouterr().err
