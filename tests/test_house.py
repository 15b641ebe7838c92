"""The project keeps the rules of docs/design.md; and each rule is broken on purpose, to see that it notices."""

from __future__ import annotations

import importlib
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests import house

ROOT = Path(__file__).resolve().parent.parent

# A file above 300 lines is two things, except for these: {path: reason}.
LONG: dict[str, str] = {}


def listing(violations: list[str]) -> str:
    """One violation a line, for a failed assertion."""
    return "\n".join(["", *violations])


# --- the project -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rule",
    [house.import_violations, house.room_violations, house.package_violations, house.docstring_violations],
    ids=lambda rule: rule.__name__,
)
def test_project_keeps(rule: Callable[[Path], list[str]]) -> None:
    violations = rule(ROOT)
    assert not violations, listing(violations)


def test_no_file_is_two_things() -> None:
    violations = house.length_violations(ROOT, LONG)
    assert not violations, listing(violations)


def test_no_machine_path_and_no_registry_is_named() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: which files are tracked is unknown")
    violations = house.address_violations(ROOT, house.tracked(ROOT))
    assert not violations, listing(violations)


def test_classes_are_abstract_or_final() -> None:
    names = [house.module_name(ROOT, file) for file in house.sources(ROOT, house.LAYERS) if file.stem != "__main__"]
    modules = [importlib.import_module(name) for name in names]
    classes = [cls for module in modules for cls in vars(module).values() if isinstance(cls, type)]
    ours = [cls for cls in classes if cls.__module__ in names]
    assert len(ours) > 20, "too few classes were found: the search is broken"
    violations = house.inheritance_violations(ours)
    assert not violations, listing(violations)


def test_there_are_theorems() -> None:
    assert {"nonconvex_deterministic", "nonconvex_momentum", "star_convex_decay"} <= set(house.stems(ROOT))


@pytest.mark.parametrize("stem", house.stems(ROOT))
def test_theorem_defines_its_statements(stem: str) -> None:
    module = importlib.import_module(f"ntr.theorems.{stem}")
    assert module.THEOREM is module.STATEMENTS[0]
    assert {statement.stem for statement in module.STATEMENTS} == {stem}
    forms = [statement.form for statement in module.STATEMENTS]
    assert len(set(forms)) == len(forms), f"two statements of {stem} have the same form: {forms}"


# --- the rules, broken on purpose ------------------------------------------------------------------------------------


