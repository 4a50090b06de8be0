"""The command line: ``cleardeck`` and ``python -m cleardeck``."""

import signal
import sys

from cleardeck import _native


def main() -> int:
    """Runs the program with the arguments of this process and gives its exit code."""
    # Python would only note an interrupt until the program returns
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _native.run(["cleardeck", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
