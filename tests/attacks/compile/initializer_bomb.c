/* allowed: exited(1), exited(4), exited(0), signalled(25), memory-limit, cpu-limit, wall-limit | class: compile bombs | without: - | because: it would take the memory of the machine | cpu-ms: 1500 */
int table[] = {[0 ... 500000000] = 7, [499999999] = 8};
