/*
 * cancel.c - owns the signals that ask the program to stop. The signal is never read, so that the
 * descriptor stays readable for every thread that polls it.
 */
#include "cancel.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>

/* Whoever starts us by nohup wants the end of the terminal to pass unnoticed. */
static bool hang_up_is_ignored(void)
{
	struct sigaction now;
	return sigaction(SIGHUP, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

int assay_cancel_open(int *ret_fd, struct assay_error *err)
{
	sigset_t signals;
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	if (!hang_up_is_ignored())
		sigaddset(&signals, SIGHUP);
	int code = pthread_sigmask(SIG_BLOCK, &signals, NULL);
	if (code != 0)
		return assay_error_errno(err, code, "block signals");
	int fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		return assay_error_errno(err, errno, "signalfd");
	*ret_fd = fd;
	return 0;
}

bool assay_cancel_came(int cancel_fd)
{
	struct pollfd entry = {.fd = cancel_fd, .events = POLLIN};
	return cancel_fd >= 0 && poll(&entry, 1, 0) == 1 && (entry.revents & POLLIN) != 0;
}
