/* allowed: exited(1) | class: compiler as reader | without: - | because: as include_passwd */
#include "../../data/secret/burst/edge.ans"
#include "/proc/self/environ"
