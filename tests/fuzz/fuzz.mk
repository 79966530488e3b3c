# Fuzzing of whatever parses bytes from a box or a package; not part of `make check`:
#
#   make fuzz [FUZZ_SECONDS=60] [FUZZ=manifest]
#
# Each fuzzer fuzz_NAME.c starts from corpus/NAME (and NAME.dict), runs for FUZZ_SECONDS, and keeps
# what it learns in build/fuzz/NAME and what breaks in build/fuzz/. `make fuzz-corpus` runs every
# fuzzer over its corpus once. Both need clang with libFuzzer, and install it where it lacks.
FUZZ_SECONDS  ?= 60
FUZZ          ?= $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_FLAGS    := -std=gnu17 -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined
FUZZ_SOURCES  := $(RUNNER_SOURCES) $(SANDBOX_SOURCES) sandbox/launcher/order.c
FUZZ_OBJECTS  := $(FUZZ_SOURCES:%.c=$(BUILD)/fuzz/objects/%.o)
FUZZ_PROGRAMS := $(FUZZ:%=$(BUILD)/fuzz/fuzz_%)

$(BUILD)/fuzz/objects/%.o: %.c
	@mkdir -p $(@D)
	clang $(ALL_CPPFLAGS) $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<

$(BUILD)/fuzz/libassay.a: $(FUZZ_OBJECTS) $(RUNNER_EMBED) $(EMBED_OBJECTS)
	rm -f $@ && $(AR) rcsD $@ $^

$(BUILD)/fuzz/fuzz_%: tests/fuzz/fuzz_%.c tests/fuzz/fuzz.h $(BUILD)/fuzz/libassay.a
	@mkdir -p $(BUILD)/fuzz/$*
	clang $(ALL_CPPFLAGS) $(FUZZ_FLAGS) -fsanitize=fuzzer -o $@ $< $(BUILD)/fuzz/libassay.a \
		$(PACKAGE_LIBS) -lm

$(BUILD)/fuzz/packages: .ci/packages
	@mkdir -p $(@D)
	@.ci/packages fuzz && touch $@

$(FUZZ_OBJECTS): | $(BUILD)/fuzz/packages

.PHONY: fuzz fuzz-corpus
fuzz: $(FUZZ_PROGRAMS)
	@for name in $(FUZZ); do \
		echo "fuzz $$name, $(FUZZ_SECONDS) s"; \
		dictionary=tests/fuzz/$$name.dict; \
		[ -f "$$dictionary" ] && dictionary="-dict=$$dictionary" || dictionary=; \
		$(BUILD)/fuzz/fuzz_$$name -max_total_time=$(FUZZ_SECONDS) -max_len=16384 -timeout=10 \
			-print_final_stats=1 -verbosity=0 $$dictionary -artifact_prefix=$(BUILD)/fuzz/ \
			$(BUILD)/fuzz/$$name tests/fuzz/corpus/$$name || exit 1; \
	done

fuzz-corpus: $(FUZZ_PROGRAMS)
	@for name in $(FUZZ); do \
		$(BUILD)/fuzz/fuzz_$$name -runs=0 -verbosity=0 tests/fuzz/corpus/$$name || exit 1; \
		echo "corpus of $$name: passed"; \
	done
