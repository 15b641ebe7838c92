"""The rules of docs/design.md as functions: each takes a root folder (or classes) and lists the violations as text."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

LAYERS = ("ntr", "problems", "proofs_checks", "figures")  # each may import itself and what stands before it
OUTSIDE = ("tests", "benchmarks")  # may import every layer, and no layer imports them
FRONT_DOOR = "ntr.cli"  # a package; may import every layer inside its functions; nobody imports it
LONGEST = 300

# Written so that this file does not contain what it forbids.
FORBIDDEN = re.compile(
    r"/(?:root|home/\w+|Users/\w+|work)/|[A-Z]:\\Users"  # a path of somebody's machine
    r"|py[p]i\.(?:org|python)|python[h]osted|anaconda\.(?:org|com)|npm[j]s\.|crates[.]io"  # a package registry
    r"|--(?:extra-)?index[-]url|--find[-]links"
)


def sources(root: Path, folders: Iterable[str]) -> Iterator[Path]:
    """Every Python file of these folders, in a fixed order."""
    for folder in folders:
        yield from sorted((root / folder).rglob("*.py"))


def module_name(root: Path, file: Path) -> str:
    """`a/b.py` is a.b, `a/__init__.py` is a."""
    parts = file.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _modules(node: ast.AST, package: str) -> list[str]:
    """What one statement or call imports, absolute; `from a import b` may mean the module a.b, so both are given."""
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=module, names=names, level=level):
            parts = package.split(".")
            start = parts[: max(len(parts) - level + 1, 0)] if level else []
            base = ".".join([*start, *([module] if module else [])])
            return [base, *(f"{base}.{alias.name}".lstrip(".") for alias in names)]
        case ast.Call(
            func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
            args=[ast.Constant(value=str(name)), *_],
        ):
            return [name]
    return []


def imports(root: Path, file: Path) -> Iterator[tuple[int, str, bool]]:
    """(line, module, whether inside a function) of every import of a file."""
    name = module_name(root, file)
    package = name if file.name == "__init__.py" else name.rpartition(".")[0]

    def walk(node: ast.AST, inside: bool) -> Iterator[tuple[int, str, bool]]:
        for module in _modules(node, package):
            yield getattr(node, "lineno", 0), module, inside
        inside = inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for child in ast.iter_child_nodes(node):
            yield from walk(child, inside)

    yield from walk(ast.parse(file.read_text(encoding="utf-8")), inside=False)


def import_violations(root: Path) -> list[str]:
    """Imports against the direction ntr <- problems <- proofs_checks <- figures, of OUTSIDE, and of the front door."""
    found = []
    for file in sources(root, LAYERS):
        importer = module_name(root, file)
        layer = LAYERS.index(importer.partition(".")[0])
        for line, module, inside in imports(root, file):
            top = module.partition(".")[0]
            at_the_door = (importer + ".").startswith(FRONT_DOOR + ".")
            upward = top in LAYERS and LAYERS.index(top) > layer and not (at_the_door and inside)
            front = (module + ".").startswith(FRONT_DOOR + ".") and not at_the_door
            if upward or front or top in OUTSIDE:
                found.append(f"{file.relative_to(root)}:{line} imports {module}")
    return list(dict.fromkeys(found))


def stems(root: Path) -> list[str]:
    """The names of the theorems: the modules of ntr/theorems."""
    return [file.stem for file in sources(root, ["ntr/theorems"]) if file.stem != "__init__"]


def explanations(root: Path) -> list[str]:
    """The names of the explanations: the modules of proofs_checks that define `findings`."""
    return [
        file.stem
        for file in sources(root, ["proofs_checks"])
        if any(
            isinstance(node, ast.FunctionDef) and node.name == "findings"
            for node in ast.parse(file.read_text(encoding="utf-8")).body
        )
    ]


def room_violations(root: Path) -> list[str]:
    """Theorems and explanations that miss one of their rooms, or their row in the README's tables."""
    tests = {file.name for file in sources(root, ["tests"])}
    readme = root / "README.md"
    lines = readme.read_text(encoding="utf-8").splitlines() if readme.is_file() else []
    rows = [line for line in lines if line.lstrip().startswith("|")]
    found = []
    for stem in stems(root) + explanations(root):
        for file in (f"proofs_checks/{stem}.py", f"figures/{stem}.py"):
            if not (root / file).is_file():
                found.append(f"{stem}: no {file}")
        if f"test_{stem}.py" not in tests:
            found.append(f"{stem}: no tests/**/test_{stem}.py")
        if not any(f"`{stem}`" in row for row in rows):
            found.append(f"{stem}: no row in the README's table")
    return found


