#!/bin/sh
# Installs what is missing on a Debian 12 machine, and says what it does.
#
#   packaging/deps.sh demo    what `make demo` needs
#   packaging/deps.sh test    what `make test` and `make screens` need besides
#   packaging/deps.sh check   what `make check` needs besides
#   packaging/deps.sh vision  what building the camera worker needs: half a gigabyte, two minutes
#
# What is there already is left alone. Run as root, or as one who may use sudo.
set -eu
cd "$(dirname "$0")/.."

say() { printf '  %s\n' "$*"; }

# packages NAME… installs the Debian packages that are not installed.
packages() {
	missing=
	for p in "$@"; do
		dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing="$missing $p"
	done
	[ -n "$missing" ] || return 0
	say "installing from Debian:$missing"
	run=
	[ "$(id -u)" = 0 ] || run=sudo
	$run apt-get update -qq
	# shellcheck disable=SC2086 # a list of names
	DEBIAN_FRONTEND=noninteractive $run apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

# modules installs what package-lock.json names: what the page is bundled from,
# what the tables of characters are made from, and what drives the browser in tests.
modules() {
	command -v npm >/dev/null || packages nodejs npm
	cmp -s package-lock.json node_modules/.installed && return 0
	say 'installing what package-lock.json names from npm'
	npm ci --silent --no-audit --no-fund
	cp package-lock.json node_modules/.installed
}

# needs COMMAND WHAT stops with a sentence where a prerequisite is missing.
needs() {
	command -v "$1" >/dev/null || {
		printf 'This needs %s. Please install it first; see README.md.\n' "$2" >&2
		exit 1
	}
}

needs go 'Go 1.26 or newer (command go)'
case ${1:-demo} in
demo)
	# The simulated printer draws Chinese and rare characters; so does the page. The A4
	# printer is CUPS', and the desk shows its pages with poppler.
	packages ca-certificates fonts-noto-cjk fonts-hanazono cups-ipp-utils dbus-daemon poppler-utils
	;;
test)
	# The printers, scanners, card slots, voices and rules that drivers are tested against, and
	# the database of a large centre.
	packages ca-certificates fonts-noto-cjk fonts-hanazono chromium e2fsprogs \
		cups-ipp-utils cups-daemon cups-client dbus-daemon sane-utils sane-airscan pcscd vsmartcard-vpcd espeak-ng poppler-utils udev postgresql
	modules
	;;
check)
	packages protobuf-compiler
	modules
	;;
vision)
	packages g++ libopencv-dev opencv-data pkg-config
	;;
*)
	printf 'usage: packaging/deps.sh demo|test|check|vision\n' >&2
	exit 2
	;;
esac
