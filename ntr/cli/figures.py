"""Draw the theory figures.

examples:
  ntr figures                        all of them, into docs/figures
  ntr figures star_convex_decay      one
  ntr figures --out drawings         into another folder
"""

from __future__ import annotations

import argparse
from pathlib import Path

from ntr.cli.progress import Progress


def options(command: argparse.ArgumentParser) -> None:
    """The options of `ntr figures`."""
    command.add_argument("stems", nargs="*", metavar="STEM", help="which figures (default: all)")
    command.add_argument(
        "--out", default="docs/figures", metavar="FOLDER", help="where to write (default docs/figures)"
    )


def run(options: argparse.Namespace) -> int:
    """`ntr figures`: prints the paths of the files."""
    from figures.draw import draw_all

    for path in draw_all(options.stems, Path(options.out), progress=Progress()):
        print(path)
    return 0
