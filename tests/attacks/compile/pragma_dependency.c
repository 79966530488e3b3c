/* allowed: exited(0), exited(1) | class: compiler as reader | without: - | because: what it tells is existence only; a root without the file tells that too */
#pragma GCC dependency "/etc/shadow"
#if __has_include("/etc/passwd")
#error reached
#endif
int unused;
