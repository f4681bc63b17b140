package sim

import "slices"

// usbPackets is the manner of a USB device with one pair of bulk pipes that is reached
// through a socket in place of its node below /dev/bus/usb: its descriptors, and then
// packets, each behind the address of its endpoint.
func usbPackets() manner {
	return manner{
		node:     "bus/usb/001/004",
		greeting: usbSingle,
		cut: func(p []byte) (messages [][]byte) {
			for packet := range slices.Chunk(p, 64) {
				messages = append(messages, append([]byte{0x81}, packet...))
			}
			return messages
		},
		join: func(message []byte) []byte { return message[1:] },
	}
}
