"""`python -m ntr.cli` is `ntr`."""

import sys

from ntr.cli import main

if __name__ == "__main__":
    sys.exit(main())
