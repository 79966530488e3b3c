/* allowed: exited(1) | class: compile bombs | without: - | because: it would take the memory of the machine | cpu-ms: 1500 */
__asm__(".incbin \"/dev/zero\"\n.incbin \"/dev/urandom\"");
int unused;
