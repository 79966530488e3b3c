/*
 * feed.c - owns what is read ahead from the source of an input channel, between a descriptor of the
 * caller's and the program's pipe. It asks poll(2) nothing: the pump does.
 */
#include "box.h"

#include <errno.h>
#include <unistd.h>

bool assay_channel_is_input(const struct assay_channel *channel)
{
	return channel->input != NULL || channel->has_source;
}

int assay_feed_fill(
	struct assay_feed *feed, int source_fd, bool *ret_ended, struct assay_error *err)
{
	ssize_t n = read(source_fd, feed->block, sizeof feed->block);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n < 0)
		return assay_error_errno(err, errno, "read the program's input");
	feed->at = 0;
	feed->size = (size_t)n;
	*ret_ended = n == 0;
	return 0;
}

bool assay_feed_write(struct assay_feed *feed, int to)
{
	if (feed->at == feed->size)
		return true;
	ssize_t n = write(to, feed->block + feed->at, feed->size - feed->at);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	feed->at += (size_t)n;
	return true;
}
