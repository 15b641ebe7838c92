"""Write the reference of the code, from its docstrings, into one HTML file.

examples:
  ntr reference --out reference.html     every public class and function; `make docs` does it
  ntr reference --json -                 the same as JSON on standard output
"""

from __future__ import annotations

import argparse
from pathlib import Path

from ntr.cli.output import writable, write_json


def options(command: argparse.ArgumentParser) -> None:
    """The options of `ntr reference`."""
    command.add_argument("--out", metavar="FILE", help="the HTML file")
    command.add_argument("--json", metavar="FILE", help="write names and docstrings to FILE, - for standard output")


def run(options: argparse.Namespace) -> int:
    """`ntr reference`: writes the file and prints where it is."""
    from figures.report import reference

    if options.out is None and options.json is None:
        raise ValueError("--out FILE or --json FILE is needed: there is nothing to print")
    writable(options.out, "--out")
    found = [reference.entries(module) for module in reference.modules()]
    listed = [entry._asdict() for module in found for entry in module]
    taken = options.json is not None and write_json(listed, options.json)
    if options.out is not None:
        Path(options.out).write_text(reference.page(found), encoding="utf-8")
        if not taken:
            print(options.out)
    return 0
