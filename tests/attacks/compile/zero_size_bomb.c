/* allowed: exited(0), exited(1) | class: compile bombs | without: - | because: the object only names the size; what is shown is that nobody reserves it */
char bss[1ul << 46];
