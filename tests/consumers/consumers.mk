# make check-consumers: reports read by npm's readers of JUnit XML, TAP, SARIF and CTRF. They are
# installed into the build folder; node and npm come from Debian where they lack.
CONSUMERS := $(BUILD)/consumers

$(CONSUMERS)/installed: tests/consumers/package.json tests/consumers/package-lock.json
	@.ci/packages consumers
	@mkdir -p $(@D)
	cp tests/consumers/package.json tests/consumers/package-lock.json $(@D)
	cd $(@D) && npm ci --no-audit --no-fund --ignore-scripts
	@touch $@

$(CONSUMERS)/read.mjs: tests/consumers/read.mjs $(CONSUMERS)/installed
	@cp $< $@

.PHONY: check-consumers
check-consumers: packages-check
	@$(MAKE) --no-print-directory all $(CONSUMERS)/read.mjs
	ASSAY=$(abspath $(BUILD))/assay ASSAY_CONSUMERS=$(abspath $(CONSUMERS)) bats tests/consumers
