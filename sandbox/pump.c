/*
 * pump.c - owns the moving of bytes between a run and its caller: inputs as the program reads them,
 * outputs as it writes them, counted. It waits for nobody past the deadline.
 */
#include "box.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "launcher/weaken.h"

/* The fixed places in the poll set; the channels follow. */
enum {
	AT_SOCKET = 0,
	AT_CANCEL,
	AT_CHANNELS
};
#define POLLED (AT_CHANNELS + ASSAY_CHANNELS_MAX)

static void end_channel(struct assay_pump *pump, size_t i)
{
	close(pump->ours[i]);
	pump->ours[i] = -1;
}

/* Asks the launcher to end the box; its answer still comes. */
static void ask_to_end(const struct assay_pump *pump)
{
	struct assay_wire_kill word = {.kind = ASSAY_WIRE_KILL};
	assay_launcher_send(pump->launcher, &word, sizeof word, NULL, 0, NULL);
}

static void write_input(struct assay_pump *pump, size_t i)
{
	const struct assay_channel *channel = &pump->box->channels[i];
	const char *from = channel->input;
	ssize_t n = 0;
	if (pump->written[i] < channel->input_size)
		n = write(pump->ours[i], from + pump->written[i],
			channel->input_size - pump->written[i]);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	/* EPIPE: the program closed its end; it need not read everything. */
	if (n > 0)
		pump->written[i] += (size_t)n;
	if (n < 0 || pump->written[i] == channel->input_size)
		end_channel(pump, i);
}

static void read_output(struct assay_pump *pump, size_t i)
{
	char block[65536];
	const struct assay_channel *channel = &pump->box->channels[i];
	ssize_t n = read(pump->ours[i], block, sizeof block);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		end_channel(pump, i);
		return;
	}
	pump->output_bytes += (size_t)n;
	size_t room = channel->output_limit - pump->outputs[i].size;
	assay_bytes_append(&pump->outputs[i], block, (size_t)n < room ? (size_t)n : room);
	pump->counted[i] += (size_t)n;
	if (pump->counted[i] > channel->output_limit && !pump->output_reached &&
		!assay_weaken("output-counter")) {
		pump->output_reached = true;
		ask_to_end(pump);
	}
}

static void hear_launcher(struct assay_pump *pump)
{
	ssize_t n = recv(pump->launcher->socket, &pump->reply, sizeof pump->reply, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	pump->replied = n == sizeof pump->reply && pump->reply.kind == ASSAY_WIRE_REPLY;
	if (!pump->replied)
		pump->deadline_ns = 0;
	/* Nothing reads any more. */
	for (size_t i = 0; i < pump->box->channel_count; i++) {
		if (pump->box->channels[i].input != NULL && pump->ours[i] >= 0)
			end_channel(pump, i);
	}
}

static bool has_open_channel(const struct assay_pump *pump)
{
	for (size_t i = 0; i < pump->box->channel_count; i++) {
		if (pump->ours[i] >= 0)
			return true;
	}
	return false;
}

static void fill_set(const struct assay_pump *pump, struct pollfd set[POLLED])
{
	set[AT_SOCKET] = (struct pollfd){
		.fd = pump->replied ? -1 : pump->launcher->socket, .events = POLLIN};
	set[AT_CANCEL] = (struct pollfd){
		.fd = pump->cancelled ? -1 : pump->box->cancel_fd, .events = POLLIN};
	for (size_t i = 0; i < pump->box->channel_count; i++)
		set[AT_CHANNELS + i] = (struct pollfd){.fd = pump->ours[i],
			.events = pump->box->channels[i].input != NULL ? POLLOUT : POLLIN};
}

static void act(struct assay_pump *pump, const struct pollfd set[POLLED])
{
	for (size_t i = 0; i < pump->box->channel_count; i++) {
		if (set[AT_CHANNELS + i].revents == 0 || pump->ours[i] < 0)
			continue;
		if (pump->box->channels[i].input != NULL)
			write_input(pump, i);
		else
			read_output(pump, i);
	}
	if (set[AT_CANCEL].revents != 0) {
		pump->cancelled = true;
		ask_to_end(pump);
	}
	if (set[AT_SOCKET].revents != 0)
		hear_launcher(pump);
}

static int move_bytes(struct assay_pump *pump, struct assay_error *err)
{
	while (!pump->replied || has_open_channel(pump)) {
		struct pollfd set[POLLED];
		uint64_t now = assay_monotonic_ns();
		if (now >= pump->deadline_ns)
			return 0;
		uint64_t left = pump->deadline_ns - now;
		struct timespec timeout = {.tv_sec = (time_t)(left / 1000000000u),
			.tv_nsec = (long)(left % 1000000000u)};
		fill_set(pump, set);
		int n = ppoll(set, AT_CHANNELS + pump->box->channel_count, &timeout, NULL);
		if (n < 0 && errno != EINTR)
			return assay_error_errno(err, errno, "poll");
		if (n > 0)
			act(pump, set);
	}
	return 0;
}

/*
 * A write to a program that has gone raises SIGPIPE. Handlers belong to the caller's process, so
 * the signal is held in this thread and taken away, unless it was pending before.
 */
int assay_pump_run(struct assay_pump *pump, struct assay_error *err)
{
	sigset_t pipe_signal, before, pending;
	sigemptyset(&pipe_signal);
	sigaddset(&pipe_signal, SIGPIPE);
	sigpending(&pending);
	int status = pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
	if (status != 0)
		return assay_error_errno(err, status, "pthread_sigmask");
	status = move_bytes(pump, err);
	if (sigismember(&pending, SIGPIPE) == 0) {
		struct timespec none = {0};
		while (sigtimedwait(&pipe_signal, NULL, &none) < 0 && errno == EINTR)
			;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return status;
}
