/* allowed: exited(1) | class: compiler as reader | without: root,landlock | aim: root: */
# 1 "/etc/passwd" 1 3
int unused = nothing;
# 1 "/etc/passwd"
int other = nothing;
