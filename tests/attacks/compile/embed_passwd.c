/* allowed: exited(1) | class: compiler as reader | without: - | because: gcc has #embed from version 15 on; what is shown is that it is refused */
const char text[] = {
#embed "/etc/passwd"
};
