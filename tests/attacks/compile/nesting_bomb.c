/* allowed: exited(1), exited(4), memory-limit, cpu-limit, wall-limit, signalled(11), output-limit | class: compile bombs | without: - | because: it would take the memory of the machine | cpu-ms: 1500 */
#define A ((((((((((((((((
#define B A A A A A A A A A A A A A A A A
#define C B B B B B B B B B B B B B B B B
#define D C C C C C C C C C C C C C C C C
#define E D D D D D D D D D D D D D D D D
int deep = E E E E 1;
