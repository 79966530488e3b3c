/*
 * prelink_names.c - owns the tables of what a program may use of the C library that was linked
 * before it. A name that is missing here costs a slower link and nothing else.
 *
 * Left out on purpose: functions that the library warns of at link time (tmpnam, mktemp, gets), so
 * that the warning is heard, and those that need what no box has (sockets, users, dlopen). All of
 * malloc's family is in: a program that defines one of its functions must not get the other's rest.
 */
#include "prelink.h"

/* clang-format off */
static const char *const functions[] = {
	/* What a program may not put itself in the place of: it defines them, and the link fails. */
	"_start", "__libc_start_main", "_init", "_fini",
	/* stdlib.h */
	"abort", "abs", "atexit", "atof", "atoi", "atol", "atoll", "bsearch", "div", "exit", "_Exit",
	"getenv", "secure_getenv", "labs", "ldiv", "llabs", "lldiv", "qsort", "qsort_r", "rand",
	"rand_r", "random", "srandom", "srand", "drand48", "srand48", "lrand48", "mrand48", "strtod",
	"strtof", "strtol", "strtold", "strtoll", "strtoul", "strtoull", "strtoimax", "strtoumax",
	"__isoc23_strtol", "__isoc23_strtoll", "__isoc23_strtoul", "__isoc23_strtoull",
	"__isoc23_strtoimax", "__isoc23_strtoumax", "arc4random", "arc4random_uniform",
	"malloc", "calloc", "realloc", "reallocarray", "free", "free_sized", "free_aligned_sized",
	"aligned_alloc", "posix_memalign", "memalign", "valloc", "pvalloc", "malloc_usable_size",
	"malloc_trim", "mallinfo", "mallinfo2", "mallopt", "malloc_stats", "malloc_info",
	"__libc_malloc", "__libc_calloc", "__libc_realloc", "__libc_free", "__libc_memalign",
	/* string.h, strings.h */
	"memccpy", "memchr", "memcmp", "memcpy", "memmove", "memset", "memmem", "mempcpy", "memrchr",
	"rawmemchr", "stpcpy", "stpncpy", "strcasecmp", "strncasecmp", "strcat", "strchr", "strchrnul",
	"strcmp", "strcoll", "strcpy", "strcspn", "strdup", "strerror", "strerror_r",
	"__xpg_strerror_r", "strlcat", "strlcpy", "strlen", "strncat", "strncmp", "strncpy",
	"strndup", "strnlen", "strpbrk", "strrchr", "strsep", "strsignal", "strspn", "strstr",
	"strcasestr", "strtok", "strtok_r", "strverscmp", "strxfrm", "bcmp", "bcopy", "bzero",
	"explicit_bzero", "ffs", "ffsl", "ffsll", "index", "rindex",
	/* stdio.h */
	"clearerr", "fclose", "fdopen", "feof", "ferror", "fflush", "fgetc", "fgets", "fileno",
	"fopen", "fprintf", "fputc", "fputs", "fread", "freopen", "fscanf", "fseek", "fseeko", "ftell",
	"ftello", "fwrite", "getc", "getchar", "getdelim", "getline", "perror", "printf", "putc",
	"putchar", "puts", "rewind", "scanf", "setbuf", "setlinebuf", "setvbuf", "snprintf",
	"sprintf", "sscanf", "ungetc", "vasprintf", "asprintf", "dprintf", "vdprintf", "vfprintf",
	"vfscanf", "vprintf", "vscanf", "vsnprintf", "vsprintf", "vsscanf", "open_memstream",
	"fmemopen", "flockfile", "funlockfile", "fputc_unlocked", "fputs_unlocked", "fgets_unlocked",
	"getc_unlocked", "getchar_unlocked", "putc_unlocked", "putchar_unlocked", "fwrite_unlocked",
	"fread_unlocked", "__uflow", "__overflow", "__isoc99_fscanf", "__isoc99_scanf",
	"__isoc99_sscanf", "__isoc99_vfscanf", "__isoc99_vscanf", "__isoc99_vsscanf",
	"__isoc23_fscanf", "__isoc23_scanf", "__isoc23_sscanf", "__isoc23_vfscanf", "__isoc23_vscanf",
	"__isoc23_vsscanf",
	/* ctype.h */
	"isalnum", "isalpha", "isascii", "isblank", "iscntrl", "isdigit", "isgraph", "islower",
	"isprint", "ispunct", "isspace", "isupper", "isxdigit", "toascii", "tolower", "toupper",
	"__ctype_b_loc", "__ctype_tolower_loc", "__ctype_toupper_loc",
	/* time.h, sys/time.h */
	"asctime", "asctime_r", "clock", "clock_getres", "clock_gettime", "ctime", "ctime_r",
	"difftime", "gettimeofday", "gmtime", "gmtime_r", "localtime", "localtime_r", "mktime",
	"nanosleep", "strftime", "time", "timegm", "timespec_get", "sleep", "usleep",
	/* setjmp.h, signal.h */
	"_setjmp", "setjmp", "__sigsetjmp", "longjmp", "_longjmp", "siglongjmp", "raise", "sigaction",
	"sigaddset", "sigdelset", "sigemptyset", "sigfillset", "sigismember", "signal", "sigprocmask",
	/* unistd.h */
	"_exit", "close", "getpid", "isatty", "read", "sysconf", "write",
	/* what the headers' macros use */
	"__assert_fail", "__assert", "__errno_location", "__stack_chk_fail", "__libc_current_sigrtmin",
	"__libc_current_sigrtmax", "localeconv", "setlocale",
	/* pthread.h, semaphore.h, sched.h, threads.h */
	"pthread_attr_destroy", "pthread_attr_init", "pthread_attr_setdetachstate",
	"pthread_attr_setstacksize", "pthread_barrier_destroy", "pthread_barrier_init",
	"pthread_barrier_wait", "pthread_cond_broadcast", "pthread_cond_destroy", "pthread_cond_init",
	"pthread_cond_signal", "pthread_cond_timedwait", "pthread_cond_wait",
	"pthread_condattr_destroy", "pthread_condattr_init", "pthread_condattr_setclock",
	"pthread_create", "pthread_detach", "pthread_equal", "pthread_getspecific", "pthread_join",
	"pthread_key_create", "pthread_key_delete", "pthread_mutex_destroy", "pthread_mutex_init",
	"pthread_mutex_lock", "pthread_mutex_timedlock", "pthread_mutex_trylock",
	"pthread_mutex_unlock", "pthread_mutexattr_destroy", "pthread_mutexattr_init",
	"pthread_mutexattr_settype", "pthread_once", "pthread_rwlock_destroy", "pthread_rwlock_init",
	"pthread_rwlock_rdlock", "pthread_rwlock_tryrdlock", "pthread_rwlock_trywrlock",
	"pthread_rwlock_unlock", "pthread_rwlock_wrlock", "pthread_self", "pthread_setspecific",
	"pthread_spin_destroy", "pthread_spin_init", "pthread_spin_lock", "pthread_spin_trylock",
	"pthread_spin_unlock", "sched_yield", "sem_destroy", "sem_getvalue", "sem_init", "sem_post",
	"sem_timedwait", "sem_trywait", "sem_wait", "cnd_broadcast", "cnd_destroy", "cnd_init",
	"cnd_signal", "cnd_wait", "mtx_destroy", "mtx_init", "mtx_lock", "mtx_trylock", "mtx_unlock",
	"thrd_create", "thrd_current", "thrd_equal", "thrd_join", "thrd_yield",
	/* libgcc */
	"__divti3", "__modti3", "__udivmodti4", "__udivti3", "__umodti3", "__popcountdi2", "__muldc3",
	"__mulsc3", "__divdc3", "__divsc3", "__powidf2", "__powisf2", "__mulvdi3", "__addvdi3",
	NULL,
};

