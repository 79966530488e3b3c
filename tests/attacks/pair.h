/*
 * pair.h - what programs share that run in two boxes at once, as "speak" and as "hear". A pair
 * defines speak_once() and hear_once(), which are called again and again for a little while; the
 * hearer says reached() when it knows what only the speaker can have told it.
 */
#ifndef ASSAY_ATTACK_PAIR_H
#define ASSAY_ATTACK_PAIR_H

#include "attack.h"

#include <stdbool.h>
#include <time.h>

static void speak_once(void);
static bool hear_once(void); /* true: heard */

#ifndef PAIR_ROUNDS
#define PAIR_ROUNDS 40
#endif
#ifndef PAIR_ROUND_MS
#define PAIR_ROUND_MS 10
#endif

/* Both are started at the same time, or nearly; the pauses let them meet. */
int main(int argc, char **argv)
{
	bool speaks = argc > 1 && strcmp(argv[1], "speak") == 0;
	const struct timespec pause = {.tv_nsec = PAIR_ROUND_MS * 1000000L};
	for (int i = 0; i < PAIR_ROUNDS; i++) {
		if (speaks)
			speak_once();
		else if (hear_once())
			reached();
		nanosleep(&pause, NULL);
	}
	held();
}

#endif
