# What is handed to others: packages, a static program, and that both are the same wherever they are made.

.PHONY: deb check-deb static check-static check-reproducible
deb:
	@.ci/packages deb
	@.ci/deb $(BUILD)

# Two or three minutes, most of them apt's.
check-deb: deb
	@.ci/packages check-deb
	@.ci/check-deb $(BUILD)

# One program without shared libraries, in a folder that can be taken anywhere. A folder of its own for
# what is built: the flags are others. Debian has no static cJSON, so one is made.
STATIC := $(BUILD)/static
STATIC_TREE := $(STATIC)/assay-$(VERSION)
static:
	@.ci/packages deb
	@mkdir -p $(STATIC)/lib
	@.ci/static-cjson $(STATIC)/lib
	@$(MAKE) --no-print-directory -s $(JOBS) BUILD=$(STATIC) PKG_CONFIG='$(PKG_CONFIG) --static' \
		LDFLAGS='$(LDFLAGS) -static-pie -s -L$(STATIC)/lib' all
	@rm -rf $(STATIC_TREE)
	@$(MAKE) --no-print-directory -s BUILD=$(STATIC) PKG_CONFIG='$(PKG_CONFIG) --static' \
		LDFLAGS='$(LDFLAGS) -static-pie -s -L$(STATIC)/lib' PREFIX= DESTDIR=$(STATIC_TREE) install
	@stat -c '%n, %s bytes' $(STATIC)/assay

check-static: packages-check static
	@.ci/packages check-deb
	@ASSAY_STATIC=$(STATIC_TREE) bats .ci/static.bats

# Two builds that share nothing but the sources and the tools.
check-reproducible:
	@.ci/packages deb
	@.ci/reproduce
