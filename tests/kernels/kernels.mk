# Simulated machines: a program that runs others as on a machine that refuses some of the kernel.
KERNEL_SOURCES := $(wildcard tests/kernels/*.c)
TEST_PROGRAMS  += $(BUILD)/tests/kernels/simulate

$(BUILD)/tests/kernels/simulate: $(KERNEL_SOURCES) tests/kernels/machine.h
	@mkdir -p $(@D)
	$(CC) -std=gnu17 $(WARNINGS) -O1 -g -D_GNU_SOURCE -o $@ $(KERNEL_SOURCES) -lseccomp

.PHONY: check-kernels
# Every simulated machine, with the attacks that its level must hold against; minutes.
check-kernels: packages-check
	@$(MAKE) --no-print-directory -s $(JOBS) tests
	@tests/kernels/run.sh $(BUILD)

# The program in boxes that can be weakened, for the test of what it makes of a failed self-test.
TEST_PROGRAMS += $(BUILD)/weak/assay
$(BUILD)/weak/assay: $(BUILD)/runner/cli/main.o $(BUILD)/libassay.a $(BUILD)/weak/libassay-sandbox.a
	@mkdir -p $(@D)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PACKAGE_LIBS) -lm
