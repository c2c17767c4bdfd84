# Every task of the project in a line. `make help` lists them.
MVN ?= mvn -B
.DEFAULT_GOAL := help

.PHONY: help
help: ## List the tasks.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: ## Compile and put the programs together, without checks; enough to run them.
	$(MVN) -q -Dquick -Dmaven.test.skip package

.PHONY: test
test: ## Compile and run the tests.
	$(MVN) test

.PHONY: verify
verify: ## Do all that a change must pass: warnings as errors, Error Prone, tests, format.
	$(MVN) verify

.PHONY: format
format: ## Bring all Java files into the common format.
	$(MVN) -q -N verify -Dformat.mode=--write

.PHONY: clean
clean: ## Remove what was built.
	$(MVN) -q clean
