/* allowed: exited(1) | class: compiler as reader | without: root,landlock | aim: exited(0) */
__asm__(".section .rodata\nleak: .incbin \"/etc/passwd\"\n.previous");
int unused;
