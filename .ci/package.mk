# What is handed to others: packages, a static program, and that both are the same wherever they are made.

.PHONY: deb check-deb static check-static check-reproducible
deb:
	@.ci/packages deb
	@.ci/deb $(BUILD)

# Two or three minutes, most of them apt's.
check-deb: deb
	@.ci/packages check-deb
	@.ci/check-deb $(BUILD)
