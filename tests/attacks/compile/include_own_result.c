/* allowed: exited(1), exited(4) | class: compiler as reader | without: - | because: what it would read is its own; what is shown is that the box ends in time */
#include "out"
#include "."
#include __FILE__
int unused;
