/* allowed: exited(0), exited(1), exited(4), memory-limit, cpu-limit, wall-limit | class: compile bombs | without: - | because: it would take the memory of the machine | cpu-ms: 1500 */
#define A(x) struct { x a; x b; }
#define B(x) A(A(A(A(x))))
#define C(x) B(B(B(B(x))))
C(int) huge;
C(C(int)) more;
