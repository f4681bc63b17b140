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
// Each has an Opener method, whose result is what the constructors of drivers/slot
// take. An Opener checks the entry at once and opens nothing.
package all
