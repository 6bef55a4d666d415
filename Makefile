# SPDX-License-Identifier: AGPL-3.0-or-later
#
#   make            builds what ./ostree-upload starts
#   make check      runs every test; installs the tools that they need, above all the real ostree
#   make demo       shows the whole thing at work (KEEP=1 leaves its directory behind)
#   make install    to PREFIX, below DESTDIR; needs no network after `make`
#   make uninstall  removes exactly what was installed
#   make bench      races pushes against their peers (RACES=...: these); see bench/peers
#   make jmh        measures the inner loops; JMH=... goes to it
#   make trials     kills, cuts and crowds real pushes, for an hour or so; see bench/trials
#   make fuzz       fuzzes every parser for FUZZ_SECONDS each
#   make format     formats the sources
#   make clean      removes what was built

PREFIX = /usr/local
DESTDIR =
FUZZ_SECONDS = 600

# A directory counts too: its time changes when a file in it is deleted.
sources := $(shell find pom.xml .mvn docs/man ostree-upload packaging/train.sh */pom.xml */src/main -not -path 'bench/*' 2>/dev/null)
built := cli/target/dist/.built

# Says no more than it must, but unlike -q tells the warnings that end a build.
mvn := .ci/mvn -Dorg.slf4j.simpleLogger.defaultLogLevel=warn

.PHONY: all check demo bench jmh trials install uninstall fuzz format clean
.DELETE_ON_ERROR:

all: $(built)

# Old jars have to go: the launcher takes every jar that it finds.
$(built): $(sources)
	rm -rf cli/target/dist
	$(mvn) -pl cli -am -Dmaven.test.skip=true -Dspotless.check.skip=true package
	.ci/dist-share
	packaging/train.sh
	touch $@

check:
	.ci/install-tools
	packaging/test-launcher.sh
	rm -rf cli/target/dist
	.ci/mvn verify
	.ci/dist-share
	packaging/train.sh
	touch $(built)
	docs/check-commands.sh README.md docs/PROTOCOL.md

demo: all
	demo/demo.sh

bench:
	bench/peers --json bench/target/peers.json $(RACES)

jmh:
	.ci/bench org.openjdk.jmh.Main $(JMH)

trials:
	.ci/install-tools
	bench/trials kills --target pusher --count 200
	bench/trials kills --target receiver --count 200
	bench/trials kills --target receiver --moment publish --count 50
	bench/trials cuts --size 2G
	bench/trials full-disk
	bench/trials crowd
	bench/trials readers --pushes 50
	bench/trials sessions --count 1000

install: all
	packaging/install.sh "$(DESTDIR)" "$(PREFIX)"

uninstall:
	packaging/uninstall.sh "$(DESTDIR)" "$(PREFIX)"

fuzz:
	FUZZ_SECONDS=$(FUZZ_SECONDS) .ci/fuzz $(FUZZ)

format:
	$(mvn) spotless:apply

clean:
	rm -rf target */target
