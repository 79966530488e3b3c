# The attack suite: one static program an attack, and one runner under four names.
ATTACK_SOURCES  := $(wildcard tests/attacks/run/*.c)
ATTACK_BINARIES := $(ATTACK_SOURCES:tests/attacks/run/%.c=$(BUILD)/tests/attacks/bin/%)
ATTACK_RUNNERS  := $(addprefix $(BUILD)/tests/attacks/attack_,full reduced minimal weak)
TEST_PROGRAMS   += $(ATTACK_BINARIES) $(ATTACK_RUNNERS)

$(BUILD)/tests/attacks/bin/%: tests/attacks/run/%.c tests/attacks/attack.h
	@mkdir -p $(@D)
	$(CC) -std=gnu17 -D_GNU_SOURCE -O1 -Wall -Wextra -static -pthread -o $@ $<

$(BUILD)/tests/attacks/attack_full: $(BUILD)/tests/attacks/attack_main.o $(BUILD)/libassay-sandbox.a
	@mkdir -p $(@D)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PACKAGE_LIBS)

$(BUILD)/tests/attacks/attack_reduced $(BUILD)/tests/attacks/attack_minimal: $(BUILD)/tests/attacks/attack_full
	ln -f $< $@

$(BUILD)/tests/attacks/attack_weak: $(BUILD)/tests/attacks/attack_main.o $(BUILD)/weak/libassay-sandbox.a
	@mkdir -p $(@D)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PACKAGE_LIBS)
