/* opens_socket.c - tries to reach the network; a box that lets it would see exit status 1. */
#include <sys/socket.h>

int main(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) < 0 ? 0 : 1;
}
