/* allowed: forbidden-call(add_key), forbidden-call(keyctl) | class: state across runs | without: seccomp */
#include "../pair.h"

#define USER_KEYRING    (-4L)
#define KEYCTL_SEARCH   10L
#define KEYCTL_LINK     8L
#define KEYCTL_REVOKE   3L
#define SESSION_KEYRING (-3L)

/* The keyring of a user is there for every process of the user. */
static void speak_once(void)
{
	syscall(SYS_add_key, "user", "assay-attack", "x", 1L, USER_KEYRING);
}

static bool hear_once(void)
{
	long key = syscall(SYS_keyctl, KEYCTL_SEARCH, USER_KEYRING, "user", "assay-attack", 0L);
	if (key > 0)
		syscall(SYS_keyctl, KEYCTL_REVOKE, key);
	return key > 0;
}
