/* allowed: exited(1) | class: compiler as reader | without: root,landlock | aim: nologin */
__asm__(".include \"/etc/passwd\"");
