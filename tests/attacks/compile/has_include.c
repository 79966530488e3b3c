/* allowed: exited(0), exited(1)@minimal | class: compiler as reader | without: root,landlock | aim: reached */
#if __has_include("/etc/passwd") || __has_include("/etc/hostname") || __has_include("/proc/self/maps")
#error reached
#endif
int unused;
