"""Run a command from a small process, and write what it took: seconds, CPU seconds, kB.

    python launch.py FILE COMMAND ...

The memory of a command counts from what starts it: started by a large process, it would be told as
large itself. It is timed here, so that the start of this process does not count.
"""

import os
import sys
import time

if __name__ == "__main__":
    file, *command = sys.argv[1:]
    begun = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - begun
    with open(file, "w") as told:  # noqa: PTH123 - pathlib would make it larger
        told.write(f"{seconds} {usage.ru_utime + usage.ru_stime} {usage.ru_maxrss}")
    sys.exit(os.waitstatus_to_exitcode(status))
