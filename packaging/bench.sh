#!/bin/bash
# Measures, and writes docs/BENCH.md: every figure beside what it is compared
# with, taken in the same run on the same machine.
set -euo pipefail
cd "$(dirname "$0")/.."
out=build/bench.txt
mkdir -p build

# measure PACKAGE BENCHMARK TIME runs one benchmark five times; TIMES says otherwise.
measure() { go test -timeout 1h -run xxx -bench "^$2\$" -benchtime "$3" -count "${TIMES:-5}" "$1" | tee -a $out >&2; }

# said PATTERN is what a test said of itself.
said() { sed -n "s/.*$1/\1/p" $out | tail -1; }

# middle UNIT is the median of a unit over the runs of a benchmark.
middle() {
	awk -v name="$1" -v unit="$2" '$1 ~ name { for (i = 2; i < NF; i++) if ($(i + 1) == unit) print $i }' $out |
		sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

: >$out
measure ./drivers/sdt BenchmarkRead 3s
measure ./drivers/escpos BenchmarkPrint 3s
measure ./drivers/slot BenchmarkPlug 30x
go test -count 1 -v ./drivers/slot -run Day -conversations 10000 | tee -a $out >&2
go test -timeout 1h -count 1 -v ./terminal -run 'Receipts$' -receipts "${YITIJI_RECEIPTS:-100000}" -jams 500 | tee -a $out >&2
measure ./sync/outbox BenchmarkKeep 2s
measure ./sync/outbox BenchmarkKeepTogether 5x
TIMES=1 measure ./sync/outbox BenchmarkOpen 5x
TIMES=3 measure ./cmd/platform BenchmarkDrain 1x
TIMES=3 measure ./cmd/platform BenchmarkDrainSQLite 1x
go test -timeout 2h -count 1 -v ./cmd/kiosk -run LeaveMemoryFlat -visits "${YITIJI_VISITS:-10000}" | tee -a $out >&2
measure ./terminal/search BenchmarkFind 1x
measure ./terminal/catalog BenchmarkUnpack 10x
camera=
if pkg-config --exists opencv4 2>/dev/null; then
	CGO_ENABLED=1 measure ./cmd/vision BenchmarkCompare 100x
	CGO_ENABLED=1 TIMES=1 measure ./cmd/vision BenchmarkPreview 1x
	CGO_ENABLED=1 go test -count 1 -v ./cmd/vision -run RestartToPreview -measure | tee -a $out >&2
	camera="| two faces found and compared in the worker, from the request's bytes to the answer's: time against the bare calls, models without weights | $(middle BenchmarkCompare ratio) × | $(middle BenchmarkCompare ours-ms/op) ms against $(middle BenchmarkCompare raw-ms/op) ms; target ≤ 1.2 × |
| previews of a camera of 1280 × 720 at 15 pictures a second | $(middle BenchmarkPreview/looks=false previews/s) a second | $(middle BenchmarkPreview/looks=false cpu-%-of-a-core) % of a core; with five looks a second $(middle BenchmarkPreview/looks=true cpu-%-of-a-core) % |
| camera worker killed → preview | $(said 'restart to preview: \(.*\)') | target ≤ 1.5 s |"
fi
touches=$(node e2e/bench.mjs)

cat >docs/BENCH.md <<END
# Measurements

Written by \`make bench\`: the median of five runs, side by side with what each is compared with.
$(date +%F), $(nproc) cores, $(go version | cut -d' ' -f3,4).

| what | ratio | of |
|---|---|---|
| ID card read at 115,200 baud: what the driver adds to the time on the wire | $(middle BenchmarkRead overhead-%) % | $(middle BenchmarkRead wire-ms/op) ms on the wire; target ≤ 5 % |
| slip printed at 115,200 baud: what the driver adds to the time on the wire | $(middle BenchmarkPrint overhead-%) % | $(middle BenchmarkPrint wire-ms/op) ms on the wire; target ≤ 5 % |
| device unplugged → noticed, p99 of 30 | $(middle BenchmarkPlug noticed-ms-p99) ms | target ≤ 300 ms |
| plugged in → open again, p99 of 30 | $(middle BenchmarkPlug reopened-ms-p99) ms | target ≤ 1,000 ms |
| receipts on a printer that jams once in 500 | $(said ': \([0-9]* receipts, .*\)') | target: none of 100,000 |
| a day of conversations with three devices | $(said ': \([0-9]* conversations: .*\)') | flat |
| catalogue of 5,000 items, packed: loaded when a terminal starts | $(middle BenchmarkUnpack/packed ms/load) ms | $(middle BenchmarkUnpack/packed MiB) MiB; target ≤ 200 ms |
| durable sealed Keep, one caller: its rate against a bare bbolt.Update of 1 KiB | $(middle 'BenchmarkKeep-[0-9]+$' ratio) | $(middle 'BenchmarkKeep-[0-9]+$' ns/keep | cut -d. -f1) ns against $(middle 'BenchmarkKeep-[0-9]+$' ns/update | cut -d. -f1) ns; target ≥ 0.9 |
| the same, 128 callers: its rate against bbolt.Batch | $(middle BenchmarkKeepTogether ratio) × | $(middle BenchmarkKeepTogether ns/keep | cut -d. -f1) ns against $(middle BenchmarkKeepTogether ns/batch | cut -d. -f1) ns; target ≥ 6 × |
| a store in which $(middle BenchmarkOpen entries) entries wait: time to open it | $(middle BenchmarkOpen ms/open) ms | verified whole behind that in $(middle BenchmarkOpen verify-s) s; target ≤ 1,000 ms |
| 100,000 entries over mTLS into PostgreSQL, each exactly once: rate against COPY of the same rows | $(middle 'BenchmarkDrain-[0-9]+$' copy) | $(middle 'BenchmarkDrain-[0-9]+$' rows/s) rows/s against $(middle 'BenchmarkDrain-[0-9]+$' copy-rows/s); target ≥ 0.5 |
| the same: against one entry for each request | $(middle 'BenchmarkDrain-[0-9]+$' single) × | $(middle 'BenchmarkDrain-[0-9]+$' single-rows/s) rows/s; target ≥ 5 × |
| the same into SQLite: against a raw insert, one transaction for each 500 | $(middle BenchmarkDrainSQLite raw) | $(middle BenchmarkDrainSQLite rows/s) rows/s against $(middle BenchmarkDrainSQLite raw-rows/s) |
| memory of the terminal, without pages of files, over whole visits | $(said ': \([0-9]* visits .*\)') | target ≤ 1,024 bytes a visit, ≤ 60 MiB idle |
| finding a service among 200,000: SQLite FTS5 (trigram, ranked) on the same texts and queries, against ours | $(middle BenchmarkFind ratio) × | $(middle BenchmarkFind fts5-p50-us) µs against $(middle BenchmarkFind same-p50-us) µs, medians; target ≥ 50 × |
| the same, p99 of all kinds of queries: words, pinyin, initials, misspelt, sentences | $(middle BenchmarkFind p99-us) µs | median $(middle BenchmarkFind p50-us) µs; target < 1,000 µs |
| its index: time to build | $(middle BenchmarkFind build-s) s | $(middle BenchmarkFind heap-MiB) MiB of heap; target ≤ 2 s |
${camera:+$camera
}$touches
END
cat docs/BENCH.md
