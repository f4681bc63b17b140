// Package all knows every driver: from the name in a configuration to the function
// that opens the device. It is one readable list; nothing registers itself.
//
// The structs are the device entries of kiosk.yaml, and say by their tags how they
// are written there:
//
//	idcard:  {kind: sdt,    port: /dev/kiosk/idcard}
//	receipt: {kind: escpos, port: /dev/kiosk/receipt, width: 80}
//	code:    {kind: serial, port: /dev/kiosk/code, baud: 9600}
//
// An identity card reader may as well hang on /dev/hidraw0 or /dev/bus/usb/001/004; a
// code scanner that is no serial line has another kind:
//
//	code: {kind: hid-pos,  port: auto}                # its description says what it is
//	code: {kind: keyboard, port: /dev/input/event5}   # taken from everybody else
//
// Each has an Opener method, whose result is what the constructors of drivers/slot
// take. An Opener checks the entry at once and opens nothing.
package all
