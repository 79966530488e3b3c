#!/usr/bin/env python3
"""Searches the memory of the processes below one for texts.

    scan.py LEAST WORD... -- COMMAND [ARG...]

Runs the command and looks, until it ends, into every process that it starts, as often as it can.
Prints one line a process (its place below the command, how often it was read, the words that were
found), and ends with 0 when at least LEAST levels of processes were read while they lived, 3 when
they may not be read here.
"""
import collections
import os
import subprocess
import sys
import time

MOST = 256 << 20  # bytes of one mapping: larger ones are reservations


def children(pid):
    found = []
    try:
        for task in os.listdir("/proc/%d/task" % pid):
            with open("/proc/%d/task/%s/children" % (pid, task)) as file:
                found += [int(word) for word in file.read().split()]
    except OSError:
        pass
    return found


def below(pid, depth=1):
    for child in children(pid):
        yield depth, child
        yield from below(child, depth + 1)


def memory_of(pid):
    with open("/proc/%d/maps" % pid) as maps, open("/proc/%d/mem" % pid, "rb", 0) as memory:
        for line in maps:
            start, end = (int(part, 16) for part in line.split()[0].split("-"))
            if line.split()[1][0] != "r" or end - start > MOST or "[v" in line:
                continue
            try:
                memory.seek(start)
                yield memory.read(end - start)
            except OSError:
                continue


def main():
    at = sys.argv.index("--")
    least, words = int(sys.argv[1]), [word.encode() for word in sys.argv[2:at]]
    process = subprocess.Popen(sys.argv[at + 1:], stdin=subprocess.DEVNULL)
    reads, found, refused = collections.Counter(), collections.defaultdict(set), False
    while process.poll() is None:
        for depth, pid in list(below(process.pid)):
            try:
                blocks = list(memory_of(pid))
            except PermissionError:
                refused = True
                continue
            except OSError:
                continue
            if not blocks:
                continue
            reads[depth] += 1
            for word in words:
                if any(word in block for block in blocks):
                    found[depth].add(word.decode())
        time.sleep(0.002)
    for depth in sorted(reads):
        print("level %d: read %d times: %s" % (depth, reads[depth], " ".join(sorted(found[depth])) or "nothing"))
    print("status %d" % process.returncode)
    if refused and len(reads) < least:
        sys.exit(3)
    sys.exit(0 if len(reads) >= least else 1)


main()
