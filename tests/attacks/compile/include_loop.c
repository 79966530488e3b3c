/* allowed: exited(1), output-limit | class: compile bombs | without: - | because: the compiler has a depth limit of its own; what is shown is that the box ends in time */
#include "attack.c"
#include "attack.c"
