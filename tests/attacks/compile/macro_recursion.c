/* allowed: exited(1), exited(4), memory-limit, cpu-limit, wall-limit, output-limit, signalled(11) | class: compile bombs | without: - | because: it would take the memory of the machine | cpu-ms: 1500 */
__asm__(".macro m a\n.long \\a\nm \"\\a+\\a\"\nm \"\\a-\\a\"\n.endm\nm 1");
int unused;
