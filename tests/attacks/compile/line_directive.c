/* allowed: exited(1) | class: compiler as reader | without: root,landlock | aim: root: */
#line 1 "/etc/passwd"
int broken = ;
