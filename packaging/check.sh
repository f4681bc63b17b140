#!/bin/bash
# Everything that can be said of the code without running it.
set -euo pipefail
cd "$(dirname "$0")/.."
failed=0

# step NAME COMMAND… runs a check; what it prints is what is wrong.
step() {
	local name=$1 out
	shift
	if out=$("$@" 2>&1) && [ -z "$out" ]; then
		printf '  ok      %s\n' "$name"
	else
		printf '  WRONG   %s\n%s\n' "$name" "$out"
		failed=1
	fi
}

layers() { go test -count 1 -run Layers ./cmd/kiosk >build/layers.log 2>&1 || cat build/layers.log; }

# same makes the generated files anew in a folder of their own, and compares.
same() {
	local fresh=build/same
	rm -rf $fresh && mkdir -p $fresh
	cp sync/wire/yitiji.proto sync/wire/generate.sh $fresh
	$fresh/generate.sh
	make -s $fresh/app.js
	for f in $fresh/*.go; do cmp "$f" "sync/wire/$(basename "$f")" || true; done
	cmp $fresh/app.js ui/web/assets/app.js || true
	node terminal/hanzi/generate.mjs $fresh/hanzi.bin
	cmp $fresh/hanzi.bin terminal/hanzi/hanzi.bin || true
	rm -rf $fresh
}

# cross builds what a terminal runs for every processor that terminals have.
cross() {
	for arch in amd64 arm64 loong64; do
		CGO_ENABLED=0 GOARCH=$arch go build -o /dev/null ./cmd/kiosk
	done
}

mkdir -p build
# What a fresh machine lacks is fetched now, and not while a step's words are taken for what is wrong.
go build -o /dev/null tool 2>/dev/null || true
go list -deps -test ./... >/dev/null 2>&1 || true
step 'format (gofumpt)' go tool gofumpt -l cmd drivers packaging platform sync terminal ui
step 'vet' go vet ./...
step 'staticcheck' go tool staticcheck ./...
step 'import table' layers
step 'generated files are up to date' same
step 'the terminal builds for amd64, arm64, loong64' cross
exit $failed
