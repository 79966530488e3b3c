# More test programs than the unit tests: what runs inside boxes, and the weakened library.

# Static programs that the sandbox's tests and benchmarks run in boxes.
BOXED_TESTS    := $(wildcard tests/programs/*.c)
BOXED_PROGRAMS := $(BOXED_TESTS:tests/programs/%.c=$(BUILD)/tests/programs/%)
TEST_PROGRAMS  += $(BOXED_PROGRAMS)

$(BUILD)/tests/programs/%: tests/programs/%.c
	@mkdir -p $(@D)
	$(CC) $(BOXED_CFLAGS) -pthread -static -o $@ $< -lm
