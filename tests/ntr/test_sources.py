"""Which code a key stands for: comments and docstrings do not count, everything else does."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from ntr import sources

PACKAGE = {
    "__init__.py": "from .norm import Norm\nfrom .other import Other\n",
    "norm.py": '"""A norm."""\nimport math\nfrom .helper import twice\n\n\nclass Norm:\n    """Doc."""\n',
    "helper.py": "def twice(x):\n    from . import late\n    return 2 * x\n",
    "late.py": "import numpy\n",
    "other.py": "class Other:\n    pass\n",
    "user.py": "from . import Norm\n",
}


def digests(folder: Path, package: str, **changed: str) -> dict[str, str]:
    """The closure of the module `user` of a package like `PACKAGE`, without the engine."""
    (folder / package).mkdir()
    for name, text in {**PACKAGE, **{f"{name}.py": text for name, text in changed.items()}}.items():
        (folder / package / name).write_text(text, encoding="utf-8")
    found = sources.closure([f"{package}.user"])
    return {name.partition(".")[2]: value for name, value in found.items() if name.startswith(package)}


def test_imports_are_followed_to_the_file_that_defines_a_name(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    before = digests(tmp_path, "sources_before")
    assert set(before) == {"user", "norm", "helper", "late"}
    changed = digests(tmp_path, "sources_after", helper=PACKAGE["helper.py"].replace("2", "3"))
    assert {name for name in before if before[name] != changed[name]} == {"helper"}


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("def f(x):\n    return x + 1\n", True),
        ('"""Other words."""\n\n# a comment\ndef f( x ):\n    """More."""\n    return (x+1)  # why\n', True),
        ("def f(x):\n    return x + 2\n", False),
        ("def f(x, y=0):\n    return x + 1\n", False),
        ("def f(x):\n    return 'words'\n", False),
    ],
)
def test_normal_form(text, same):
    reference = '"""Words."""\ndef f(x):\n    """A docstring."""\n    return x + 1\n'
    equal = sources.normal_form(ast.parse(text)) == sources.normal_form(ast.parse(reference))
    assert equal == same


def test_a_body_that_is_only_a_docstring_stays_valid():
    text = sources.normal_form(ast.parse('class A:\n    """Doc."""\n'))
    assert "Doc" not in text
    compile(text, "a", "exec")


def test_the_engine_is_always_there_and_a_new_norm_changes_nothing_old():
    modules = sources.closure([])
    assert {
        "ntr.simulate",
        "ntr.engine.driver",
        "ntr.engine.batched",
        "ntr.engine.random",
        "ntr.steps.any_zero",
    } <= set(modules)
    assert "ntr.norms" not in sources.closure(["ntr.norms.l1"])
    assert "ntr.norms.k_support" not in sources.closure(["ntr.norms.l1"])


def test_a_module_without_source_is_refused():
    with pytest.raises(TypeError, match="'builtins' has no Python source"):
        sources.digest(["builtins"])
