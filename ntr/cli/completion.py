"""Print the completion of commands, options, theorems and figures for a shell.

examples:
  eval "$(ntr completion bash)"                        in ~/.bashrc
  ntr completion zsh > ~/.zfunc/_ntr                   with ~/.zfunc in fpath, before compinit
  ntr completion tcsh | source /dev/stdin

It is written from the options themselves by the package shtab: pip install -e '.[completion]'
"""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Iterator
from typing import Any

SHELLS = ("bash", "zsh", "tcsh")


def options(command: argparse.ArgumentParser) -> None:
    """The options of `ntr completion`."""
    command.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))


def run(options: argparse.Namespace) -> int:
    """`ntr completion`: prints the script."""
    from ntr.cli import parser

    try:
        shtab: Any = importlib.import_module("shtab")
    except ImportError:
        raise ValueError("completion needs the package shtab: pip install -e '.[completion]'") from None
    root = parser()
    names = _names()
    for name, action in _actions(root):
        if action.metavar in ("FILE", "FOLDER"):
            action.complete = shtab.FILE if action.metavar == "FILE" else shtab.DIRECTORY
        elif action.dest in ("stems", "names", "methods") and name in names:
            action.choices = names[name]
    print(shtab.complete(root, shell=options.shell))
    return 0


def _actions(root: argparse.ArgumentParser) -> Iterator[tuple[str, Any]]:
    """(command, argument) of every command."""
    for action in root._subparsers._actions if root._subparsers else ():
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                for argument in command._actions:
                    yield name, argument


def _names() -> dict[str, list[str]]:
    """What the positional arguments of a command may be: theorems, lemmas, explanations, figures, norms, methods."""
    from figures.draw import summaries
    from ntr.norms.examples import examples
    from proofs_checks import claims, equality, explanations, lemmas, run

    stems = [*map(run.name_of, (*run.STEMS, *run.BEYOND, *lemmas.MODULES)), *explanations.NAMES, claims.STEM]
    return {
        "verify": stems,
        "report": stems,
        "figures": list(summaries()),
        "norms": [example.name for example in examples()],
        "methods": equality.names(),
    }