def plant(root: Path, files: dict[str, str]) -> Path:
    """A project with these files, and with an empty __init__.py in each of its packages."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for file in house.sources(root, house.LAYERS):
        (file.parent / "__init__.py").touch()
    return root


@pytest.mark.parametrize(
    ("file", "text", "imported"),
    [
        ("ntr/a.py", "import problems", "problems"),
        ("ntr/a.py", "import numpy, figures.style as style", "figures.style"),
        ("ntr/norms/a.py", "def f():\n    from proofs_checks.verify import verify", "proofs_checks.verify"),
        ("ntr/a.py", "if TYPE_CHECKING:\n    from problems.quadratic import Quadratic", "problems.quadratic"),
        ("problems/a.py", "from proofs_checks import catalogue", "proofs_checks"),
        ("problems/a.py", "class A:\n    def f(self):\n        import figures", "figures"),
        ("proofs_checks/a.py", "try:\n    import figures\nexcept ImportError:\n    pass", "figures"),
        ("proofs_checks/a.py", "import importlib\nf = importlib.import_module('figures.style')", "figures.style"),
        ("ntr/norms/a.py", "from ...problems import quadratic", "problems"),
        ("figures/a.py", "import tests.house", "tests.house"),
        ("figures/a.py", "def f():\n    import benchmarks.peers", "benchmarks.peers"),
        ("figures/a.py", "import ntr.cli", "ntr.cli"),
        ("ntr/a.py", "from ntr import cli", "ntr.cli"),
        ("ntr/a.py", "from . import cli", "ntr.cli"),
        ("ntr/a.py", "from .cli import main", "ntr.cli"),
        ("ntr/norms/__init__.py", "from ..cli import main", "ntr.cli"),
        ("ntr/cli/verify.py", "import problems", "problems"),
        ("ntr/cli/verify.py", "def main():\n    import tests", "tests"),
    ],
)
def test_forbidden_import_is_found(tmp_path: Path, file: str, text: str, imported: str) -> None:
    violations = house.import_violations(plant(tmp_path, {file: text}))
    assert any(v.startswith(f"{file}:") and v.endswith(f" imports {imported}") for v in violations), violations


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("ntr/a.py", "import numpy\nfrom ntr.norm import Norm\nfrom . import linalg"),
        ("ntr/norms/a.py", "from ..norm import Norm\nfrom ntr.problem import Problem\nimport figures_of_speech"),
        ("problems/a.py", "from ntr import problem\nfrom problems.data import digits"),
        ("figures/a.py", "import ntr, problems, proofs_checks\nfrom figures import style"),
        (
            "ntr/cli/verify.py",
            "import ntr\ndef main():\n    import problems, proofs_checks\n    from figures import style",
        ),
        ("tests/a.py", "import ntr.cli, figures"),
    ],
)
def test_allowed_import_is_not_found(tmp_path: Path, file: str, text: str) -> None:
    assert house.import_violations(plant(tmp_path, {file: text})) == []


ROOMS = {
    "ntr/theorems/t.py": "",
    "proofs_checks/t.py": "",
    "figures/t.py": "",
    "tests/ntr/theorems/test_t.py": "",
    "README.md": "Not a row: `t`\n\n| theorem | bound |\n|---|---|\n| `t` | 1 |\n",
}


def test_complete_rooms(tmp_path: Path) -> None:
    root = plant(tmp_path, ROOMS)
    assert house.stems(root) == ["t"]
    assert house.room_violations(root) == []


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ("proofs_checks/t.py", "t: no proofs_checks/t.py"),
        ("figures/t.py", "t: no figures/t.py"),
        ("tests/ntr/theorems/test_t.py", "t: no tests/**/test_t.py"),
        ("README.md", "t: no row in the README's table"),
    ],
)
def test_missing_room_is_found(tmp_path: Path, missing: str, message: str) -> None:
    files = {name: text for name, text in ROOMS.items() if name != missing}
    root = plant(tmp_path, {"README.md": "The theorem `t`, but not in a table", **files})
    assert house.room_violations(root) == [message]


def test_an_explanation_needs_its_rooms_too(tmp_path: Path) -> None:
    claims = {"proofs_checks/e.py": "def findings(level):\n    return []\n", "proofs_checks/other.py": "findings = 1\n"}
    root = plant(tmp_path, {**ROOMS, **claims})
    assert house.explanations(root) == ["e"]
    assert house.room_violations(root) == [
        "e: no figures/e.py", "e: no tests/**/test_e.py", "e: no row in the README's table"
    ]  # fmt: skip


def test_missing_init_is_found(tmp_path: Path) -> None:
    root = plant(tmp_path, {"ntr/norms/a.py": ""})
    assert house.package_violations(root) == []
    (root / "ntr/norms/__init__.py").unlink()
    assert house.package_violations(root) == ["ntr/norms: no __init__.py"]


def test_long_file_is_found(tmp_path: Path) -> None:
    root = plant(tmp_path, {"ntr/a.py": "x = 1\n" * 301, "tests/b.py": "x = 1\n" * 300})
    assert house.length_violations(root, {}) == ["ntr/a.py: 301 lines, no reason given"]
    assert house.length_violations(root, {"ntr/a.py": "a table"}) == []
    assert house.length_violations(root, {"ntr/a.py": "a table", "tests/b.py": "once"}) == [
        "tests/b.py: listed as long (once), but it is not"
    ]


def test_missing_docstring_is_found(tmp_path: Path) -> None:
    text = '''"""Module."""
def f(): ...
def _f(): ...
async def g():
    """Good."""
class A:
    def method(self): ...
    def _private(self): ...
class B(A):
    """Good."""
    def method(self): ...
class C(ABC):
    """Good."""
    def method(self): ...
class D(NamedTuple):
    """Good."""
    field: int
'''
    root = plant(tmp_path, {"problems/a.py": text, "ntr/b.py": "x = 1"})
    assert house.docstring_violations(root) == [
        "ntr/b.py:1 module: no docstring",
        "problems/a.py:2 f: no docstring",
        "problems/a.py:6 A: no docstring",
        "problems/a.py:7 A.method: no docstring",
        "problems/a.py:14 C.method: no docstring",
    ]


@pytest.mark.parametrize(
    "line",  # with a ~ in it, so that this file itself names none of them
    [
        "see /wor~k/main",
        "/ro~ot/x",
        "/hom~e/ann/x",
        "/User~s/ann/x",
        "C:~\\Users",
        "https://py~pi.org/simple",
        "files.python~hosted.org",
        "pip install --index~-url x",
        "--extra-index~-url x",
        "--find~-links=x",
    ],
)
def test_address_is_found(tmp_path: Path, line: str) -> None:
    line = line.replace("~", "")
    (tmp_path / "a.txt").write_text(f"fine\n{line}\n", encoding="utf-8")
    (tmp_path / "b.bin").write_bytes(b"\xff\xfe" + line.encode())
    violations = house.address_violations(tmp_path, sorted(tmp_path.iterdir()))
    assert len(violations) == 1
    assert violations[0].startswith("a.txt:2 ")


def test_ordinary_text_is_no_address(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "a framework/x, /usr/bin/env bash, arXiv.org, pip install torch\n", encoding="utf-8"
    )
    assert house.address_violations(tmp_path, [tmp_path / "a.txt"]) == []


class _Abstract(ABC):
    @abstractmethod
    def f(self) -> int: ...


class _StillAbstract(_Abstract):
    pass


class _Final(_StillAbstract):
    def f(self) -> int:
        return 1


class _Tweaked(_Final):
    pass


class _Record(NamedTuple):
    x: int


def test_inheritance_from_a_concrete_class_is_found() -> None:
    assert house.inheritance_violations([_Abstract, _StillAbstract, _Final, _Record]) == []
    violations = house.inheritance_violations([_Tweaked])
    assert len(violations) == 1
    assert violations[0].endswith("_Tweaked inherits from the concrete _Final")
