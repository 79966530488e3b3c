/* allowed: output-limit, exited(1) | class: compile bombs | without: - | because: a flood is a number of bytes; output_flood shows the counter */
#define A int a = "x" * ;
#define B A A A A A A A A A A
#define C B B B B B B B B B B
#define D C C C C C C C C C C
#define E D D D D D D D D D D
#define F E E E E E E E E E E
void f(void) { F }
