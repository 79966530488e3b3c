/* allowed: exited(1) | class: compiler as reader | without: root,landlock | aim: root: */
#include "../../../../../../../../etc/passwd"
int unused;
