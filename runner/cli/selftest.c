/*
 * selftest.c - owns when the self-test is run and what is remembered of it. Decides of no trial
 * whether it held.
 */
#include "selftest.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <assay/bytes.h>
#include <assay/cleanup.h>

#include "../build/cache.h"
#include "../digest.h"
#include "console.h"

static const char passed[] = "self-test passed";
static const char failed[] = "self-test failed";

/*
 * What the outcome hangs on, as one key: this start of the machine, this program (every change of a
 * file moves its change time, which nobody can set), user, level and layers. False: not to be
 * known, so nothing is remembered.
 */
static bool make_key(const struct assay_sandbox *sandbox, char ret_key[ASSAY_DIGEST_SIZE])
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes boot = {0};
	struct stat program;
	if (assay_file_read(AT_FDCWD, "/proc/sys/kernel/random/boot_id", 64, &boot, NULL) != 0 ||
		boot.size == 0 || stat("/proc/self/exe", &program) != 0)
		return false;
	const uint64_t facts[] = {program.st_dev, program.st_ino, (uint64_t)program.st_size,
		(uint64_t)program.st_mtim.tv_sec, (uint64_t)program.st_mtim.tv_nsec,
		(uint64_t)program.st_ctim.tv_sec, (uint64_t)program.st_ctim.tv_nsec, geteuid(),
		assay_sandbox_level(sandbox), assay_sandbox_layers(sandbox)};
	struct assay_digest *digest;
	if (assay_digest_open(&digest, NULL) != 0)
		return false;
	assay_digest_part(digest, "assay.selftest/1 " ASSAY_VERSION,
		sizeof "assay.selftest/1 " ASSAY_VERSION);
	assay_digest_part(digest, boot.data, boot.size);
	assay_digest_part(digest, facts, sizeof facts);
	assay_digest_close(digest, ret_key);
	return true;
}

enum assay_self_test assay_selftest_recall(const struct assay_sandbox *sandbox)
{
	char key[ASSAY_DIGEST_SIZE];
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes outcome = {0};
	if (!make_key(sandbox, key) || !assay_cache_get(key, &outcome))
		return ASSAY_SELF_TEST_NOT_RUN;
	if (strcmp(assay_bytes_text(&outcome), passed) == 0)
		return ASSAY_SELF_TEST_PASSED;
	return strcmp(assay_bytes_text(&outcome), failed) == 0 ? ASSAY_SELF_TEST_FAILED
							       : ASSAY_SELF_TEST_NOT_RUN;
}

int assay_selftest_run(struct assay_sandbox *sandbox,
	struct assay_trial ret_trials[ASSAY_TRIAL_COUNT], const struct assay_trial **ret_failed,
	struct assay_error *err)
{
	char key[ASSAY_DIGEST_SIZE];
	int status = assay_sandbox_self_test(sandbox, ret_trials, err);
	if (status != 0)
		return status;
	*ret_failed = NULL;
	for (size_t i = ASSAY_TRIAL_COUNT; i-- > 0;) {
		if (!ret_trials[i].held)
			*ret_failed = &ret_trials[i];
	}
	const char *outcome = *ret_failed == NULL ? passed : failed;
	if (make_key(sandbox, key))
		assay_cache_put(key, outcome, strlen(outcome));
	return 0;
}

int assay_selftest_ensure(struct assay_sandbox *sandbox, enum assay_selftest_need need,
	enum assay_self_test *ret_state, struct assay_error *err)
{
	struct assay_trial trials[ASSAY_TRIAL_COUNT];
	const struct assay_trial *failing = NULL;
	enum assay_self_test state = assay_selftest_recall(sandbox);
	if (state != ASSAY_SELF_TEST_PASSED && need != ASSAY_SELFTEST_RECALL) {
		int status = assay_selftest_run(sandbox, trials, &failing, err);
		if (status != 0)
			return status;
		state = failing == NULL ? ASSAY_SELF_TEST_PASSED : ASSAY_SELF_TEST_FAILED;
	}
	if (state == ASSAY_SELF_TEST_FAILED && need == ASSAY_SELFTEST_INSIST)
		return assay_error_set(err, ASSAY_ERR_SANDBOX,
			"self-test: in a box of level %s '%s' ended with %s; `assay doctor` shows "
			"all trials",
			assay_level_name(assay_sandbox_level(sandbox)), failing->name,
			failing->detail);
	if (state == ASSAY_SELF_TEST_FAILED)
		assay_console_note("the self-test of the box has failed on this machine; `assay "
				   "doctor` shows which attack is not held");
	*ret_state = state;
	return 0;
}
