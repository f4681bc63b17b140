#!/bin/sh
# Writes the Go side of yitiji.proto. Needs Debian's protobuf-compiler; the two
# plugins are tools of go.mod, which protoc can only start through a script.
set -eu
cd "$(dirname "$0")"
plugins=$(mktemp -d)
trap 'rm -rf "$plugins"' EXIT
for plugin in protoc-gen-go protoc-gen-connect-go; do
	printf '#!/bin/sh\nexec go tool %s\n' "$plugin" >"$plugins/$plugin"
	chmod +x "$plugins/$plugin"
done
# The empty package suffix puts the Connect code into package wire itself.
protoc --plugin="$plugins/protoc-gen-go" --plugin="$plugins/protoc-gen-connect-go" \
	--go_out=. --go_opt=paths=source_relative \
	--connect-go_out=. --connect-go_opt=paths=source_relative,package_suffix \
	yitiji.proto
