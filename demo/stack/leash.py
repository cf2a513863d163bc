"""Become another program, one that ends when whoever started it does.

Run as a file: `python leash.py PARENT_PID PROGRAM [ARGUMENT...]`
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Put the leash on, and go."""
    parent, *command = sys.argv[1:]
    if sys.platform == "linux":
        # Without it a parent that is killed outright leaves its children behind.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(parent):
        sys.exit("the program that started this one is gone")
    os.execv(command[0], command)  # noqa: S606 # no shell is wanted


if __name__ == "__main__":
    main()
