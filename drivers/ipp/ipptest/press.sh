#!/bin/sh
# The press of ippeveprinter: prints the job whose document is $1 as lines in
# $PRESS/out/sheets. What it writes to standard error is what the printer says.

if grep -q '^STATE:' "$1"; then # an order to the printer itself; see Peer.Say
	cat "$1" >&2
	exit 0
fi

pages=$(sed -n 's/^% pages //p' "$1")
page=1
while [ "$page" -le "${pages:-1}" ]; do
	if [ -e "$PRESS/trouble" ]; then
		read -r at reason <"$PRESS/trouble"
		if [ "$at" -le "$page" ]; then
			[ "$reason" = hang ] || echo "STATE: +$reason-error" >&2
			tries=0
			while [ -e "$PRESS/trouble" ]; do
				# Told that the job is cancelled, it would stop: as it is not, it stops by itself.
				[ "$tries" -lt "${PRESS_TRIES:-15}" ] || exit 1
				tries=$((tries + 1))
				sleep 0.1
			done
			[ "$reason" = hang ] || echo "STATE: -$reason-error" >&2
		fi
	fi
	echo "$IPP_JOB_NAME" >>"$PRESS/out/sheets"
	echo "ATTR: job-impressions-completed=$page" >&2
	page=$((page + 1))
done
