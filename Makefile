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
	$(MVN) clean verify # a build with -Dquick leaves classes that Maven would not compile again with Error Prone

.PHONY: format
format: ## Bring all Java files into the common format.
	$(MVN) -q -N verify -Dformat.mode=--write

.PHONY: check
check: ## Check the format of Java files, and the shell scripts, in seconds.
	$(MVN) -q -N verify
	git ls-files 'bin/*' .ci/run '*.sh' | xargs -d '\n' shellcheck

.PHONY: run
run: ## Start the daemon with the sample configuration, in the foreground.
	bin/supervisor --config etc/supervisor.ini

# Such as: make conformance ONLY='perl t04'
.PHONY: conformance
conformance: build ## Run the black-box tests that lie beside this project; ONLY= selects some.
	python3 ../shared/conformance/run.py --server 'bin/supervisor --nodaemon --config {conf}' $(addprefix --only ,$(ONLY))

# Such as: make proof SEEDS=100000 KILLS=10000
SEEDS ?= 5000
KILLS ?= 2000
UPGRADES ?= 500
FUZZ ?= 10
.PHONY: proof
proof: build ## Try harder: 10,000 short lives, 5,000 simulated daemons, random output and files, ten times as much bad input, 2,000 kills, 500 upgrades; then make soak.
	$(MVN) -q test -pl rpc-server -am -Dtest=SimulationTest -Dtest.seeds=$(SEEDS) \
		-Dsurefire.failIfNoSpecifiedTests=false
	$(MVN) -q test -pl rpc-server -am -Dtest='ChildOutputTest,OutputPropertiesTest,HostileFilesTest' -Dtest.lives=10000 -Dtest.seeds=500 \
		-Dtest.files=100000 \
		-Dsurefire.failIfNoSpecifiedTests=false
	$(MVN) -q test -pl rpc-server,examples -am -Dtest='*FuzzTest,AuditVerbTest' -Dtest.fuzz=$(FUZZ) -Dsurefire.failIfNoSpecifiedTests=false
	$(MVN) -q test -pl rpc-server -am -Dtest='ExactlyOnceTest,UpgradeTest' -Dtest.kills=$(KILLS) -Dtest.upgrades=$(UPGRADES) \
		-Dsurefire.failIfNoSpecifiedTests=false
	proof/survive.py --kills $(KILLS) --together 500 --detaches 200 --upgrades $(UPGRADES)
	proof/survive.py --kills 100 --strip-ansi
	$(MAKE) soak

# Such as: make soak MINUTES=10
MINUTES ?= 60
.PHONY: soak
soak: build ## Work a daemon for an hour (MINUTES=), and see that it takes no more memory, descriptors and threads in the end.
	benchmarks/soak.py --minutes $(MINUTES)

.PHONY: bench
bench: build ## Measure us beside supervisord, and write docs/benchmarks.md; takes ten minutes and wants a calm machine.
	benchmarks/run.py --quick --out docs/benchmarks.md

.PHONY: bench-long
bench-long: build ## The same with more rounds, so with better figures; takes half an hour.
	benchmarks/run.py --out docs/benchmarks.md

.PHONY: dist
dist: clean build ## Make the tarball dist/target/supervisor-rpc-*.tar.gz: bin, lib, etc, docs.
	dist/tarball

.PHONY: clean
clean: ## Remove what was built.
	$(MVN) -q clean
