/*
 * service.h - quoted, the service that quotes parcel prices. What its front end calls; this file is
 * not yours to change.
 *
 * One request is one line of text:
 *
 *   open SESSION                                        begins a session
 *   quote SESSION to=CC post=CODE grams=N [by=SPEED]    SPEED is economy (the default) or express
 *   retry SESSION                                       the session's last quote once more
 *   history SESSION                                     the session's last problem, and how often
 *   close SESSION                                       ends it
 *   status                                              counters of the whole service
 */
#ifndef SERVICE_H
#define SERVICE_H

struct service;

/* A response belongs to whoever asked for it, and stays as it is until it is released: whatever
 * requests come later, and also after service_close(). */
struct response {
	int status;       /* 200, or the problem's code */
	const char *text; /* never NULL */
	void *owner;      /* what keeps the text alive */
};

struct service *service_open(void); /* NULL without memory */
void service_close(struct service *service);

void service_handle(struct service *service, const char *line, struct response *ret_response);
void response_release(struct response *response);

#endif
