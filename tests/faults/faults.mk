# Failure of the n-th system call of the launcher, over the whole set-up, by weakened builds.
TEST_PROGRAMS += $(BUILD)/tests/faults/walk
$(BUILD)/tests/faults/walk: $(addprefix $(BUILD)/weak/tests/faults/,walk.o look.o) \
		$(BUILD)/weak/libassay-sandbox.a
	@mkdir -p $(@D)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PACKAGE_LIBS)

.PHONY: check-faults
# Every call with every error, at each level; minutes.
check-faults: packages-check
	@$(MAKE) --no-print-directory -s $(JOBS) tests
	@for level in full reduced minimal; do ASSAY_BUILD=$(BUILD) $(BUILD)/tests/faults/walk $$level || exit 1; done