static const char *const maths[] = {
	"acos", "acosf", "acosh", "asin", "asinf", "asinh", "atan", "atan2", "atan2f", "atanf", "atanh",
	"cbrt", "cbrtf", "ceil", "ceilf", "ceill", "copysign", "copysignf", "cos", "cosf", "cosh",
	"erf", "erfc", "exp", "exp2", "expf", "expm1", "fabs", "fabsf", "fabsl", "fdim", "floor",
	"floorf", "floorl", "fma", "fmax", "fmaxf", "fmin", "fminf", "fmod", "fmodf", "frexp", "hypot",
	"hypotf", "ilogb", "ldexp", "ldexpf", "lgamma", "llrint", "llround", "log", "log10", "log10f",
	"log1p", "log2", "log2f", "logb", "logf", "lrint", "lround", "lroundf", "modf", "modff",
	"nearbyint", "nextafter", "pow", "powf", "powl", "remainder", "rint", "round", "roundf",
	"scalbn", "sin", "sincos", "sinf", "sinh", "sqrt", "sqrtf", "sqrtl", "tan", "tanf", "tanh",
	"tgamma", "trunc", "truncf", NULL,
};

static const char *const data[] = {
	"stdin", "stdout", "stderr", "environ", "__environ", "optarg", "opterr", "optind", "optopt",
	"program_invocation_name", "program_invocation_short_name", "timezone", "daylight", "tzname",
	NULL,
};
/* clang-format on */

const struct assay_prelink_names assay_prelink_names = {
	.functions = functions,
	.maths = maths,
	.data = data,
};
