/* allowed: exited(1), exited(4), memory-limit, cpu-limit, wall-limit | class: compile bombs | without: - | because: it would take the memory of the machine | cpu-ms: 1500 */
#define A "0123456789abcdef"
#define B A A A A A A A A A A A A A A A A
#define C B B B B B B B B B B B B B B B B
#define D C C C C C C C C C C C C C C C C
#define E D D D D D D D D D D D D D D D D
#define F E E E E E E E E E E E E E E E E
const char text[] = F F F F F F F F F F F F F F F F;
