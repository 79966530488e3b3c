/*
 * pump.c - owns the moving of bytes between a run and its caller: inputs as the program reads them,
 * outputs as it writes them, counted. It waits for nobody past the deadline.
 */
#include "box.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "launcher/weaken.h"

/* The fixed places in the poll set; the channels follow. */
enum {
	AT_SOCKET = 0,
	AT_CANCEL,
	AT_CHANNELS /* and then, where there are any, their sources */
};
#define POLLED (AT_CHANNELS + 2 * ASSAY_CHANNELS_MAX)

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

/* What has been read ahead is written; when it is gone, more is read. */
static void feed_input(struct assay_pump *pump, size_t i, short pipe_events, short source_events)
{
	struct assay_feed *feed = &pump->feeds[i];
	bool ended = false;
	/* The program closed its end: what the source still has is not ours to take. */
	if ((pipe_events & POLLERR) != 0) {
		end_channel(pump, i);
		return;
	}
	if (feed->at == feed->size && source_events != 0)
		pump->status =
			assay_feed_fill(feed, pump->box->channels[i].source_fd, &ended, pump->err);
	if (pump->status != 0)
		return;
	if (ended || !assay_feed_write(feed, pump->ours[i]))
		end_channel(pump, i);
}

/* Passes on what the program wrote, up to the limit; false when nobody wants more. */
static bool pass_on(struct assay_pump *pump, size_t i, const char *data, size_t size)
{
	const struct assay_channel *channel = &pump->box->channels[i];
	size_t room = pump->counted[i] < channel->output_limit
			      ? channel->output_limit - pump->counted[i]
			      : 0;
	size_t taken = size < room ? size : room;
	if (channel->take == NULL) {
		assay_bytes_append(&pump->outputs[i], data, taken);
		return true;
	}
	/* Who takes the output may make us wait; that is not the launcher being late. */
	uint64_t before = assay_monotonic_ns();
	int status = taken > 0 ? channel->take(channel->context, data, taken, pump->err) : 0;
	pump->deadline_ns += assay_monotonic_ns() - before;
	if (status < 0)
		pump->status = status;
	return status == 0;
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
	bool wanted = pass_on(pump, i, block, (size_t)n);
	pump->counted[i] += (size_t)n;
	if (!wanted)
		end_channel(pump, i);
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
		if (assay_channel_is_input(&pump->box->channels[i]) && pump->ours[i] >= 0)
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
	size_t count = pump->box->channel_count;
	for (size_t i = 0; i < count; i++) {
		const struct assay_channel *channel = &pump->box->channels[i];
		struct pollfd *pipe_end = &set[AT_CHANNELS + i];
		*pipe_end = (struct pollfd){.fd = pump->ours[i],
			.events = assay_channel_is_input(channel) ? POLLOUT : POLLIN};
		if (pump->feeds == NULL)
			continue;
		/* Whether the program still reads is always of interest (POLLERR). */
		bool hungry = channel->has_source && pump->feeds[i].at == pump->feeds[i].size;
		set[AT_CHANNELS + count + i] = (struct pollfd){
			.fd = hungry && pump->ours[i] >= 0 ? channel->source_fd : -1,
			.events = POLLIN};
		if (hungry)
			pipe_end->events = 0;
	}
}

static void act(struct assay_pump *pump, const struct pollfd set[POLLED])
{
	size_t count = pump->box->channel_count;
	for (size_t i = 0; i < count && pump->status == 0; i++) {
		short source = pump->feeds != NULL ? set[AT_CHANNELS + count + i].revents : 0;
		short ready = set[AT_CHANNELS + i].revents;
		if ((ready == 0 && source == 0) || pump->ours[i] < 0)
			continue;
		if (pump->box->channels[i].has_source)
			feed_input(pump, i, ready, source);
		else if (assay_channel_is_input(&pump->box->channels[i]))
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
	size_t polled = AT_CHANNELS + pump->box->channel_count * (pump->feeds != NULL ? 2 : 1);
	while (pump->status == 0 && (!pump->replied || has_open_channel(pump))) {
		struct pollfd set[POLLED];
		uint64_t now = assay_monotonic_ns();
		if (now >= pump->deadline_ns)
			return 0;
		uint64_t left = pump->deadline_ns - now;
		struct timespec timeout = {.tv_sec = (time_t)(left / 1000000000u),
			.tv_nsec = (long)(left % 1000000000u)};
		fill_set(pump, set);
		int n = ppoll(set, polled, &timeout, NULL);
		if (n < 0 && errno != EINTR)
			return assay_error_errno(err, errno, "poll");
		if (n > 0)
			act(pump, set);
	}
	return pump->status;
}

/* Room to read ahead, where a channel has a source. */
static int make_feeds(struct assay_pump *pump, struct assay_error *err)
{
	bool wanted = false;
	for (size_t i = 0; i < pump->box->channel_count; i++)
		wanted = wanted || pump->box->channels[i].has_source;
	if (!wanted)
		return 0;
	pump->feeds = calloc(pump->box->channel_count, sizeof *pump->feeds);
	if (pump->feeds == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
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
	int status = make_feeds(pump, err);
	if (status != 0)
		return status;
	status = pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
	if (status != 0) {
		free(pump->feeds);
		return assay_error_errno(err, status, "pthread_sigmask");
	}
	pump->err = err;
	status = move_bytes(pump, err);
	free(pump->feeds);
	pump->feeds = NULL;
	if (sigismember(&pending, SIGPIPE) == 0) {
		struct timespec none = {0};
		while (sigtimedwait(&pipe_signal, NULL, &none) < 0 && errno == EINTR)
			;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return status;
}
