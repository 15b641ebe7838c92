"""The code behind a result: the modules of our own and of the user that it may run, and a digest of their text.

A module stands for its syntax tree without docstrings, written out again: comments, docstrings and layout do not count,
every other change does. Followed are the imports of a module, also those inside functions; a name that a package only
hands on leads to the file that defines it, so that a new norm does not change what an old one is. The standard library
and installed packages are not followed, except those that the objects themselves come from.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import importlib.util
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

# What every simulation may run. `ntr.steps` registers its rules when it is imported, so nobody names them.
ENGINE = ("ntr.case", "ntr.simulate", "ntr.steps")
OURS = ("ntr", "problems", "proofs_checks", "figures")


class _Module(NamedTuple):
    """A module as text: its digest, and what its imports ask for: (module, name or None)."""

    digest: str
    package: bool
    imports: tuple[tuple[str, str | None], ...]


def closure(modules: Iterable[str]) -> dict[str, str]:
    """{module: digest} of the modules, of the engine, and of all that they import; sorted by name.

    Parameters
    ----------
    modules : iterable of str
        Names of modules that can be imported.

    Raises
    ------
    TypeError
        If one of `modules` has no Python source.
    """
    return dict(_closure(frozenset(modules)))


def digest(modules: Iterable[str]) -> str:
    """One number (SHA-256, in hexadecimal digits) for the whole `closure`."""
    return _digest(frozenset(modules))


def changed(modules: Mapping[str, str]) -> bool:
    """Whether a module of an earlier closure has another digest now, or is gone.

    Nothing is imported for it: a module of the user that is in a package, or not to be found from here, is passed over.
    """
    for name, before in modules.items():
        ours = name.partition(".")[0] in OURS
        if not ours and ("." in name or _file(name) is None):
            continue
        now = _read(name)
        if now is None or now.digest != before:
            return True
    return False


@functools.cache
def _digest(modules: frozenset[str]) -> str:
    text = "".join(f"{name} {value}\n" for name, value in _closure(modules).items())
    return hashlib.sha256(text.encode()).hexdigest()


@functools.cache
def _closure(modules: frozenset[str]) -> dict[str, str]:
    for name in sorted(modules):
        if _read(name) is None:
            raise TypeError(f"the module {name!r} has no Python source, so its code cannot be described")
    tops = frozenset(name.partition(".")[0] for name in modules)
    waiting, found = {*modules, *ENGINE}, dict[str, str]()
    while waiting:
        name = waiting.pop()
        module = _read(name)
        if module is None or name in found:
            continue
        found[name] = module.digest
        for asked, attribute in module.imports:
            waiting.update(target for target in _targets(asked, attribute) if _followed(target, tops))
    return dict(sorted(found.items()))


def _targets(module: str, attribute: str | None) -> Iterator[str]:
    """The files that `import module`, or `from module import attribute`, leads to."""
    if attribute is None:
        yield module
        return
    if _file(f"{module}.{attribute}") is not None:
        yield f"{module}.{attribute}"
        return
    source = _read(module)
    if source is not None and source.package:
        handed_on = [asked for asked, name in source.imports if name == attribute and asked != module]
        if handed_on:
            for asked in handed_on:
                yield from _targets(asked, attribute)
            return
    yield module


@functools.cache
def _followed(module: str, tops: frozenset[str]) -> bool:
    """Whether a module is ours, the user's, or of a package that the objects come from."""
    top = module.partition(".")[0]
    if top in tops:
        return True
    file = None if top in sys.stdlib_module_names else _file(top)
    return file is not None and not {"site-packages", "dist-packages"} & set(file.parts)


@functools.cache
def _file(module: str) -> Path | None:
    """The Python source of a module; None if it has none, or is no module. Nothing is imported but its packages."""
    loaded = sys.modules.get(module)
    if loaded is None:
        try:
            spec = importlib.util.find_spec(module)
        except (ImportError, AttributeError, ValueError):
            return None
        origin = None if spec is None else spec.origin
    else:
        origin = getattr(loaded, "__file__", None)
    return Path(origin) if origin is not None and origin.endswith(".py") else None


@functools.cache
def _read(module: str) -> _Module | None:
    file = _file(module)
    if file is None:
        return None
    tree = ast.parse(file.read_bytes())
    is_package = file.name == "__init__.py"
    package = module if is_package else module.rpartition(".")[0]
    imports = tuple(dict.fromkeys(asked for node in ast.walk(tree) for asked in _imports(node, package)))
    return _Module(hashlib.sha256(normal_form(tree).encode()).hexdigest(), is_package, imports)


def _imports(node: ast.AST, package: str) -> Iterator[tuple[str, str | None]]:
    if isinstance(node, ast.Import):
        yield from ((alias.name, None) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        parts = package.split(".")
        start = parts[: max(len(parts) - node.level + 1, 0)] if node.level else []
        module = ".".join([*start, *([node.module] if node.module else [])])
        yield from ((module, None if alias.name == "*" else alias.name) for alias in node.names)


def normal_form(tree: ast.Module) -> str:
    """The text of a module without docstrings, comments and layout. The tree is changed."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            ):
                node.body = [*node.body[1:]] or [ast.Pass()]
    return ast.unparse(tree)
