/* allowed: exited(1) | class: compiler as reader | without: - | because: what could be read is the box's own input; what is shown is that there is no such name */
#include "/dev/stdin"
int unused;
