/* allowed: exited(1), exited(4), signalled(25), memory-limit, cpu-limit | class: compile bombs | without: - | because: it would fill the disk | cpu-ms: 1500 */
__asm__(".data\n.fill 0x7fffffff, 1, 0x41\n.text");
int unused;
