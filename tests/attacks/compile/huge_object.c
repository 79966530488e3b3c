/* allowed: exited(1), exited(4), signalled(25), memory-limit, cpu-limit | class: compile bombs | without: - | because: it would fill the disk */
char huge[1L << 40] = {1};
