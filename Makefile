# The commands of daily work; Meson and Ninja do the building. `make help` lists them.

BUILD   ?= build
PREFIX  ?= /usr/local
DESTDIR ?=
LISTEN  ?= 127.0.0.1:8080
DB      ?= var/ieum.db
SECONDS ?= 30
NINJA   ?= ninja

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := build
.PHONY: help build run check asan tsan fuzz bench lint coverage format install clean \
	setup setup-check setup-bench

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' $(MAKEFILE_LIST) | expand -t 18

build: setup ## install what is missing, leave build/ieum
	@[ -f $(BUILD)/build.ninja ] || meson setup $(BUILD)
	@$(NINJA) -C $(BUILD) ieum ieum.lexicon ieum.words

# $(DB).loading marks a demonstration that was cut short (it is made anew), $(DB).demo one
# that is there (its accounts are shown again, nothing is loaded).
run: build ## build, load the demonstration if there is no database, serve on LISTEN
	@mkdir -p $(dir $(DB))
	@if [ -e $(DB).loading ]; then rm -f $(DB) $(DB)-wal $(DB)-shm; fi
	@if [ ! -e $(DB) ]; then \
		: >$(DB).loading; \
		$(BUILD)/ieum --db sqlite:$(DB) demo && mv $(DB).loading $(DB).demo; \
	elif [ -e $(DB).demo ]; then \
		$(BUILD)/ieum --db sqlite:$(DB) demo; \
	fi
	@exec $(BUILD)/ieum --db sqlite:$(DB) serve --listen $(LISTEN)

check: setup-check ## every suite; the last line counts
	@test/run --build $(BUILD)

asan: setup-check ## the suites under the address and undefined-behaviour sanitizers
	@test/run --sanitize address,undefined

tsan: setup-check ## the suites with threads under the thread sanitizer
	@test/run --sanitize thread

fuzz: setup-check ## each decoder's fuzz target for SECONDS
	@fuzz/run --seconds $(SECONDS)

bench: build setup-bench ## every benchmark; tables in bench/results/
	@bench/run

lint: setup-check ## cppcheck and clang-tidy (advice, not a gate)
	@tools/lint

coverage: setup-check ## lines of the C suites that are run, in build-coverage/
	@tools/coverage

format: setup-check ## clang-format on every C file
	@tools/check-format --write

install: build ## program, pages, manual pages, examples below DESTDIR and PREFIX
	@meson configure $(BUILD) -Dprefix=$(PREFIX)
	@DESTDIR=$(DESTDIR) meson install -C $(BUILD)

clean: ## remove what was built; databases in var/ stay
	rm -rf build build-* node_modules web/vendor

setup:
	@tools/setup build

setup-check:
	@tools/setup build check

setup-bench:
	@tools/setup build check bench
