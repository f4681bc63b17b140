# Two commands do everything: make demo, make test. Each installs what it lacks.

export CGO_ENABLED = 0
WIRING ?= serial
programs = ./cmd/kiosk ./cmd/platform ./cmd/desk ./cmd/wltsim
bundle = go tool esbuild ui/web/script/app.js --bundle --minify --inject:ui/web/script/htmx.js \
	--legal-comments=eof --log-level=warning

# The camera worker is the only program that needs cgo, and OpenCV. Where that is not installed it is
# left out; make deps-vision installs it.
opencv = pkg-config --exists opencv4 2>/dev/null

.PHONY: help build vision demo demo-clean test test-vision e2e check bench proof screens generate \
	deps-demo deps-test deps-check deps-vision

help:
	@printf '%s\n' \
	  'make demo     a centre, a terminal and the device desk, to play with' \
	  '              (WIRING=hid or WIRING=usb: other lines to the same devices)' \
	  'make test     every test, browser tests included' \
	  'make check    format, vet, staticcheck, import table, generated files' \
	  'make bench    the measurements, as ratios' \
	  'make vision   the camera worker, on OpenCV (make deps-vision installs that)' \
	  'make proof    the long versions of the reliability tests' \
	  'make screens  a picture of every screen, into docs/screens'

build:
	@mkdir -p build
	go build -o build/ $(programs)

vision: deps-vision
	@mkdir -p build
	CGO_ENABLED=1 go build -o build/yitiji-vision ./cmd/vision

demo: deps-demo build
	@YITIJI_WIRING=$(WIRING) packaging/demo.sh build/demo

demo-clean:
	rm -rf build/demo

test: deps-test build
	go tool gotestsum --format pkgname-and-test-fails -- -timeout 15m ./...
	@if $(opencv); then $(MAKE) --no-print-directory test-vision; else echo '  OpenCV is not installed: the camera worker is not tested (make deps-vision)'; fi
	node --test --test-concurrency=2 e2e/*.test.mjs

test-vision:
	CGO_ENABLED=1 go test -timeout 5m ./cmd/vision

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
deps-vision:
	@packaging/deps.sh vision
