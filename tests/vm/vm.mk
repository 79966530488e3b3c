# The tests on a kernel of Debian's with control groups of version 2, in a virtual machine: not part of
# `make check`. tests/vm/README.md says what runs there.
VM_PROGRAMS   := $(BUILD)/tests/vm/box_status
TEST_PROGRAMS += $(VM_PROGRAMS)

$(VM_PROGRAMS): $(BUILD)/tests/vm/%: $(BUILD)/tests/vm/%.o $(BUILD)/libassay-sandbox.a
	@mkdir -p $(@D)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PACKAGE_LIBS)

.PHONY: check-vm
check-vm: packages-check
	@$(MAKE) --no-print-directory -s $(JOBS) tests
	@tests/vm/run.sh $(BUILD)
