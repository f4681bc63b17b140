package crt591_test

import (
	"context"
	"fmt"

	"yitiji/drivers"
	"yitiji/drivers/crt591"
	"yitiji/drivers/port"
)

func Example() {
	line, err := port.OpenSerial("/dev/kiosk/dispenser", port.SerialOptions{Baud: 9600})
	if err != nil {
		fmt.Println("no dispenser is plugged in")
		return
	}
	d, err := crt591.New(line, crt591.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer d.Close()
	fmt.Println(d.Move(context.Background(), drivers.Inside))
	// Output: no dispenser is plugged in
}
