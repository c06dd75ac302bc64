"""The developer's command line: setup, run, test, bench and format. It only checks Python and calls the rest.

Nothing but Python's own library is needed to start it; everything else comes from the lock file.
"""

import sys
from pathlib import Path

PYTHON_MIN = (3, 11)

# Said before any other module of ours is loaded: an older Python cannot even read those.
if sys.version_info < PYTHON_MIN:
    sys.exit(
        "This project needs Python 3.11 or newer, and this is Python {}.{}.\n"
        "Install a newer one and start this file with it, for example:\n"
        "  python3.11 installer/dev.py setup".format(*sys.version_info[:2])
    )

ROOT = Path(__file__).resolve().parent.parent
# A file that is started by its path has its own folder first on the search path; ours is the checkout.
sys.path[0] = str(ROOT)

from installer import command_line  # noqa: E402 - only after the path above is right

if __name__ == "__main__":
    sys.exit(command_line.main(sys.argv[1:], root=ROOT))
