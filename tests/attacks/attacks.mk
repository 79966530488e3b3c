# The attack suite: one static program an attack, and one runner under four names.
ATTACK_SOURCES  := $(wildcard tests/attacks/run/*.c tests/attacks/pair/*.c)
ATTACK_BINARIES := $(patsubst %.c,$(BUILD)/tests/attacks/bin/%,$(notdir $(ATTACK_SOURCES)))
ATTACK_OBJECTS  := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/attacks/attack_*.c))
ATTACK_RUNNERS  := $(addprefix $(BUILD)/tests/attacks/attack_,full reduced minimal weak)
TEST_PROGRAMS   += $(ATTACK_BINARIES) $(ATTACK_RUNNERS)

define ATTACK_RULE
	@mkdir -p $(@D)
	$(CC) -std=gnu17 -D_GNU_SOURCE -O1 -Wall -Wextra -static -pthread -o $@ $<
endef

$(BUILD)/tests/attacks/bin/%: tests/attacks/run/%.c tests/attacks/attack.h
	$(ATTACK_RULE)

$(BUILD)/tests/attacks/bin/%: tests/attacks/pair/%.c tests/attacks/attack.h tests/attacks/pair.h
	$(ATTACK_RULE)

$(BUILD)/tests/attacks/attack_full: $(ATTACK_OBJECTS) $(BUILD)/libassay-sandbox.a
	@mkdir -p $(@D)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PACKAGE_LIBS)

$(BUILD)/tests/attacks/attack_reduced $(BUILD)/tests/attacks/attack_minimal: $(BUILD)/tests/attacks/attack_full
	ln -f $< $@

$(BUILD)/tests/attacks/attack_weak: $(ATTACK_OBJECTS) $(BUILD)/weak/libassay-sandbox.a
	@mkdir -p $(@D)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PACKAGE_LIBS)

# What it needs and no more, on a fresh clone too.
.PHONY: attack
attack: packages-demo
	@$(MAKE) --no-print-directory -s $(JOBS) $(ATTACK_BINARIES) $(ATTACK_RUNNERS)
	@tests/attacks/table.sh $(BUILD)
