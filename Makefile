# assay: a live-coding and debugging challenge runner.
#
#   make demo      installs what is missing, builds, grades submissions that ship with the challenges
#   make check     installs what is missing, builds, runs every test
#   make           builds build/assay        make bench    measures, prints tables, goals beside figures
#   make bench-launch  the two figures of a launch, warm and cold, as ratios to posix_spawn
#   make lint      clang-format, clang-tidy, cppcheck, gcc -fanalyzer, shellcheck
#   make attack    attacks the box at every level, prints a table
#   make check-thousand  a thousand programs that end in every way; what they leave: nothing
#   make check-fair  the same grade ninety times on a busy machine
#   make check-consumers  reports read by npm's readers of JUnit XML, TAP, SARIF and CTRF
#   make fuzz      the readers of foreign bytes, fuzzed; FUZZ_SECONDS each
#   make check-vm  the sandbox on a kernel with control groups of version 2, in a virtual machine
#   make coverage  line coverage, a table
#   make install   DESTDIR, PREFIX and LIBDIR as usual; make uninstall takes away what it put there
#   make deb       Debian packages, in build/deb; make check-deb installs, tries and purges them
#   make static    build/static/assay, which needs no shared library; make check-static tries it elsewhere
#   make check-reproducible  builds twice, in other places, and compares the bytes
#   make clean     removes what was built
#
# SANITIZE=1 builds with AddressSanitizer and UBSan, SANITIZE=thread with ThreadSanitizer,
# COVERAGE=1 with gcov counters, each in a folder of its own; WERROR=1 is for developers.

VERSION := 0.1.0
# When this version was made: the date of its manual pages, never the clock's.
RELEASED := 2026-11-24
PREFIX  ?= /usr/local
LIBDIR  ?= $(PREFIX)/lib
DESTDIR ?=
CC      ?= cc
AR      ?= ar
INSTALL ?= install
PKG_CONFIG ?= pkg-config
CFLAGS  ?= -O2 -g

ifeq ($(SANITIZE),1)
BUILD ?= build/sanitize
SANITIZERS := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
else ifeq ($(SANITIZE),thread)
BUILD ?= build/thread
SANITIZERS := -fsanitize=thread -fno-omit-frame-pointer
else ifeq ($(COVERAGE),1)
BUILD ?= build/coverage
SANITIZERS := --coverage -fprofile-update=atomic
else
BUILD ?= build
# It needs an optimiser, and must not be said twice.
HARDENING = $(if $(findstring FORTIFY_SOURCE,$(CFLAGS) $(CPPFLAGS))$(filter -O0,$(CFLAGS)),,-D_FORTIFY_SOURCE=2)
endif

ifneq ($(words $(BUILD)),1)
$(error BUILD='$(BUILD)' has spaces, which make cannot handle in the names of targets)
endif

PACKAGES := libseccomp libcjson sqlite3 libsodium
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion \
	-Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 -Wcast-qual
ifeq ($(WERROR),1)
WARNINGS += -Werror
endif
HARDENING += -fstack-protector-strong -fPIE '-ffile-prefix-map=$(CURDIR)=.'
HARDENED_LINK := -pie -Wl,-z,relro,-z,now

ALL_CPPFLAGS = -D_GNU_SOURCE -DASSAY_VERSION='"$(VERSION)"' -DASSAY_RELEASED='"$(RELEASED)"' -DASSAY_PREFIX='"$(PREFIX)"' -Iinclude \
	$(PACKAGE_CFLAGS) $(CPPFLAGS)
ALL_CFLAGS = -std=gnu17 -pthread $(WARNINGS) $(HARDENING) $(CFLAGS) $(SANITIZERS)
ALL_LDFLAGS = -pthread $(HARDENED_LINK) $(SANITIZERS) $(LDFLAGS)
# Programs that run in a box are static and carry no sanitizer of ours.
BOXED_CFLAGS = -std=gnu17 $(WARNINGS) -O2 -g -fstack-protector-strong -D_GNU_SOURCE -Iinclude \
	'-ffile-prefix-map=$(CURDIR)=.'

