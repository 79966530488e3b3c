# A program with sanitizers; neither of the compilers links those statically.
SANITIZED_PROGRAM := $(BUILD)/tests/programs/sanitized/finds
TEST_PROGRAMS     += $(SANITIZED_PROGRAM)

$(SANITIZED_PROGRAM): tests/programs/sanitized/finds.c
	@mkdir -p $(@D)
	$(CC) -std=gnu17 -O1 -g -Wall -Wextra -fsanitize=address,undefined -o $@ $<
