/* allowed: exited(0) | class: state across runs | without: program-copy | box: threads */
/* As pair_futex_robust, where waiting in the shared form must be allowed. */
#include "pair_futex_robust.c"
