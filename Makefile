# Two commands do everything: make demo, make test. Each installs what it lacks.

export CGO_ENABLED = 0
WIRING ?= serial
programs = ./cmd/kiosk ./cmd/platform ./cmd/desk ./cmd/wltsim
bundle = go tool esbuild ui/web/script/app.js --bundle --minify --inject:ui/web/script/htmx.js \
	--legal-comments=eof --log-level=warning

.PHONY: help build demo demo-clean test e2e check bench proof screens generate deps-demo deps-test deps-check

help:
	@printf '%s\n' \
	  'make demo     a centre, a terminal and the device desk, to play with' \
	  '              (WIRING=hid or WIRING=usb: other lines to the same devices)' \
	  'make test     every test, browser tests included' \
	  'make check    format, vet, staticcheck, import table, generated files' \
	  'make bench    the measurements, as ratios' \
	  'make proof    the long versions of the reliability tests' \
	  'make screens  a picture of every screen, into docs/screens'

build:
	@mkdir -p build
	go build -o build/ $(programs)

demo: deps-demo build
	@YITIJI_WIRING=$(WIRING) packaging/demo.sh build/demo

demo-clean:
	rm -rf build/demo

test: deps-test build
	go tool gotestsum --format pkgname-and-test-fails -- -timeout 15m ./...
	node --test --test-concurrency=2 e2e/*.test.mjs

check: deps-check
	@packaging/check.sh

bench: deps-test build
	@packaging/bench.sh

proof: deps-test build
	go test -timeout 2h -count 1 -v ./sync/outbox -run PowerCut -powercuts 1000
	go test -timeout 2h -count 1 -v ./sync/outbox -run 'EveryOperation|Flip' -flips 20000
	go test -timeout 2h -count 1 -v ./cmd/kiosk -run 'PowerCut|Outlives|NoPlug' -proof -plugging 10m
	go test -timeout 4h -count 1 -v ./cmd/platform -run 'NothingIsLost|SeededBugs' -proof-entries 1000000 -undisturbed 12
	go test -timeout 2h -count 1 -v ./terminal -run Receipts -receipts 100000 -jams 500

screens: deps-test
	@rm -rf build/gallery && mkdir -p build/gallery
	go test ./ui/web -count 1 -run Draws -gallery $(CURDIR)/build/gallery
	node e2e/screens.mjs build/gallery docs/screens

generate: deps-check
	sync/wire/generate.sh
	$(bundle) --outfile=ui/web/assets/app.js
	node terminal/hanzi/generate.mjs terminal/hanzi/hanzi.bin

build/same/app.js:
	$(bundle) --outfile=$@

deps-demo:
	@packaging/deps.sh demo
deps-test: deps-demo
	@packaging/deps.sh test
deps-check:
	@packaging/deps.sh check