def package_violations(root: Path) -> list[str]:
    """Folders with modules but without __init__.py: they would be missing from the installed project."""
    folders = {file.parent for file in sources(root, LAYERS)}
    return [
        f"{folder.relative_to(root)}: no __init__.py"
        for folder in sorted(folders)
        if not (folder / "__init__.py").is_file()
    ]


def length_violations(root: Path, reasons: Mapping[str, str]) -> list[str]:
    """Files above 300 lines without a reason, and reasons that are no longer needed."""
    lengths = {
        file.relative_to(root).as_posix(): len(file.read_text(encoding="utf-8").splitlines())
        for file in sources(root, LAYERS + OUTSIDE)
    }
    long = {file for file, lines in lengths.items() if lines > LONGEST}
    return [f"{file}: {lengths[file]} lines, no reason given" for file in sorted(long - set(reasons))] + [
        f"{file}: listed as long ({reasons[file]}), but it is not" for file in sorted(set(reasons) - long)
    ]


def docstring_violations(root: Path) -> list[str]:
    """Modules, public classes and public functions without a docstring.

    A method of a class that has bases may implement what a base documents; only other methods need their own.
    """
    found = []

    def visit(scope: ast.Module | ast.ClassDef, file: str, prefix: str) -> None:
        for node in scope.body:
            if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("_"):
                continue
            if ast.get_docstring(node) is None:
                found.append(f"{file}:{node.lineno} {prefix}{node.name}: no docstring")
            documented_elsewhere = isinstance(node, ast.ClassDef) and any(
                ast.unparse(base) not in ("ABC", "NamedTuple", "Protocol", "TypedDict") for base in node.bases
            )
            if isinstance(node, ast.ClassDef) and not documented_elsewhere:
                visit(node, file, f"{prefix}{node.name}.")

    for path in sources(root, LAYERS):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        file = path.relative_to(root).as_posix()
        if tree.body and ast.get_docstring(tree) is None:
            found.append(f"{file}:1 module: no docstring")
        visit(tree, file, "")
    return found


def tracked(root: Path) -> list[Path]:
    """The files that git tracks."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True, text=True).stdout
    return [root / name for name in listing.split("\0") if name and (root / name).is_file()]


def address_violations(root: Path, files: Iterable[Path]) -> list[str]:
    """Lines that name a path of somebody's machine or the host of a package registry. Binary files are skipped."""
    found = []
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, start=1):
            if match := FORBIDDEN.search(line):
                found.append(f"{file.relative_to(root)}:{number} contains {match.group()!r}")
    return found


def inheritance_violations(classes: Iterable[type]) -> list[str]:
    """Classes that inherit from a concrete class of ours: a class is abstract or final."""
    found = []
    for cls in classes:
        for base in cls.__bases__:
            ours = base.__module__.partition(".")[0] in LAYERS + OUTSIDE or base.__module__ == cls.__module__
            if ours and not inspect.isabstract(base) and not getattr(base, "_is_protocol", False):
                found.append(f"{cls.__module__}.{cls.__qualname__} inherits from the concrete {base.__qualname__}")
    return found
