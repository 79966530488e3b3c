/* allowed: exited(1), exited(4), memory-limit, cpu-limit, wall-limit | class: compile bombs | without: - | because: it would take the memory of the machine | cpu-ms: 1500 */
__asm__(".rept 2000000000\n.long 1\n.endr");
int unused;