# pkg-config is asked only once the packages can be there: `make demo` may have to install it first.
PACKAGE_CFLAGS = $(shell $(PKG_CONFIG) --cflags $(PACKAGES))
PACKAGE_LIBS   = $(shell $(PKG_CONFIG) --libs $(PACKAGES))

SANDBOX_SOURCES  := $(wildcard sandbox/*.c)
LAUNCHER_SOURCES := $(wildcard sandbox/launcher/*.c)
# The launcher starts in a third of the time without the C library (sandbox/launcher/libc/start.c).
ifneq ($(findstring x86_64,$(shell $(CC) -dumpmachine)),)
LAUNCHER_SOURCES += $(wildcard sandbox/launcher/libc/*.c)
LAUNCHER_FLAGS   := -ffreestanding -mstack-protector-guard=global -nostdlib -s \
	-Wl,--build-id=none,-z,noseparate-code,-z,norelro,-z,noexecstack
endif
SQLHOST_SOURCES  := $(wildcard runner/build/sqlhost/*.c)
MAKER_SOURCES    := $(wildcard runner/build/maker/*.c)
RUNNER_SOURCES   := $(filter-out runner/cli/main.c,$(wildcard runner/*.c runner/*/*.c))
UNIT_SOURCES     := $(wildcard tests/unit/test_*.c)
UNIT_HELPERS     := $(filter-out $(UNIT_SOURCES),$(wildcard tests/unit/*.c))

SANDBOX_OBJECTS  := $(SANDBOX_SOURCES:%.c=$(BUILD)/%.o)
RUNNER_OBJECTS   := $(RUNNER_SOURCES:%.c=$(BUILD)/%.o)
EMBED_OBJECTS    := $(BUILD)/embed/launcher.o
RUNNER_EMBED     := $(BUILD)/embed/sqlhost.o $(BUILD)/embed/driver_header.o $(BUILD)/embed/maker.o \
	$(BUILD)/embed/shim.o
UNIT_PROGRAMS    := $(UNIT_SOURCES:tests/unit/%.c=$(BUILD)/tests/unit/%)

.PHONY: all demo check check-fair check-thousand coverage bench lint fmt install uninstall clean packages-demo packages-check tests
.DELETE_ON_ERROR:
.SUFFIXES:

all: $(BUILD)/assay pages $(BUILD)/assay-sandbox.pc $(BUILD)/assay-sandbox-uninstalled.pc compile_commands

$(BUILD)/assay: $(BUILD)/runner/cli/main.o $(BUILD)/libassay.a $(BUILD)/libassay-sandbox.a
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PACKAGE_LIBS) -lm

$(BUILD)/libassay-sandbox.a: $(SANDBOX_OBJECTS) $(EMBED_OBJECTS)
	rm -f $@ && $(AR) rcsD $@ $^

$(BUILD)/libassay.a: $(RUNNER_OBJECTS) $(RUNNER_EMBED)
	rm -f $@ && $(AR) rcsD $@ $^

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The programs that run in boxes, and the driver's header, travel inside the program as bytes.
$(BUILD)/boxed/launcher: $(LAUNCHER_SOURCES) $(wildcard sandbox/launcher/*.h sandbox/*.h include/assay/*.h)
	@mkdir -p $(@D)
	$(CC) $(BOXED_CFLAGS) -static $(LAUNCHER_FLAGS) -o $@ $(LAUNCHER_SOURCES)

$(BUILD)/boxed/sqlhost: $(SQLHOST_SOURCES) $(wildcard runner/build/sqlhost/*.h)
	@mkdir -p $(@D)
	$(CC) $(BOXED_CFLAGS) -static -o $@ $(SQLHOST_SOURCES) -lsqlite3 -lm 2>$@.log || { cat $@.log; exit 1; }

$(BUILD)/boxed/maker: $(MAKER_SOURCES) runner/build/maker.h
	@mkdir -p $(@D)
	$(CC) $(BOXED_CFLAGS) -static -s -o $@ $(MAKER_SOURCES)

$(BUILD)/boxed/shim: runner/build/prelink/shim.c
	@mkdir -p $(@D)
	cp $< $@

$(BUILD)/boxed/driver_header: include/assay/driver.h
	@mkdir -p $(@D)
	cp $< $@

$(BUILD)/embed/%.S: $(BUILD)/boxed/%
	@mkdir -p $(@D)
	printf '%s\n' '.section .rodata' '.balign 16' '.global assay_embedded_$*' 'assay_embedded_$*:' \
		'.incbin "$<"' '.global assay_embedded_$*_end' 'assay_embedded_$*_end:' '.byte 0' \
		'.section .note.GNU-stack,"",@progbits' >$@

$(BUILD)/embed/%.o: $(BUILD)/embed/%.S $(BUILD)/boxed/%
	$(CC) -c -o $@ $<

# Rebuild everything when the flags change; for another PREFIX, only what knows it.
$(BUILD)/flags: REMEMBERED = $(CC) $(ALL_CFLAGS) $(CPPFLAGS) $(VERSION) $(RELEASED)
$(BUILD)/prefix: REMEMBERED = $(PREFIX) $(LIBDIR)
$(BUILD)/flags $(BUILD)/prefix: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(subst ','\'',$(REMEMBERED))' | cmp -s - $@ || \
		printf '%s\n' '$(subst ','\'',$(REMEMBERED))' >$@
$(BUILD)/runner/challenge/find.o: $(BUILD)/prefix
FORCE:

# What is made from the table of commands, by the program: a page of the manual for each command that
# has none in docs/, and what shells read. One file cmd_NAME.c is one command.
COMMANDS    := $(patsubst runner/cli/cmd_%.c,%,$(wildcard runner/cli/cmd_*.c))
MADE_PAGES  := $(filter-out $(notdir $(wildcard docs/*.1)),$(COMMANDS:%=assay-%.1))
COMPLETIONS := assay.bash _assay assay.fish
.PHONY: pages
pages: $(MADE_PAGES:%=$(BUILD)/man/%) $(COMPLETIONS:%=$(BUILD)/completions/%)

$(BUILD)/man/assay-%.1: $(BUILD)/assay
	@mkdir -p $(@D)
	$(BUILD)/assay help --format man $* >$@

$(BUILD)/completions/assay.bash: SHELL_NAME = bash
$(BUILD)/completions/_assay:     SHELL_NAME = zsh
$(BUILD)/completions/assay.fish: SHELL_NAME = fish
$(COMPLETIONS:%=$(BUILD)/completions/%): $(BUILD)/assay
	@mkdir -p $(@D)
	$(BUILD)/assay help --format $(SHELL_NAME) >$@

# The sandbox as a library for others, installed and in the build tree (PKG_CONFIG_PATH=build), where
# pkg-config prefers the second file. Spaces are escaped as pkg-config wants it.
empty :=
escaped = $(subst $(empty) ,\ ,$(1))
$(BUILD)/assay-sandbox.pc: PLACES = '$(call escaped,$(PREFIX)/include)' '$(call escaped,$(LIBDIR))'
$(BUILD)/assay-sandbox-uninstalled.pc: \
	PLACES = '$(call escaped,$(CURDIR)/include)' '$(call escaped,$(abspath_build))'
abspath_build = $(if $(filter /%,$(BUILD)),$(BUILD),$(CURDIR)/$(BUILD))
$(BUILD)/assay-sandbox.pc $(BUILD)/assay-sandbox-uninstalled.pc: $(BUILD)/prefix $(BUILD)/flags Makefile
	@printf 'includedir=%s\nlibdir=%s\n' $(PLACES) >$@
	@printf '%s\n' '' 'Name: assay-sandbox' 'Description: runs one hostile program in a box and says what happened' \
		'Version: $(VERSION)' 'Requires: libseccomp' 'Cflags: -I$${includedir}' \
		'Libs: -L$${libdir} -lassay-sandbox -pthread $(SANITIZERS)' >>$@

.PHONY: compile_commands
compile_commands: $(BUILD)/compile_commands.json
$(BUILD)/compile_commands.json: Makefile $(BUILD)/flags
	@{ printf '['; separator=; for source in $(SANDBOX_SOURCES) $(RUNNER_SOURCES) runner/cli/main.c \
		$(LAUNCHER_SOURCES) $(SQLHOST_SOURCES) $(MAKER_SOURCES) $(UNIT_SOURCES); do \
		printf '%s\n{"directory": "%s", "file": "%s", "arguments": ["cc", ' "$$separator" '$(CURDIR)' "$$source"; \
		for flag in $(subst ",\",$(ALL_CPPFLAGS)) -std=gnu17 $(WARNINGS); do printf '"%s", ' "$$flag"; done; \
		printf '"-c", "%s"]}' "$$source"; separator=,; done; printf '\n]\n'; } >$@

$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(UNIT_HELPERS:%.c=$(BUILD)/%.o) $(BUILD)/libassay.a \
		$(BUILD)/libassay-sandbox.a
	@mkdir -p $(@D)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PACKAGE_LIBS) -lcmocka -lm

-include tests/tests.mk $(wildcard tests/*/*.mk) .ci/package.mk

tests: all $(UNIT_PROGRAMS) $(TEST_PROGRAMS)

packages-demo packages-check:
	@.ci/packages $(@:packages-%=%)

# The recipes below call make again: what pkg-config and the compiler say is known only after the
# packages are installed.
JOBS = $(if $(filter -j%,$(MAKEFLAGS)),,-j2)
demo: packages-demo
	@[ -x $(BUILD)/assay ] || echo 'Building; this takes less than a minute.'
	@$(MAKE) --no-print-directory -s $(JOBS) all
	@tests/demo.sh $(BUILD)/assay

check: packages-check
	@echo 'Building the program and its tests.'
	@$(MAKE) --no-print-directory -s $(JOBS) tests
	@echo 'Running the tests; this takes minutes.'
	@tests/run.sh $(BUILD)

# Line coverage of runner/ and sandbox/ over the whole test suite. The launcher and the SQL host run
# in boxes where no counter file can be opened, so they are not counted.
coverage: packages-check
	@$(MAKE) --no-print-directory -s $(JOBS) COVERAGE=1 tests
	-@tests/run.sh build/coverage
	@tests/coverage.sh build/coverage

# Ninety grades beside two CPU hogs: one score each.
check-fair: packages-check
	@$(MAKE) --no-print-directory -s $(JOBS) all
	@tests/fair.sh $(BUILD)

# A thousand runs, and what the machine has before and afterwards.
check-thousand: packages-check
	@$(MAKE) --no-print-directory -s $(JOBS) tests
	@tests/thousand.sh $(BUILD)

bench: packages-check
	@$(MAKE) --no-print-directory -s $(JOBS) tests
	@tests/bench/run.sh $(BUILD)

lint:
	@.ci/packages lint
	@.ci/lint $(BUILD)

fmt:
	clang-format -i $$(git ls-files '*.c' '*.h' | grep -vE '^(challenges|tests/attacks/compile)/')

INSTALLED_HEADERS := error bytes sandbox driver challenge result
SHIPPED := $(notdir $(patsubst %/challenge.json,%,$(wildcard challenges/*/challenge.json)))
bin     = $(DESTDIR)$(PREFIX)/bin
include = $(DESTDIR)$(PREFIX)/include/assay
lib     = $(DESTDIR)$(LIBDIR)
pkgconfig = $(lib)/pkgconfig
share   = $(DESTDIR)$(PREFIX)/share/assay
man1    = $(DESTDIR)$(PREFIX)/share/man/man1
man5    = $(DESTDIR)$(PREFIX)/share/man/man5
# Where each shell looks; zsh under /usr/local, a distribution has a place of its own.
BASH_COMPLETIONS ?= $(PREFIX)/share/bash-completion/completions
ZSH_COMPLETIONS  ?= $(PREFIX)/share/zsh/site-functions
FISH_COMPLETIONS ?= $(PREFIX)/share/fish/vendor_completions.d
bash    = $(DESTDIR)$(BASH_COMPLETIONS)
zsh     = $(DESTDIR)$(ZSH_COMPLETIONS)
fish    = $(DESTDIR)$(FISH_COMPLETIONS)
PAGES1 := $(wildcard docs/*.1)
PAGES5 := $(wildcard docs/*.5)

# A folder that is there keeps its mode, and a challenge that somebody else put there is left alone.
install: all
	for folder in "$(bin)" "$(include)" "$(lib)" "$(pkgconfig)" "$(share)/challenges" "$(man1)" "$(man5)" \
		"$(bash)" "$(zsh)" "$(fish)"; do [ -d "$$folder" ] || $(INSTALL) -d "$$folder" || exit 1; done
	$(INSTALL) -m 755 $(BUILD)/assay "$(bin)/assay"
	$(INSTALL) -m 644 $(INSTALLED_HEADERS:%=include/assay/%.h) "$(include)/"
	$(INSTALL) -m 644 $(BUILD)/libassay.a $(BUILD)/libassay-sandbox.a "$(lib)/"
	$(INSTALL) -m 644 $(BUILD)/assay-sandbox.pc "$(pkgconfig)/"
	$(INSTALL) -m 644 $(PAGES1) $(MADE_PAGES:%=$(BUILD)/man/%) "$(man1)/"
	$(INSTALL) -m 644 $(PAGES5) "$(man5)/"
	$(INSTALL) -m 644 $(BUILD)/completions/assay.bash "$(bash)/assay"
	$(INSTALL) -m 644 $(BUILD)/completions/_assay "$(zsh)/"
	$(INSTALL) -m 644 $(BUILD)/completions/assay.fish "$(fish)/"
	for name in $(SHIPPED); do rm -rf "$(share)/challenges/$$name" && \
		cp -R "challenges/$$name" "$(share)/challenges/" && \
		chmod -R u=rwX,go=rX "$(share)/challenges/$$name" || exit 1; done

uninstall:
	rm -f "$(bin)/assay" "$(lib)/libassay.a" "$(lib)/libassay-sandbox.a" "$(pkgconfig)/assay-sandbox.pc" \
		$(INSTALLED_HEADERS:%="$(include)/%.h") $(patsubst %,"$(man1)/%",$(notdir $(PAGES1)) $(MADE_PAGES)) \
		$(patsubst %,"$(man5)/%",$(notdir $(PAGES5))) "$(bash)/assay" "$(zsh)/_assay" "$(fish)/assay.fish"
	rm -rf $(SHIPPED:%="$(share)/challenges/%")
	-@for folder in "$(include)" "$(pkgconfig)" "$(share)/challenges" "$(share)" "$(man1)" "$(man5)" \
		"$(bash)" "$(zsh)" "$(fish)"; do \
		[ ! -d "$$folder" ] || rmdir --ignore-fail-on-non-empty "$$folder"; done

# A folder given as BUILD is removed only if it is one that was built in.
clean:
	rm -rf build
	@[ ! -f "$(BUILD)/flags" ] || { echo rm -rf "$(BUILD)"; rm -rf "$(BUILD)"; }

-include $(shell find $(BUILD) -path $(BUILD)/deb -prune -o -name '*.d' -type f -print 2>/dev/null)
