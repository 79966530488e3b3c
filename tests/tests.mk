# More test programs than the unit tests: what runs inside boxes, and the weakened library.

# Static programs that the sandbox's tests and benchmarks run in boxes.
BOXED_TESTS    := $(wildcard tests/programs/*.c)
BOXED_PROGRAMS := $(BOXED_TESTS:tests/programs/%.c=$(BUILD)/tests/programs/%)
TEST_PROGRAMS  += $(BOXED_PROGRAMS)

$(BUILD)/tests/programs/%: tests/programs/%.c
	@mkdir -p $(@D)
	$(CC) $(BOXED_CFLAGS) -pthread -static -o $@ $< -lm

# And dynamic ones.
DYNAMIC_TESTS    := $(wildcard tests/programs/dynamic/*.c)
DYNAMIC_PROGRAMS := $(DYNAMIC_TESTS:tests/programs/%.c=$(BUILD)/tests/programs/%)
TEST_PROGRAMS    += $(DYNAMIC_PROGRAMS)

$(DYNAMIC_PROGRAMS): $(BUILD)/tests/programs/dynamic/%: tests/programs/dynamic/%.c
	@mkdir -p $(@D)
	$(CC) $(BOXED_CFLAGS) -pthread -o $@ $< -lm

# Benchmarks: tests/bench/run.sh runs them. They need nothing of the runner.
BENCH_SOURCES  := $(wildcard tests/bench/bench_*.c)
BENCH_PROGRAMS := $(BENCH_SOURCES:tests/bench/%.c=$(BUILD)/tests/bench/%)
TEST_PROGRAMS  += $(BENCH_PROGRAMS)

# What a filter costs is seen beside a box without one, so that one has the weakened library.
WEAK_BENCH := $(BUILD)/tests/bench/bench_filter
$(WEAK_BENCH): $(BUILD)/weak/libassay-sandbox.a
$(filter-out $(WEAK_BENCH),$(BENCH_PROGRAMS)): $(BUILD)/libassay-sandbox.a
$(BENCH_PROGRAMS): $(BUILD)/tests/bench/%: $(BUILD)/tests/bench/%.o $(BUILD)/tests/bench/measure.o
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PACKAGE_LIBS)

# Two lines, warm and cold: name and ratio to posix_spawn.
.PHONY: bench-launch bench-launch-programs
bench-launch-programs: $(BUILD)/tests/bench/bench_launch $(BUILD)/tests/programs/true
bench-launch: packages-check
	@$(MAKE) --no-print-directory -s $(JOBS) bench-launch-programs
	@$(BUILD)/tests/bench/bench_launch $(BUILD) --brief

# The sandbox library with a switch that takes single defences away (tests/attacks/README.md). It is
# linked into tests only; nothing that is installed is built from it.
WEAK_OBJECTS := $(SANDBOX_SOURCES:%.c=$(BUILD)/weak/%.o) $(BUILD)/weak/embed/launcher.o

$(BUILD)/weak/libassay-sandbox.a: $(WEAK_OBJECTS)
	rm -f $@ && $(AR) rcsD $@ $^

$(BUILD)/weak/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) -DASSAY_WEAKEN $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

comma := ,
# Where it makes its calls itself, and not the C library, they can be counted and failed, too.
WEAK_LAUNCHER_SOURCES := $(LAUNCHER_SOURCES) $(if $(LAUNCHER_FLAGS),tests/faults/inject.c)
$(BUILD)/weak/boxed/launcher: $(WEAK_LAUNCHER_SOURCES) tests/faults/page.h \
		$(wildcard sandbox/launcher/*.h sandbox/*.h include/assay/*.h)
	@mkdir -p $(@D)
	$(CC) $(BOXED_CFLAGS) -DASSAY_WEAKEN -static $(LAUNCHER_FLAGS) \
		$(if $(LAUNCHER_FLAGS),-Wl$(comma)--wrap=syscall) -o $@ $(WEAK_LAUNCHER_SOURCES)

$(BUILD)/weak/embed/launcher.S: $(BUILD)/weak/boxed/launcher
	@mkdir -p $(@D)
	sed 's|"$(BUILD)/boxed/|"$(BUILD)/weak/boxed/|' $(BUILD)/embed/launcher.S >$@

$(BUILD)/weak/embed/launcher.o: $(BUILD)/weak/embed/launcher.S
	$(CC) -c -o $@ $<

$(BUILD)/weak/embed/launcher.S: $(BUILD)/embed/launcher.S

# A test of the switch itself: the same acts, with and without a defence.
TEST_PROGRAMS += $(BUILD)/tests/unit/test_weaken
$(BUILD)/tests/unit/test_weaken: $(BUILD)/weak/tests/weaken/test_weaken.o \
		$(BUILD)/weak/tests/unit/box_helper.o $(BUILD)/weak/libassay-sandbox.a
	@mkdir -p $(@D)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PACKAGE_LIBS) -lcmocka -lm

# The allocations of our own code can be refused one by one.
$(BUILD)/tests/unit/test_oom $(BUILD)/tests/unit/test_manifest_oom: ALL_LDFLAGS += \
	-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=reallocarray,--wrap=strdup,--wrap=strndup

# The launcher's control groups, on trees of plain files.
$(BUILD)/tests/unit/test_sandbox_cgroup: $(BUILD)/tests/cgroup/kernel.o \
		$(addprefix $(BUILD)/sandbox/launcher/,base.o cgroup.o group.o system.o)
$(BUILD)/tests/unit/test_sandbox_cgroup: ALL_LDFLAGS += \
	-Wl,--wrap=mkdirat,--wrap=unlinkat,--wrap=assay_file_write_at,--wrap=assay_number_write_at

# What leaves a box, on a folder of the test's own.
$(BUILD)/tests/unit/test_sandbox_scratch: $(BUILD)/sandbox/launcher/scratch.o

# What a box gives is the test's to say.
$(BUILD)/tests/unit/test_box: ALL_LDFLAGS += -Wl,--wrap=assay_sandbox_run
