/* allowed: exited(1) | class: compiler as reader | without: root,landlock | aim: exited(0) */
#include "/proc/self/environ"
int unused;
