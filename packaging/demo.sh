#!/bin/bash
# Runs a centre, a terminal with simulated devices and the device desk on this
# machine, until Ctrl-C. Everything is kept in one folder; a second run goes on
# where the first one ended, and `make demo-clean` forgets it.
#
#   packaging/demo.sh [FOLDER]
#
# YITIJI_PORT moves the ten ports that it uses (default 8300 to 8309).
# YITIJI_PUBLIC is the address on which phones reach this machine, as 192.168.1.20: with it
# real phones can hand in materials, pay and verify papers. Without it only this machine can.
# YITIJI_WIRING is how the devices are wired, as desk --wiring has it: serial (the
# default), hid or usb.
set -euo pipefail

umask 077

data=${1:-build/demo}
port=${YITIJI_PORT:-8300}
console=127.0.0.1:$port
screen=127.0.0.1:$((port + 1))
desk=127.0.0.1:$((port + 2))
paper=127.0.0.1:$((port + 5))
printer=127.0.0.1:$((port + 6)) # where the terminal reaches it, through the desk
press=127.0.0.1:$((port + 7))   # and where it is
link=127.0.0.1:$((port + 3)) # what the terminal takes for the network
centre=127.0.0.1:$((port + 4))
public=${YITIJI_PUBLIC:-127.0.0.1}:$((port + 8)) # what phones open
sandbox=127.0.0.1:$((port + 9))                 # where the fictitious departments are commanded

bin=${YITIJI_BIN:-build}
mkdir -p "$data"/{centre,terminal,devices,log,printed}

# What a power cut would take: in memory, and gone with the demo.
ram=$(mktemp -d /dev/shm/yitiji-demo.XXXXXX)

children=()
stop() {
	trap - EXIT INT TERM
	[ ${#children[@]} = 0 ] || kill "${children[@]}" 2>/dev/null || true
	wait
	rm -rf "$ram"
}
trap stop EXIT
trap 'exit 130' INT TERM

# start NAME COMMAND… runs a program in the background; what it says goes to a log.
start() {
	local name=$1
	shift
	"$@" >>"$data/log/$name.log" 2>&1 &
	children+=($!)
}

# keep NAME COMMAND… is start for a program that is started again whenever it ends,
# as systemd does on a terminal.
keep() {
	local name=$1
	shift
	(
		trap 'kill $program 2>/dev/null; wait; exit' TERM
		while :; do
			"$@" &
			program=$!
			wait $program || true
			sleep 1 &
			wait $!
		done
	) >>"$data/log/$name.log" 2>&1 &
	children+=($!)
}

# answers NAME HOST:PORT waits until a program listens, or shows why it does not.
answers() {
	local name=$1 host=${2%:*} number=${2##*:}
	for _ in $(seq 100); do
		(exec 3<>"/dev/tcp/$host/$number") 2>/dev/null && return 0
		kill -0 "${children[-1]}" 2>/dev/null || break
		sleep 0.1
	done
	printf '\n%s did not start; the end of its log:\n' "$name" >&2
	tail -n 20 "$data/log/$name.log" >&2
	exit 1
}

start centre "$bin/platform" --data "$data/centre" run --terminals "$centre" --console "$console" \
	--public "$public" --sandbox "$sandbox" --password-file "$data/console-password.txt"
answers centre "$console"

# The A4 printer is CUPS' own, where it is installed; the line to it is the desk's, which also
# shows what it prints.
PATH=$PATH:/usr/sbin
a4=()
if command -v ippeveprinter >/dev/null && command -v dbus-daemon >/dev/null; then
	a4=(--document "$printer" --document-at "$press" --printed "$data/printed")
fi
start desk "$bin/desk" --listen "$desk" --devices "$data/devices" --link "$link" --centre "$centre" --paper "$paper" \
	"${a4[@]}" --wiring "${YITIJI_WIRING:-serial}"
answers desk "$desk"

# What the A4 printer prints lies in printed/. It wants a system bus, and gets a private
# one.
document='{kind: ""}'
if [ ${#a4[@]} -gt 0 ]; then
	rm -f "$data/bus"
	keep bus dbus-daemon --session --nofork --address="unix:path=$data/bus"
	for _ in $(seq 50); do [ -S "$data/bus" ] && break || sleep 0.1; done
	DBUS_SYSTEM_BUS_ADDRESS=unix:path=$data/bus keep printer ippeveprinter -p "${press#*:}" -n localhost -r off \
		-d "$data/printed" -k -c "$(cd "$(dirname "$0")" && pwd)/press.sh" -f application/pdf,image/jpeg,image/pwg-raster 'Yitiji demo printer'
	document="{kind: ipp, uri: \"ipp://localhost:${printer#*:}/ipp/print\"}"
fi

# A voice and a slot for social-security cards, where this machine has what they need.
speech='{kind: ""}'
! command -v espeak-ng >/dev/null || speech='{kind: espeak}'
socialcard='{kind: ""}'
[ ! -S /run/pcscd/pcscd.comm ] || socialcard='{kind: pcsc}'

# The desk has written down how its own devices are wired.
{
	cat <<-END
		data: $data/terminal
		ram: $ram
		screen: $screen
		region: "999999001"
		network: government
	END
	cat "$data/devices/devices.yaml"
	cat <<-END
		  document: $document
		  photo: {kind: program, program: "$(cd "$bin" && pwd)/wltsim"}
		  speech: $speech
		  socialcard: $socialcard
	END
} >"$data/kiosk.yaml"

if [ ! -e "$data/terminal/identity/identity.json" ]; then
	code=$("$bin/platform" --data "$data/centre" terminal add YX07 --site 云溪镇便民服务中心)
	"$bin/kiosk" --config "$data/kiosk.yaml" enrol --centre "https://$link" "$code" >/dev/null
fi
keep kiosk "$bin/kiosk" --config "$data/kiosk.yaml" run
answers kiosk "$screen"

cat <<END

  终端屏幕  the terminal's screen   http://$screen
  设备台    the device desk         http://$desk
  中心后台  the centre's console    http://$console   (password: $(cat "$data/console-password.txt"))
  样例部门  fictitious departments  http://$sandbox

  Open the screen and the desk side by side. Touch the screen, and present a card
  on the desk when the screen asks for one. What a code on the screen or on paper opens
  is what a phone would show. Ctrl-C ends everything.

END

# On a machine with a display, show the screen as a terminal would.
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
	xdg-open "http://$screen" >/dev/null 2>&1 || true
fi

wait -n "${children[@]}" || true
printf 'one of the programs has ended; the logs are in %s/log\n' "$data" >&2
exit 1
