/* allowed: exited(0), exited(1) | class: compiler as reader | without: - | because: the assembler writes the name down and does not open the file; what is shown is that it says nothing of it */
__asm__(".file 7 \"/etc/passwd\"\n.loc 7 1 1\n.nop\n.line 1");
int unused;
